import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as host from "./host";
import type { EntryDraft } from "./types/EntryDraft";
import type { TrustDraft } from "./types/TrustDraft";

let calls: [string, unknown][] = [];

beforeEach(() => {
  calls = [];
  mockIPC((command, sent) => {
    calls.push([command, sent]);
    if (command === "cancel") return Promise.reject("a text and no error of the program");
    return null;
  });
});

afterEach(clearMocks);

test("every call is a command of the shell with the names it knows", async () => {
  const address = { result: 1, evidence: 2, part: 3 };
  await host.opened();
  await host.again(1);
  await host.tab(1, 2, "log-entry");
  await host.rawPage(address, "hex", 200);
  await host.rawCopy(address, "pem");
  await host.rawSave(address);
  await host.chooseFiles();
  await host.openText("/tmp/x");
  await host.showInFolder(1);
  await host.summary(1);
  await host.comparePasted(1, "sha256:");
  await host.stopComparing();
  await host.settings();
  await host.setAppearance({ theme: "dark" });
  await host.chooseTrustedRoot();
  await host.useBuiltInTrustData();
  await host.showListInFolder();
  expect(calls).toEqual([
    ["opened", {}],
    ["again", { result: 1 }],
    ["tab", { result: 1, evidence: 2, kind: "log-entry" }],
    ["raw_page", { ...address, form: "hex", firstRow: 200 }],
    ["raw_copy", { ...address, form: "pem" }],
    ["raw_save", address],
    ["choose_files", {}],
    ["open_text", { text: "/tmp/x" }],
    ["show_in_folder", { result: 1 }],
    ["summary", { result: 1 }],
    ["compare_pasted", { result: 1, text: "sha256:" }],
    ["stop_comparing", {}],
    ["settings", {}],
    ["set_appearance", { change: { theme: "dark" } }],
    ["choose_trusted_root", {}],
    ["use_built_in_trust_data", {}],
    ["show_list_in_folder", {}],
  ]);
});

test("so are the calls about the list, the history and what is watched", async () => {
  const draft: EntryDraft = {
    label: "Acme",
    form: "exact",
    issuer: "",
    kind: "",
    identity: "",
    parts: { host: "", owner: "", repository: "", workflow: "", reference: "" },
    pattern: "",
    regex: "",
    key: "",
    keyFile: "",
    repositoryId: "",
    ownerId: "",
    sourceRepository: "",
    sourceRef: "",
    runner: "",
    instance: "",
    triggers: "",
    files: "",
    images: "",
    packages: "",
    claims: [],
    basis: null,
    basisLink: "",
    expires: "",
    enabled: true,
    pinned: false,
    note: "",
  };
  const trust: TrustDraft = { scope: 0, label: "", basis: null, basisText: "", typedName: "", pinned: false, update: null };
  const query = { text: "", state: null, first: 0 };
  await host.signers({ text: "", first: 0 });
  await host.signer("r", 1);
  await host.lintSigner(draft, null, "acme");
  await host.editSigners("r", { kind: "delete", entry: 1 });
  await host.lookAtSigners("r");
  await host.testSigner(draft, 1);
  await host.testEntry("r", 1);
  await host.trustProposal(1, 2);
  await host.lintTrust(1, 2, trust);
  await host.compareWithList(1);
  await host.resultNow(1);
  await host.importFile();
  await host.importText("cosign");
  await host.forgetImport(1);
  await host.exportPreview("r", "kyverno", [1]);
  await host.exportSave("r", "whence", null);
  await host.exportCopy("r", "whence", null);
  await host.history(query);
  await host.historyRows(query, 1, 5);
  await host.compareChecks(1, 2);
  await host.compareWithHistory(1);
  await host.checkAgain(1);
  await host.forget({ kind: "everything" });
  await host.undoForget(1);
  await host.keepEffect(12);
  await host.keepHistory(null);
  await host.exportHistory(query, "csv");
  await host.beginHistoryAnew();
  await host.changedResults();
  await host.watched();
  await host.watchFolder();
  await host.unwatchFolder(1);
  await host.pauseFolder(1, true);
  await host.watchedRows(1, 100);
  await host.openWatched(1);
  expect(calls).toEqual([
    ["signers", { query: { text: "", first: 0 } }],
    ["signer", { revision: "r", entry: 1 }],
    ["lint_signer", { draft, entry: null, typedName: "acme" }],
    ["edit_signers", { revision: "r", edit: { kind: "delete", entry: 1 } }],
    ["look_at_signers", { revision: "r" }],
    ["test_signer", { draft, entry: 1 }],
    ["test_entry", { revision: "r", entry: 1 }],
    ["trust_proposal", { result: 1, evidence: 2 }],
    ["lint_trust", { result: 1, evidence: 2, draft: trust }],
    ["compare_with_list", { result: 1 }],
    ["result_now", { result: 1 }],
    ["import_file", {}],
    ["import_text", { text: "cosign" }],
    ["forget_import", { imported: 1 }],
    ["export_preview", { revision: "r", kind: "kyverno", entries: [1] }],
    ["export_save", { revision: "r", kind: "whence", entries: null }],
    ["export_copy", { revision: "r", kind: "whence", entries: null }],
    ["history", { query }],
    ["history_rows", { query, group: 1, first: 5 }],
    ["compare_checks", { before: 1, after: 2 }],
    ["compare_with_history", { result: 1 }],
    ["check_again", { check: 1 }],
    ["forget", { what: { kind: "everything" } }],
    ["undo_forget", { undo: 1 }],
    ["keep_effect", { months: 12 }],
    ["keep_history", { months: null }],
    ["export_history", { query, form: "csv" }],
    ["begin_history_anew", {}],
    ["changed_results", {}],
    ["watched", {}],
    ["watch_folder", {}],
    ["unwatch_folder", { folder: 1 }],
    ["pause_folder", { folder: 1, paused: true }],
    ["watched_rows", { folder: 1, first: 100 }],
    ["open_watched", { file: 1 }],
  ]);
});

test("progress and happenings come through channels", async () => {
  await host.check(7, () => undefined);
  await host.watch(() => undefined);
  expect(calls.map(([command]) => command)).toEqual(["check", "watch"]);
  expect(calls[0]?.[1]).toMatchObject({ ticket: 7 });
  expect(Object.keys(calls[0]?.[1] as object)).toEqual(["ticket", "onProgress"]);
  expect(Object.keys(calls[1]?.[1] as object)).toEqual(["onHappening"]);
});

test("a rejection that is no error of the program becomes a plain one", async () => {
  const reason: unknown = await host.cancel(1).catch((reason: unknown) => reason);
  expect(host.commandError(reason).code).toBe("host-unreachable");
  const known = { code: "file-missing", message: { id: "file-missing", args: {} } };
  expect(host.commandError(known)).toBe(known);
});
