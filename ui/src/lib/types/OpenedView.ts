import type { DisplayText } from "./DisplayText";

export type OpenedView = { ticket: number, name: DisplayText, count: number, };
