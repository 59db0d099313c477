import type { DisplayText } from "./DisplayText";

export type RawPage = { rows: Array<DisplayText>, firstRow: number, totalRows: number, };
