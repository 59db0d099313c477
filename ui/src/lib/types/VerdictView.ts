import type { Action } from "./Action";
import type { Message } from "./Message";
import type { NoteView } from "./NoteView";
import type { State } from "./State";

export type VerdictView = { state: State, code: string, headline: Message, detail: Message | null, limit: Message, notes: Array<NoteView>, steps: Array<Message>, action: Action, };
