import type { Message } from "./Message";

export type ListProblemView = { line: number, column: number, message: Message, };
