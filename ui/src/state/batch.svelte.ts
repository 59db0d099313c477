import * as host from "../lib/host";
import { commandError } from "../lib/host";
import { Pages } from "../lib/kit/pages.svelte";
import type { BatchAgain } from "../lib/types/BatchAgain";
import type { BatchColumn } from "../lib/types/BatchColumn";
import type { BatchOrder } from "../lib/types/BatchOrder";
import type { BatchPage } from "../lib/types/BatchPage";
import type { BatchProgress } from "../lib/types/BatchProgress";
import type { BatchQuery } from "../lib/types/BatchQuery";
import type { BatchRow } from "../lib/types/BatchRow";
import type { BatchView } from "../lib/types/BatchView";
import type { Message } from "../lib/types/Message";
import type { State } from "../lib/types/State";

/** What is shown of one batch; it outlives its screen, so that a person comes back to the same place. */
export class Batch {
  readonly number: number;
  view = $state.raw<BatchView | null>(null);
  progress = $state.raw<BatchProgress | null>(null);
  text = $state("");
  states = $state.raw<State[]>([]);
  sort = $state.raw<BatchOrder | null>(null);
  problem = $state.raw<Message | null>(null);
  /** The row that was opened last; the person comes back to it. */
  opened: number | null = null;
  readonly pages = new Pages<BatchRow, BatchPage>();

  constructor(number: number) {
    this.number = number;
  }

  get query(): BatchQuery {
    return { text: this.text, states: this.states, sort: this.sort };
  }

  /** Which table is shown. */
  get revision(): number {
    return this.pages.latest?.revision ?? 0;
  }

  /** Files in all, as the table knows them by now. */
  get all(): number {
    return (this.progress?.totals ?? []).reduce((sum, total) => sum + total.count, 0);
  }

  async load(): Promise<void> {
    try {
      const view = await host.batch(this.number);
      this.view = view;
      // What it told of itself meanwhile is newer.
      if (view.progress.revision >= (this.progress?.revision ?? 0)) this.progress = view.progress;
    } catch (reason) {
      this.problem = commandError(reason).message;
    }
  }

  /** Shows the table as it is now. All its pages are then of that table, whatever comes in meanwhile. */
  async ask(): Promise<void> {
    const query = this.query;
    let revision: number | null = null;
    await this.pages.ask(async (first) => {
      const page = await host.batchPage(this.number, query, revision, first);
      revision ??= page.revision;
      return page;
    });
  }

  toggle(state: State): void {
    this.states = this.states.includes(state) ? this.states.filter((other) => other !== state) : [...this.states, state];
  }

  /** Worst first, then the same column the other way round, then worst first again. */
  sortBy(column: BatchColumn): void {
    if (this.sort?.column !== column) this.sort = { column, descending: false };
    else if (!this.sort.descending) this.sort = { column, descending: true };
    else this.sort = null;
  }

  clear(): void {
    this.text = "";
    this.states = [];
  }

  seek(prefix: string, after: number): Promise<number | null> {
    return host.batchSeek(this.number, this.query, this.revision, prefix, after);
  }

  again(which: BatchAgain) {
    return () => host.batchAgain(this.number, which);
  }
}

/** Batches that were looked at, the latest last. */
class Batches {
  #known = $state.raw<Batch[]>([]);

  find(number: number): Batch {
    const known = this.#known.find((batch) => batch.number === number);
    if (known) return known;
    const batch = new Batch(number);
    this.#known = [...this.#known, batch].slice(-4);
    return batch;
  }

  hear(progress: BatchProgress): void {
    this.find(progress.batch).progress = progress;
  }
}

export const batches = new Batches();
