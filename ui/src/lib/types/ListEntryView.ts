import type { DisplayText } from "./DisplayText";
import type { Fact } from "./Fact";

export type ListEntryView = { label: DisplayText, facts: Array<Fact>, inForce: boolean, };
