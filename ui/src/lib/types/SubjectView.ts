import type { DigestView } from "./DigestView";
import type { DisplayText } from "./DisplayText";
import type { Message } from "./Message";
import type { SubjectKind } from "./SubjectKind";

export type SubjectView = { kind: SubjectKind, name: DisplayText, size: number | null, content: Message | null, nameNotes: Array<Message>, digests: Array<DigestView>, };
