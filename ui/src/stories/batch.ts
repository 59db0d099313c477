// A folder of ten thousand files for stories and tests.
import type { BatchPage } from "../lib/types/BatchPage";
import type { BatchProgress } from "../lib/types/BatchProgress";
import type { BatchQuery } from "../lib/types/BatchQuery";
import type { BatchRow } from "../lib/types/BatchRow";
import type { BatchView } from "../lib/types/BatchView";
import type { State } from "../lib/types/State";
import type { StateTotal } from "../lib/types/StateTotal";
import { m, SIGNED_AT, text } from "./samples";

const FILES = 10_000;
const WORST_FIRST: State[] = ["failed", "could-not-check", "unlisted", "no-signature", "listed"];
const finding: Record<State, string> = {
  failed: "file-mismatch",
  "could-not-check": "file-unreadable",
  unlisted: "batch-claim",
  "no-signature": "none-found",
  listed: "batch-claim",
};

const stateOf = (at: number): State => (at < 3 ? "failed" : at < 10 ? "could-not-check" : at < 60 ? "unlisted" : at < 200 ? "no-signature" : "listed");

const rows: BatchRow[] = Array.from({ length: FILES }, (_, at) => {
  const state = stateOf(at);
  return {
    row: at,
    state,
    name: text(`tool-${at}.tar.gz`),
    folder: at % 5 === 0 ? text(`release-${at % 7}/linux`) : null,
    signer:
      state === "listed"
        ? m("batch-label", { label: { kind: "text", value: text("Acme releases") } })
        : state === "unlisted"
          ? m("batch-label", { label: { kind: "text", value: text("bob@post.example") } })
          : null,
    finding: m(finding[state], { claim: { kind: "code", value: "build-record" }, target: { kind: "code", value: "file" } }),
    size: 1_000 + at * 997,
    checkedAt: SIGNED_AT,
  };
});

const totalsOf = (some: BatchRow[]): StateTotal[] =>
  WORST_FIRST.map((state) => ({ state, count: some.filter((row) => row.state === state).length })).filter((total) => total.count > 0);

export const progress: BatchProgress = {
  batch: 1,
  found: FILES,
  done: FILES,
  bytesFound: 9_000_000_000,
  bytesDone: 9_000_000_000,
  elapsed: 12_000,
  looking: false,
  totals: totalsOf(rows),
  revision: FILES,
};

export const view: BatchView = {
  progress,
  name: text("release-4.2"),
  more: 0,
  running: false,
  left: 0,
  remarks: [m("batch-hidden", { count: { kind: "number", value: 2 } })],
  hidden: true,
  listChanged: false,
};

export function page(query: BatchQuery, first: number): BatchPage {
  const words = query.text.toLowerCase().split(/\s+/);
  const named = rows.filter((row) => words.every((word) => JSON.stringify(row.name).toLowerCase().includes(word)));
  const fitting = named.filter((row) => query.states.length === 0 || query.states.includes(row.state));
  return { rows: fitting.slice(first, first + 200), first, total: fitting.length, revision: FILES, totals: totalsOf(named) };
}
