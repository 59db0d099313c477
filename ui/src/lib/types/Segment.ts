import type { Label } from "./Label";

export type Segment = { "kind": "text", text: string, } | { "kind": "escape", code: string, label: Label, } | { "kind": "elided", count: number, };
