import type { DisplayText } from "./DisplayText";
import type { ListEntryView } from "./ListEntryView";
import type { ListProblemView } from "./ListProblemView";

export type ListView = { location: DisplayText, exists: boolean, problems: Array<ListProblemView>, entries: Array<ListEntryView>, };
