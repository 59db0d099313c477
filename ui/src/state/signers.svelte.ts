import { commandError } from "../lib/host";
import * as host from "../lib/host";
import { EMPTY_DRAFT } from "../lib/signers/draft";
import type { DisplayText } from "../lib/types/DisplayText";
import type { EditAnswer } from "../lib/types/EditAnswer";
import type { EntryDraft } from "../lib/types/EntryDraft";
import type { ImportView } from "../lib/types/ImportView";
import type { Lint } from "../lib/types/Lint";
import type { ListChange } from "../lib/types/ListChange";
import type { Message } from "../lib/types/Message";
import type { SignerEdit } from "../lib/types/SignerEdit";
import type { SignersQuery } from "../lib/types/SignersQuery";
import type { SignersView } from "../lib/types/SignersView";
import type { SignerView } from "../lib/types/SignerView";
import { message } from "../lib/words";
import { Asking } from "./asking.svelte";
import { session } from "./session.svelte";
import { toast } from "./toast.svelte";

/** An entry that is being typed. It stays until it is saved or thrown away, whatever screen is shown. */
export class Editing {
  draft = $state<EntryDraft>(structuredClone(EMPTY_DRAFT));
  typedName = $state("");
  /** Whether there was an attempt to save: then a mistake is also shown in a field nobody was in yet. */
  tried = $state(false);
  /** What was changed outside since it was begun. */
  change = $state.raw<ListChange | null>(null);
  /** The entry it changes; null for a new one. */
  entry = $state<number | null>(null);
  /** What the entry was called when it was begun. */
  readonly label: DisplayText | null;
  /** The list as it was then: an edit elsewhere since must not go unnoticed. */
  revision: string | undefined;
  readonly lint = new Asking<Lint>();
  #begun: string;

  constructor(draft: EntryDraft, entry: number | null, label: DisplayText | null, revision: string | undefined) {
    this.revision = revision;
    this.draft = structuredClone(draft);
    this.entry = entry;
    this.label = label;
    this.#begun = JSON.stringify(draft);
  }

  /** Whether something would be lost. */
  get isChanged(): boolean {
    return JSON.stringify(this.draft) !== this.#begun;
  }

  snapshot(): EntryDraft {
    return $state.snapshot(this.draft);
  }
}

/** The trusted identity list, a page at a time, and what is being done with it. */
class Signers {
  query = $state.raw<SignersQuery>({ text: "", first: 0 });
  view = $state.raw<SignersView | null>(null);
  problem = $state.raw<Message | null>(null);
  /** The entry whose details are open, and they. */
  open = $state<number | null>(null);
  detail = $state.raw<SignerView | null>(null);
  detailProblem = $state.raw<Message | null>(null);
  editing = $state.raw<Editing | null>(null);
  imported = $state.raw<ImportView | null>(null);
  /** Entries that are to be exported; null for all own ones. */
  exporting = $state.raw<number[] | null>(null);
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  async load(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const view = await host.signers(this.query);
      if (turn !== this.#turn) return;
      if (this.view && this.view.revision !== view.revision) this.close();
      this.view = view;
      this.problem = null;
    } catch (reason) {
      if (turn === this.#turn) this.problem = commandError(reason).message;
    }
  }

  /** Searches while it is typed. */
  search(text: string): void {
    this.query = { text, first: 0 };
    this.close();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), 80);
  }

  async page(first: number): Promise<void> {
    this.query = { ...this.query, first };
    this.close();
    await this.load();
  }

  async show(entry: number): Promise<void> {
    const view = this.view;
    if (!view) return;
    this.open = entry;
    this.detail = null;
    this.detailProblem = null;
    try {
      const detail = await host.signer(view.revision, entry);
      if (this.open === entry && this.view?.revision === view.revision) this.detail = detail;
    } catch (reason) {
      if (this.open === entry) this.detailProblem = commandError(reason).message;
    }
  }

  close(): void {
    this.open = null;
    this.detail = null;
    this.detailProblem = null;
  }

  /** Begins an entry, or goes on with the one that was begun. */
  begin(draft: EntryDraft, entry: number | null = null, label: DisplayText | null = null): void {
    this.editing = new Editing(draft, entry, label, this.view?.revision);
    session.go("signer-form");
  }

  /** Throws away what was typed; it can be taken back. */
  discard(): void {
    const editing = this.editing;
    this.editing = null;
    if (!editing?.isChanged) return;
    toast.show(message("ui-form-discarded"), () => {
      this.editing = editing;
      session.go("signer-form");
    });
  }

  /** Changes the list as it was at that revision, or as it is shown; null when it could not be asked, and
   * the reason is then shown. */
  async edit(edit: SignerEdit, at?: string): Promise<EditAnswer | null> {
    if (!this.view) await this.load();
    if (!this.view) return null;
    this.problem = null;
    try {
      const answer = await host.editSigners(at ?? this.view.revision, edit);
      if (answer.kind !== "refused") await this.load();
      if (answer.kind === "done") {
        await session.decideAgain();
        const { undo } = answer;
        toast.show(answer.said, undo === null ? null : () => this.#undo(undo));
      }
      return answer;
    } catch (reason) {
      this.problem = commandError(reason).message;
      return null;
    }
  }

  /** The program says that the file is another one. */
  async hearChange(): Promise<void> {
    await session.decideAgain();
    await this.load();
    if (this.view?.changedOutside && session.screen !== "signers" && session.screen !== "signer-form") {
      toast.show(message("ui-signers-changed-outside"), () => session.go("signers"), "ui-toast-look");
    }
  }

  async acknowledge(revision: string): Promise<void> {
    try {
      await host.lookAtSigners(revision);
      await this.load();
    } catch (reason) {
      this.problem = commandError(reason).message;
    }
  }

  async #undo(undo: number): Promise<void> {
    await this.load();
    const answer = await this.edit({ kind: "undo", undo });
    if (answer?.kind === "changed-outside") throw { code: "changed-outside", message: message("ui-undo-too-late") };
  }
}

export const signers = new Signers();
