import { SvelteMap } from "svelte/reactivity";
import { commandError } from "../host";
import type { Message } from "../types/Message";

/** Rows of one page of every long table, as the program cuts them. */
const SIZE = 200;

/** Some rows and how many there are in all. */
export interface Page<Row> {
  rows: Row[];
  total: number;
}

type Fetch<Row, P extends Page<Row>> = (first: number) => Promise<P>;

/** Rows beyond those in sight that are fetched before somebody gets there. */
const AHEAD = 60;
/** Milliseconds before the next page is fetched for somebody who passed over the last one. */
const PASSING = 40;
/** Pages that are kept, the ones fetched last. */
const KEPT = 64;

/** The rows of a long table: fetched page by page when somebody looks at them. */
export class Pages<Row, P extends Page<Row> = Page<Row>> {
  /** Rows in all; null before the first page has come. */
  total = $state<number | null>(null);
  /** The page that came last, for what it says of the whole. */
  latest = $state.raw<P | null>(null);
  problem = $state.raw<Message | null>(null);
  /** Grows with every other question, when its first answer is there. */
  question = $state(0);
  /** Whether the latest question kept its place. */
  stays = false;

  #rows = new SvelteMap<number, Row[]>();
  #wanted: readonly [first: number, last: number] = [0, 0];
  #loading = false;
  #fetch: Fetch<Row, P> | null = null;
  #turn = 0;

  /**
   * Asks another question. What was shown stays until the first answer comes, so that nothing flickers. `stays`:
   * the rows above those in sight are the same ones, so nobody has to go back to the top.
   */
  async ask(fetch: Fetch<Row, P>, stays = false): Promise<void> {
    const turn = ++this.#turn;
    this.problem = null;
    try {
      const page = stays ? Math.floor(this.#wanted[0] / SIZE) : 0;
      const answer = await fetch(page * SIZE);
      if (turn !== this.#turn) return;
      this.#fetch = fetch;
      this.#rows.clear();
      this.#keep(page, answer);
      this.stays = stays;
      this.question += 1;
      if (stays) this.want(...this.#wanted);
      else this.#wanted = [0, 0];
    } catch (reason) {
      if (turn === this.#turn) this.problem = commandError(reason).message;
    }
  }

  /**
   * Fetches what is not there yet of the rows from `first` up to before `last`, and what lies just beyond. One
   * page at a time: when the answer comes, what is wanted by then is asked for, and not what was passed over.
   */
  want(first: number, last: number): void {
    this.#wanted = [first, last];
    if (!this.#loading) void this.#load();
  }

  at(index: number): Row | undefined {
    return this.#rows.get(Math.floor(index / SIZE))?.[index % SIZE];
  }

  async #load(): Promise<void> {
    this.#loading = true;
    try {
      for (;;) {
        const [fetch, page] = [this.#fetch, this.#missing()];
        if (!fetch || page === null) break;
        const answer = await fetch(page * SIZE);
        if (fetch !== this.#fetch) continue;
        this.#keep(page, answer);
        if (this.#isPast(page)) await new Promise((done) => setTimeout(done, PASSING));
      }
    } catch (reason) {
      this.problem = commandError(reason).message;
    } finally {
      this.#loading = false;
    }
  }

  /** The first page that is wanted and not there; after those in sight the ones next to them. */
  #missing(): number | null {
    const [first, last] = this.#wanted;
    if (last <= first) return null;
    const end = Math.min(last + AHEAD, this.total ?? last) - 1;
    for (let page = Math.floor(first / SIZE); page * SIZE <= end; page += 1) {
      if (!this.#rows.has(page)) return page;
    }
    const before = Math.floor(Math.max(0, first - AHEAD) / SIZE);
    return this.#rows.has(before) ? null : before;
  }

  #isPast(page: number): boolean {
    const [first, last] = this.#wanted;
    return (page + 1) * SIZE <= first - AHEAD || page * SIZE >= last + AHEAD;
  }

  #keep(page: number, answer: P): void {
    this.#rows.set(page, answer.rows);
    for (const kept of this.#rows.keys()) {
      if (this.#rows.size <= KEPT) break;
      if (kept !== page) this.#rows.delete(kept);
    }
    this.total = answer.total;
    this.latest = answer;
  }
}
