import type { Side } from "./Side";

export type ProofStep = { side: Side, sibling: string, result: string, };
