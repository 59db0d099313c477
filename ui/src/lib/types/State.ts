export type State = "listed" | "unlisted" | "failed" | "no-signature" | "could-not-check";
