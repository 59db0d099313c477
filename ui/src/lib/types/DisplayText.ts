import type { Flag } from "./Flag";
import type { Segment } from "./Segment";

export type DisplayText = { segments: Array<Segment>, flags: Array<Flag>, characters: number, };
