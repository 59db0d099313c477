import type { DigestView } from "./DigestView";
import type { DisplayText } from "./DisplayText";
import type { Message } from "./Message";

export type FactValue = { "kind": "text", "value": DisplayText } | { "kind": "words", "value": Message } | { "kind": "time", "value": number } | { "kind": "number", "value": string } | { "kind": "hex", "value": string } | { "kind": "digest", "value": DigestView };
