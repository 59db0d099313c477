import { SvelteMap } from "svelte/reactivity";
import { commandError, PARTS_PER_PAGE } from "../host";
import type { Message } from "../types/Message";

/** Some rows and how many there are in all. */
export interface Page<Row> {
  rows: Row[];
  total: number;
}

type Fetch<Row, P extends Page<Row>> = (first: number) => Promise<P>;

/** The rows of a long table: fetched page by page when somebody looks at them. */
export class Pages<Row, P extends Page<Row> = Page<Row>> {
  /** Rows in all; null before the first page has come. */
  total = $state<number | null>(null);
  /** The page that came last, for what it says of the whole. */
  latest = $state.raw<P | null>(null);
  problem = $state.raw<Message | null>(null);
  /** Grows with every other question, when its first answer is there. */
  question = $state(0);

  #rows = new SvelteMap<number, Row[]>();
  #asked = new Set<number>();
  #fetch: Fetch<Row, P> | null = null;
  #turn = 0;

  /** Asks another question. What was shown stays until the first answer comes, so that nothing flickers. */
  async ask(fetch: Fetch<Row, P>): Promise<void> {
    const turn = ++this.#turn;
    this.problem = null;
    try {
      const answer = await fetch(0);
      if (turn !== this.#turn) return;
      this.#fetch = fetch;
      this.#rows.clear();
      this.#asked = new Set([0]);
      this.#keep(0, answer);
      this.question += 1;
    } catch (reason) {
      if (turn === this.#turn) this.problem = commandError(reason).message;
    }
  }

  /** Fetches what is not there yet of the rows from `first` up to before `last`. */
  want(first: number, last: number): void {
    if (!this.#fetch || last <= first) return;
    const from = Math.floor(first / PARTS_PER_PAGE);
    const to = Math.floor((last - 1) / PARTS_PER_PAGE);
    for (let page = from; page <= to; page += 1) {
      if (!this.#asked.has(page)) void this.#load(this.#fetch, page);
    }
  }

  at(index: number): Row | undefined {
    return this.#rows.get(Math.floor(index / PARTS_PER_PAGE))?.[index % PARTS_PER_PAGE];
  }

  async #load(fetch: Fetch<Row, P>, page: number): Promise<void> {
    this.#asked.add(page);
    try {
      const answer = await fetch(page * PARTS_PER_PAGE);
      if (fetch === this.#fetch) this.#keep(page, answer);
    } catch (reason) {
      if (fetch !== this.#fetch) return;
      this.#asked.delete(page);
      this.problem = commandError(reason).message;
    }
  }

  #keep(page: number, answer: P): void {
    this.#rows.set(page, answer.rows);
    this.total = answer.total;
    this.latest = answer;
  }
}
