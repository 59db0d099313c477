import type { CheckRow } from "./CheckRow";
import type { Message } from "./Message";
import type { Outcome } from "./Outcome";

export type WhyLine = { outcome: Outcome, sentence: Message, reason: Message | null, checks: Array<CheckRow>, };
