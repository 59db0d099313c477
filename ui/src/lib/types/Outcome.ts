export type Outcome = "held" | "failed" | "not-done";
