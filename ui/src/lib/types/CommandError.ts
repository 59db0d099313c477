import type { Message } from "./Message";

export type CommandError = { code: string, message: Message, };
