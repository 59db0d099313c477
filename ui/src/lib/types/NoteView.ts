import type { Message } from "./Message";

export type NoteView = { code: string, message: Message, };
