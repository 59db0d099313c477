import { SvelteMap } from "svelte/reactivity";
import { commandError } from "../lib/host";
import * as host from "../lib/host";
import type { Forget } from "../lib/types/Forget";
import type { HistoryGroup } from "../lib/types/HistoryGroup";
import type { HistoryQuery } from "../lib/types/HistoryQuery";
import type { HistoryRow } from "../lib/types/HistoryRow";
import type { HistoryView } from "../lib/types/HistoryView";
import type { Message } from "../lib/types/Message";
import type { State } from "../lib/types/State";
import { message } from "../lib/words";
import { toast } from "./toast.svelte";

/** Earlier checks, a page at a time. */
class History {
  query = $state.raw<HistoryQuery>({ text: "", state: null, first: 0 });
  view = $state.raw<HistoryView | null>(null);
  problem = $state.raw<Message | null>(null);
  /** Grows whenever something was added or forgotten. */
  changes = $state(0);
  /** Rows of a group beyond those that came with it. */
  readonly more = new SvelteMap<number, HistoryRow[]>();
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  async load(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const view = await host.history(this.query);
      if (turn !== this.#turn) return;
      this.view = view;
      this.problem = null;
      this.more.clear();
    } catch (reason) {
      if (turn === this.#turn) this.problem = commandError(reason).message;
    }
  }

  search(text: string): void {
    this.query = { ...this.query, text, first: 0 };
    this.#soon();
  }

  /** The program says that something was added or forgotten. */
  hearChange(): void {
    this.changes += 1;
    if (this.view) this.#soon();
  }

  async only(state: State | null): Promise<void> {
    this.query = { ...this.query, state, first: 0 };
    await this.load();
  }

  async page(first: number): Promise<void> {
    this.query = { ...this.query, first };
    await this.load();
  }

  rows(group: HistoryGroup): HistoryRow[] {
    return [...group.rows, ...(this.more.get(group.group) ?? [])];
  }

  async showMore(group: HistoryGroup): Promise<void> {
    await this.#tell(async () => {
      const turn = this.#turn;
      const known = this.more.get(group.group) ?? [];
      const rows = await host.historyRows(this.query, group.group, group.rows.length + known.length);
      // The groups may be others by now.
      if (turn === this.#turn) this.more.set(group.group, [...known, ...rows]);
    });
  }

  async forget(what: Forget): Promise<void> {
    await this.#tell(async () => {
      const { checks, undo } = await host.forget(what);
      await this.load();
      const said = message("ui-history-forgotten", { count: { kind: "number", value: checks } });
      const back = async () => {
        if (undo !== null) await host.undoForget(undo);
        await this.load();
      };
      toast.show(said, undo === null ? null : back);
    });
  }

  async keep(months: number | null): Promise<void> {
    await this.#tell(async () => {
      await host.keepHistory(months);
      await this.load();
    });
  }

  async beginAnew(): Promise<void> {
    await this.#tell(async () => {
      await host.beginHistoryAnew();
      await this.load();
    });
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.load(), 80);
  }

  async #tell(act: () => Promise<void>): Promise<void> {
    this.problem = null;
    try {
      await act();
    } catch (reason) {
      const error = commandError(reason);
      if (error.code !== "cancelled") this.problem = error.message;
    }
  }
}

export const history = new History();
