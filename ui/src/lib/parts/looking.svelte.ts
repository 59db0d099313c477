import type { PartsFilter } from "../types/PartsFilter";
import type { PartsGrouping } from "../types/PartsGrouping";
import type { PartsQuery } from "../types/PartsQuery";
import type { PartsSort } from "../types/PartsSort";

export const VIEWS = ["table", "tree", "gaps", "licences", "suppliers", "vulnerabilities", "problems"] as const;
export type View = (typeof VIEWS)[number];

/** How a person looks at one parts list; kept while the window is open, so that no tab loses its place. */
export class Looking {
  view = $state<View>("table");
  text = $state("");
  filters = $state.raw<PartsFilter[]>([]);
  sort = $state.raw<PartsSort | null>(null);
  group = $state<PartsGrouping | null>(null);
  open = $state.raw<number[]>([]);
  /** The part whose surroundings are shown. */
  part = $state<number | null>(null);
  /** The view it was chosen in; in others it is not shown. */
  partIn = $state<View>("table");
  /** Parts that were shown before it, to go back to. */
  trail = $state.raw<number[]>([]);

  query: PartsQuery = $derived({
    text: this.text.trim(),
    filters: this.filters,
    sort: this.sort,
    group: this.group,
    open: this.open,
  });

  has(filter: PartsFilter): boolean {
    return this.filters.some((other) => same(other, filter));
  }

  toggle(filter: PartsFilter): void {
    const others = this.filters.filter((other) => !same(other, filter) && !(other.by === filter.by && ALONE.includes(other.by)));
    this.filters = this.has(filter) ? others : [...others, filter];
  }

  /** Shows the table with this filter alone. */
  only(filter: PartsFilter): void {
    this.filters = [filter];
    this.text = "";
    this.view = "table";
  }

  clear(): void {
    this.filters = [];
    this.text = "";
  }

  /** From the order of the document to ascending, descending, and back. */
  sortBy(column: PartsSort["column"]): void {
    if (this.sort?.column !== column) this.sort = { column, descending: false };
    else this.sort = this.sort.descending ? null : { column, descending: true };
  }

  groupBy(group: PartsGrouping | null): void {
    this.group = group;
    this.open = [];
  }

  toggleGroup(value: number): void {
    this.open = this.open.includes(value) ? this.open.filter((other) => other !== value) : [...this.open, value];
  }

  show(part: number | null): void {
    if (part === this.part && this.partIn === this.view) return;
    this.trail = part !== null && this.part !== null && this.partIn === this.view ? [...this.trail, this.part].slice(-50) : [];
    this.part = part;
    this.partIn = this.view;
  }

  back(): void {
    this.part = this.trail.at(-1) ?? null;
    this.trail = this.trail.slice(0, -1);
  }
}

/** Of these there is one at a time. */
const ALONE: readonly PartsFilter["by"][] = ["gap", "finding", "vulnerable"];

const same = (a: PartsFilter, b: PartsFilter) => a.by === b.by && a.value === b.value;

const known = new Map<number, Looking>();

export function lookingAt(document: number): Looking {
  const looking = known.get(document) ?? new Looking();
  known.set(document, looking);
  return looking;
}
