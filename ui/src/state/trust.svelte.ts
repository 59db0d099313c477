import { commandError } from "../lib/host";
import * as host from "../lib/host";
import type { Message } from "../lib/types/Message";
import type { ResultView } from "../lib/types/ResultView";
import type { TrustDraft } from "../lib/types/TrustDraft";
import type { TrustLint } from "../lib/types/TrustLint";
import type { TrustView } from "../lib/types/TrustView";
import { Asking } from "./asking.svelte";
import { session } from "./session.svelte";
import { signers } from "./signers.svelte";

/** The piece whose signer can be trusted: only of a result that is unlisted with something compared. */
export function trustable(result: ResultView): number | null {
  if (result.verdict.state !== "unlisted" || result.subject.kind === "statement") return null;
  return result.evidence.find((piece) => piece.state === "unlisted")?.index ?? null;
}

/** The signer of a result on the way to the list. What was typed stays while the result does. */
class Trust {
  result = $state.raw<ResultView | null>(null);
  proposal = $state.raw<TrustView | null>(null);
  problem = $state.raw<Message | null>(null);
  draft = $state<TrustDraft>(empty());
  tried = $state(false);
  busy = $state(false);
  readonly lint = new Asking<TrustLint>();
  #evidence = 0;
  /** The list that the proposal was made for. */
  #revision: string | undefined;

  /** Asks what could be trusted and shows it. */
  async begin(result: ResultView): Promise<void> {
    const evidence = trustable(result);
    if (evidence === null) return;
    if (this.result?.result !== result.result) {
      this.result = result;
      this.#evidence = evidence;
      this.proposal = null;
      this.draft = empty();
      this.tried = false;
      this.lint.stop();
    }
    session.go("trust");
    await this.load();
  }

  async load(): Promise<void> {
    const result = this.result;
    if (!result) return;
    this.problem = null;
    try {
      await signers.load();
      this.#revision = signers.view?.revision;
      const proposal = await host.trustProposal(result.result, this.#evidence);
      if (this.result !== result) return;
      const first = this.proposal === null;
      this.proposal = proposal;
      if (first) this.draft.scope = proposal.scopes.find((scope) => scope.recommended)?.scope ?? 0;
    } catch (reason) {
      this.problem = commandError(reason).message;
    }
  }

  /** Asks what is to be said of the draft as it is now. */
  judge(): void {
    const result = this.result;
    if (!result) return;
    const draft = $state.snapshot(this.draft);
    this.lint.ask(() => host.lintTrust(result.result, this.#evidence, draft));
  }

  /** Puts the signer on the list; whether it went. */
  async confirm(): Promise<boolean> {
    const result = this.result;
    if (!result || this.busy) return false;
    this.tried = true;
    this.busy = true;
    this.problem = null;
    const draft = $state.snapshot(this.draft);
    try {
      const lint = await host.lintTrust(result.result, this.#evidence, draft);
      this.lint.take(lint);
      if (!lint.canTrust) return false;
      const answer = await signers.edit({ kind: "trust", result: result.result, evidence: this.#evidence, draft }, this.#revision);
      if (answer?.kind === "done") {
        this.forget();
        return true;
      }
      this.problem = answer === null ? signers.problem : { id: "ui-trust-list-changed", args: {} };
      await this.#again();
    } catch (reason) {
      this.problem = commandError(reason).message;
    } finally {
      this.busy = false;
    }
    return false;
  }

  /** The list became another one: what is proposed may be as well. */
  async #again(): Promise<void> {
    const said = this.problem;
    await this.load();
    this.problem = said;
  }

  forget(): void {
    this.result = null;
    this.proposal = null;
    this.draft = empty();
    this.tried = false;
    this.lint.stop();
  }
}

function empty(): TrustDraft {
  return { scope: 0, label: "", basis: null, basisText: "", typedName: "", pinned: false, update: null };
}

export const trust = new Trust();
