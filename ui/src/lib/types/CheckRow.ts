import type { Fact } from "./Fact";
import type { Message } from "./Message";
import type { Outcome } from "./Outcome";

export type CheckRow = { id: string, about: number | null, outcome: Outcome, code: string | null, required: boolean, sentence: Message, facts: Array<Fact>, spec: Array<string>, };
