import type { Message } from "./Message";
import type { RawForm } from "./RawForm";

export type RawPart = { part: number, name: Message, forms: Array<RawForm>, size: number, };
