// Earlier checks and watched folders, for the stories and for the tests.
import type { CompareView } from "../lib/types/CompareView";
import type { HistoryRow } from "../lib/types/HistoryRow";
import type { HistoryView } from "../lib/types/HistoryView";
import type { WatchedView } from "../lib/types/WatchedView";
import { m, t, text } from "./samples";

const AT = Date.UTC(2026, 10, 20, 9, 14, 2);
const DAY = 86_400_000;
const said = (sentence: string) => m("story-words", { words: t(sentence) });

const row = (check: number, name: string, change: Partial<HistoryRow> = {}): HistoryRow => ({
  check,
  name: text(name),
  version: null,
  state: "listed",
  signer: said("Acme releases"),
  checkedAt: AT - check * DAY,
  notes: [],
  compareWith: null,
  canCheckAgain: true,
  ...change,
});

export const past: HistoryView = {
  groups: [
    {
      group: 1,
      product: text("tool"),
      total: 7,
      rows: [
        row(1, "tool-4.2-setup.exe", {
          version: text("4.2"),
          state: "unlisted",
          signer: said("acme-tool/tool · release.yml on code.example"),
          notes: [{ code: "signer-changed", message: said("Earlier versions were signed by Acme releases.") }],
          compareWith: 2,
        }),
        row(2, "tool-4.1-setup.exe", { version: text("4.1") }),
        row(3, "tool-4.0-setup.exe", { version: text("4.0"), canCheckAgain: false }),
      ],
    },
    { group: 2, product: text("report"), total: 1, rows: [row(9, "report.pdf", { state: "no-signature", signer: null })] },
    {
      group: 3,
      product: text("evil‹U+202E:direction-control›gpj"),
      total: 1,
      rows: [row(12, "evil‹U+202E:direction-control›gpj.exe", { state: "failed", signer: said("Signed by Acme, who is on your list.") })],
    },
  ],
  first: 0,
  totalGroups: 3,
  totalChecks: 9,
  allChecks: 9,
  keepMonths: 12,
  location: text("/home/ada/.local/share/whence/history.sqlite"),
  problem: null,
};

export const moreRows: HistoryRow[] = [4, 5, 6, 7].map((check) => row(check, `tool-3.${9 - check}-setup.exe`));

export const compared: CompareView = {
  said: said("Another signer than before."),
  before: { role: m("story-earlier"), name: text("tool-4.1-setup.exe"), state: "listed", at: AT - 2 * DAY },
  after: { role: m("story-later"), name: text("tool-4.2-setup.exe"), state: "unlisted", at: AT - DAY },
  rows: [
    {
      label: m("story-owner"),
      before: { kind: "fact", value: { kind: "text", value: text("acme") } },
      after: { kind: "fact", value: { kind: "text", value: text("acme-tool") } },
      same: false,
      spelled: null,
    },
    {
      label: m("story-repository"),
      before: { kind: "fact", value: { kind: "text", value: text("tool") } },
      after: { kind: "fact", value: { kind: "text", value: text("tool") } },
      same: true,
      spelled: null,
    },
    { label: m("story-log"), before: { kind: "fact", value: { kind: "words", value: m("story-logged") } }, after: null, same: false, spelled: null },
  ],
};

export const folders: WatchedView = {
  folders: [
    {
      folder: 1,
      location: text("/home/ada/Downloads"),
      standing: "watching",
      problem: null,
      files: 9,
      pending: 2,
      totals: [
        { state: "failed", count: 1 },
        { state: "no-signature", count: 5 },
        { state: "listed", count: 3 },
      ],
      rows: [
        { file: 1, name: text("tool-4.2-mac.dmg"), state: "failed", signer: null, checkedAt: AT, changed: null },
        { file: 2, name: text("tool-4.2-setup.exe"), state: "listed", signer: said("Acme releases"), checkedAt: AT, changed: "content" },
        { file: 3, name: text("new.zip"), state: null, signer: null, checkedAt: null, changed: null },
        { file: 4, name: text("old.zip"), state: "no-signature", signer: null, checkedAt: AT - DAY, changed: "gone" },
      ],
    },
    { folder: 2, location: text("/media/stick"), standing: "gone", problem: said("The folder is not there. It is watched again when it comes back."), files: 0, pending: 0, totals: [], rows: [] },
  ],
  problem: null,
};
