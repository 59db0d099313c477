import { NARROWEST, WIDEST } from "../kit/column";
import type { PartsColumn } from "../types/PartsColumn";

const WIDTHS: Record<PartsColumn, number> = {
  name: 13,
  version: 6.5,
  kind: 6,
  licence: 8.5,
  supplier: 9,
  relation: 6,
  hash: 4,
  "used-by": 5,
  uses: 4,
  identifier: 18,
};
const SHOWN: readonly PartsColumn[] = ["name", "version", "kind", "licence", "supplier", "relation", "hash", "used-by"];
export const ALL_COLUMNS = Object.keys(WIDTHS) as PartsColumn[];

const KEPT = "parts-columns";

interface Layout {
  shown: PartsColumn[];
  widths: Partial<Record<PartsColumn, number>>;
}

/** Which columns of the table of parts are shown and how wide: remembered by this window. */
class Columns {
  #layout = $state.raw<Layout>(remembered());

  /** In their fixed order; the name is always there. */
  get shown(): PartsColumn[] {
    return ALL_COLUMNS.filter((column) => column === "name" || this.#layout.shown.includes(column));
  }

  width(column: PartsColumn): number {
    return this.#layout.widths[column] ?? WIDTHS[column];
  }

  show(column: PartsColumn, shown: boolean): void {
    const others = this.#layout.shown.filter((other) => other !== column);
    this.#keep({ ...this.#layout, shown: shown ? [...others, column] : others });
  }

  resize(column: PartsColumn, width: number): void {
    const bounded = Math.min(WIDEST, Math.max(NARROWEST, width));
    this.#keep({ ...this.#layout, widths: { ...this.#layout.widths, [column]: bounded } });
  }

  reset(): void {
    this.#keep({ shown: [...SHOWN], widths: {} });
  }

  #keep(layout: Layout): void {
    this.#layout = layout;
    try {
      localStorage.setItem(KEPT, JSON.stringify(layout));
    } catch {
      // Storage may be switched off or full; forgetting is then the right answer.
      return;
    }
  }
}

function remembered(): Layout {
  const fresh: Layout = { shown: [...SHOWN], widths: {} };
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null") as Partial<Layout> | null;
    if (!kept || !Array.isArray(kept.shown)) return fresh;
    const widths = Object.entries(kept.widths ?? {}).filter(
      ([column, width]) => column in WIDTHS && typeof width === "number" && width >= NARROWEST && width <= WIDEST,
    );
    return { shown: ALL_COLUMNS.filter((column) => kept.shown?.includes(column)), widths: Object.fromEntries(widths) };
  } catch {
    return fresh;
  }
}

export const columns = new Columns();
