import type { DisplayText } from "./DisplayText";
import type { Message } from "./Message";

export type Arg = { "kind": "text", "value": DisplayText } | { "kind": "number", "value": number } | { "kind": "size", "value": number } | { "kind": "time", "value": number } | { "kind": "date", "value": number } | { "kind": "words", "value": Message } | { "kind": "code", "value": string };
