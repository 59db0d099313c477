import type { DisplayText } from "./DisplayText";
import type { Message } from "./Message";
import type { Origin } from "./Origin";
import type { State } from "./State";
import type { TabKind } from "./TabKind";

export type EvidenceView = { index: number, name: DisplayText, origin: Origin, state: State, summary: Message, tabs: Array<TabKind>, };
