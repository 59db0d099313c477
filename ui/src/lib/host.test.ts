import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as host from "./host";

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
  await host.settings();
  await host.setTheme("dark");
  await host.chooseTrustedRoot();
  await host.useBuiltInTrustData();
  await host.trustedList();
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
    ["settings", {}],
    ["set_theme", { theme: "dark" }],
    ["choose_trusted_root", {}],
    ["use_built_in_trust_data", {}],
    ["trusted_list", {}],
    ["show_list_in_folder", {}],
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
