import { fireEvent, render, screen } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Happening } from "./lib/host";
import type { HistoryView } from "./lib/types/HistoryView";
import { compared, folders, past } from "./stories/history";
import { listed, m, settings, unlisted } from "./stories/samples";

vi.mock("./lib/host", () => import("./stories/host"));

const host = await import("./lib/host");
const { default: App } = await import("./App.svelte");
const { announcer } = await import("./state/announcer.svelte");
const { history } = await import("./state/history.svelte");
const { session } = await import("./state/session.svelte");
const { toast } = await import("./state/toast.svelte");
const { watching } = await import("./state/watching.svelte");

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

async function settle(milliseconds = 0) {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  for (let turn = 0; turn < 4; turn += 1) {
    await frame();
    await tick();
  }
}

let hear: (happening: Happening) => void = () => undefined;

async function start() {
  vi.spyOn(host, "watch").mockImplementation(async (listener) => {
    hear = listener;
  });
  vi.spyOn(host, "settings").mockResolvedValue(settings);
  render(App);
  await settle();
}

async function open(view: Partial<HistoryView> = {}) {
  await start();
  const ask = vi.spyOn(host, "history").mockImplementation(async () => ({ ...past, ...view }));
  await fireEvent.click(screen.getByRole("button", { name: "History" }));
  await settle();
  return ask;
}

async function watched() {
  await open();
  await fireEvent.click(screen.getByRole("tab", { name: "Watched folders" }));
  await settle();
}

const status = () => document.querySelector('[role="status"]')?.textContent;
const alert = () => document.querySelector('[role="alert"]')?.textContent;
const shown = (element: Element = document.body) => element.textContent.replace(/\s+/g, " ").trim();

beforeEach(() => {
  Object.assign(session, { screen: "home", results: [], chosen: null, running: null, waiting: [], problems: [], changed: new Map(), historyTab: "checks", focusWanted: 0 });
  Object.assign(announcer, { status: "", alert: "" });
  Object.assign(history, { query: { text: "", state: null, first: 0 }, view: null, problem: null });
  history.more.clear();
  Object.assign(watching, { view: null, problem: null });
  toast.dismiss();
});

describe("the latest checks on the first screen", () => {
  const recent = () => screen.queryAllByRole("button", { name: /Check again|Show in the history/ });

  test("are one of each product, and lead to the check or to the history", async () => {
    const again = vi.spyOn(host, "checkAgain").mockRejectedValue({ code: "file-missing", message: m("file-missing") });
    vi.spyOn(host, "history").mockResolvedValue({
      ...past,
      groups: past.groups.map((group, at) => ({ ...group, rows: group.rows.map((row) => ({ ...row, canCheckAgain: at === 0 })) })),
    });
    await start();
    expect(recent().map((one) => one.getAttribute("aria-label"))).toEqual([
      "tool-4.2-setup.exe, not on your list. Check again",
      "report.pdf, no signature. Show in the history",
      "evil‹U+202E›gpj.exe, does not hold. Show in the history",
    ]);
    await fireEvent.click(recent()[0]!);
    await settle();
    expect(again.mock.calls).toEqual([[1]]);
    await fireEvent.click(recent()[1]!);
    await settle();
    expect(session.screen).toBe("history");
  });

  test("are not shown where nothing is kept, or cannot be read", async () => {
    vi.spyOn(host, "history").mockResolvedValue({ ...past, keepMonths: 0 });
    await start();
    expect(recent()).toEqual([]);
  });

  test("follow what is checked and forgotten", async () => {
    const ask = vi.spyOn(host, "history").mockResolvedValue({ ...past, groups: [] });
    await start();
    expect(recent()).toEqual([]);
    ask.mockResolvedValue(past);
    hear("history-changed");
    await settle();
    expect(recent()).toHaveLength(3);
  });
});

describe("earlier checks", () => {
  test("stand product by product, with what changed, and names that deceive make no element", async () => {
    await open();
    expect(screen.getAllByRole("heading", { level: 2 }).map((one) => shown(one))).toEqual(["tool", "report", "evilU+202Egpj", "What is kept"]);
    expect(shown()).toContain("9 checks of 3 products");
    expect(shown()).toContain("Earlier versions were signed by Acme releases.");
    expect(document.body.querySelector("img, [style]")).toBeNull();
    expect(document.body.textContent).not.toMatch(/[\u202a-\u202e\ue000\ue001]|\[[a-z]+-[a-z-]+\]/);
  });

  test("what a note speaks of is one press away, side by side", async () => {
    await open();
    const compare = vi.spyOn(host, "compareChecks");
    const button = screen.getByRole("button", { name: "Compare with before: tool-4.2-setup.exe" });
    await fireEvent.click(button);
    await settle();
    expect(compare.mock.calls).toEqual([[2, 1]]);
    expect(button.getAttribute("aria-expanded")).toBe("true");
    const table = screen.getByRole("table");
    expect([...table.querySelectorAll("tbody tr")].map((row) => shown(row))).toEqual(["Owner differsacmeacme-tool", "Repository sametooltool", "Log differsTime of the log entrynone"]);
    await fireEvent.click(button);
    await settle();
    expect(screen.queryByRole("table")).toBeNull();
  });

  test("any two checks can be put side by side; Escape ends it", async () => {
    await open();
    const compare = vi.spyOn(host, "compareChecks").mockResolvedValue(compared);
    await fireEvent.click(screen.getByRole("checkbox", { name: "Side by side with another check: report.pdf" }));
    await settle();
    expect(shown()).toContain("at a second check to see both");
    await fireEvent.click(screen.getByRole("checkbox", { name: "Side by side with another check: tool-4.1-setup.exe" }));
    await settle();
    expect(compare.mock.calls).toEqual([[9, 2]]);
    expect(screen.getByRole("table")).toBeTruthy();
    await fireEvent.keyDown(window, { key: "Escape" });
    await settle();
    expect(screen.queryByRole("table")).toBeNull();
    expect(screen.getAllByRole<HTMLInputElement>("checkbox").filter((box) => box.checked)).toEqual([]);
  });

  test("search and state become one question; only the last answer is shown", async () => {
    const ask = await open();
    const field = screen.getByRole("searchbox", { name: "Search earlier checks" });
    for (const value of ["a", "ac", "acme"]) await fireEvent.input(field, { target: { value } });
    await settle(120);
    expect(ask.mock.calls.slice(1).map(([query]) => query)).toEqual([{ text: "acme", state: null, first: 0 }]);
    await fireEvent.change(screen.getByLabelText("State"), { target: { value: "failed" } });
    await settle();
    expect(ask.mock.lastCall?.[0]).toEqual({ text: "acme", state: "failed", first: 0 });
  });

  test("more of a product is fetched where it stands", async () => {
    await open();
    const more = vi.spyOn(host, "historyRows");
    await fireEvent.click(screen.getByRole("button", { name: "Show more (4 not shown)" }));
    await settle();
    expect(more.mock.calls).toEqual([[{ text: "", state: null, first: 0 }, 1, 3]]);
    expect(shown()).toContain("tool-3.2-setup.exe");
    expect(screen.queryByRole("button", { name: /not shown/ })).toBeNull();
  });

  test("one check is forgotten at once and can be brought back", async () => {
    const ask = await open();
    const forget = vi.spyOn(host, "forget");
    const undo = vi.spyOn(host, "undoForget");
    await fireEvent.click(screen.getByRole("button", { name: "Forget: report.pdf" }));
    await settle();
    expect(forget.mock.calls).toEqual([[{ kind: "check", check: 9 }]]);
    expect(status()).toBe("One check was forgotten.");
    await fireEvent.click(screen.getByRole("button", { name: "Undo" }));
    await settle();
    expect(undo.mock.calls).toEqual([[1]]);
    expect(ask).toHaveBeenCalledTimes(3);
  });

  test("everything is forgotten only after a question in plain words", async () => {
    await open();
    const forget = vi.spyOn(host, "forget").mockResolvedValue({ checks: 9, undo: null });
    await fireEvent.click(screen.getByRole("button", { name: "Forget everything…" }));
    await settle();
    expect(forget).not.toHaveBeenCalled();
    expect(screen.getByText("Forget all 9 checks?")).toBeTruthy();
    await fireEvent.click(screen.getByText("Forget everything"));
    await settle();
    expect(forget.mock.calls).toEqual([[{ kind: "everything" }]]);
    expect(screen.queryByRole("button", { name: "Undo" })).toBeNull();
  });

  test("keeping for less long says how much goes before it goes", async () => {
    await open();
    const keep = vi.spyOn(host, "keepHistory");
    const effect = vi.spyOn(host, "keepEffect").mockResolvedValue(4);
    const field = () => screen.getByLabelText<HTMLSelectElement>("Keep checks");
    expect(field().value).toBe("12");
    await fireEvent.change(field(), { target: { value: "1" } });
    await settle();
    expect(effect.mock.calls).toEqual([[1]]);
    expect(keep).not.toHaveBeenCalled();
    await fireEvent.click(screen.getAllByText("Cancel").at(-1) as HTMLElement);
    await settle();
    expect(field().value).toBe("12");
    effect.mockResolvedValue(0);
    await fireEvent.change(field(), { target: { value: "" } });
    await settle();
    expect(keep.mock.calls).toEqual([[null]]);
  });

  test("a history that cannot be read says so, and begins anew only when asked", async () => {
    await open({ groups: [], totalGroups: 0, totalChecks: 0, allChecks: 0, problem: m("ui-error-unexpected") });
    const anew = vi.spyOn(host, "beginHistoryAnew");
    expect(screen.getByRole("heading", { name: "The history cannot be read" })).toBeTruthy();
    expect(screen.queryByText(/Nothing was checked yet/)).toBeNull();
    await fireEvent.click(screen.getByRole("button", { name: "Begin a new history" }));
    await settle();
    expect(anew).toHaveBeenCalledOnce();
  });

  test.each([
    [12, /Nothing was checked yet/],
    [0, /Checks are not kept/],
  ])("empty with %i months", async (keepMonths, words) => {
    await open({ groups: [], totalGroups: 0, totalChecks: 0, allChecks: 0, keepMonths });
    expect(screen.getByText(words)).toBeTruthy();
    expect(screen.queryByRole("searchbox")).toBeNull();
  });

  test("what is exported is what is found", async () => {
    await open();
    const save = vi.spyOn(host, "exportHistory");
    await fireEvent.click(screen.getByRole("button", { name: "Export as table…" }));
    await settle();
    expect(save.mock.calls).toEqual([[{ text: "", state: null, first: 0 }, "csv"]]);
    expect(status()).toBe("Saved.");
  });

  test("an earlier file is checked once more and leads to its result", async () => {
    await open();
    vi.spyOn(host, "check").mockResolvedValueOnce([structuredClone(listed)]);
    await fireEvent.click(screen.getByRole("button", { name: "Check again: report.pdf" }));
    await settle();
    expect(document.querySelector('svg[data-shape="listed"]')).toBeTruthy();
    await fireEvent.keyDown(window, { key: "ArrowLeft", altKey: true });
    await settle();
    expect(screen.getByRole("heading", { level: 1, name: "History" })).toBeTruthy();
  });
});

describe("a file that changed after its check", () => {
  async function changedResult(view = listed) {
    await start();
    session.results = [structuredClone(view)];
    session.go("result");
    await settle();
    vi.spyOn(host, "changedResults").mockResolvedValue([{ result: view.result, change: "content", at: Date.UTC(2026, 10, 20) }]);
    hear("file-changed");
    await settle();
  }

  test("its verdict is withdrawn in the same place, at once and aloud", async () => {
    await changedResult();
    expect(alert()).toBe("tool-4.2-setup.exe has changed since it was checked. Its result no longer holds.");
    expect(shown(screen.getByRole("heading", { level: 1 }))).toBe("This file has changed since it was checked.");
    expect(document.querySelector('svg[data-shape="listed"]')).toBeNull();
    expect(shown()).toContain("Before that, the check had found:");
    expect(screen.queryByRole("button", { name: "Copy summary" })).toBeNull();
  });

  test("its signer can no longer be trusted from there", async () => {
    await changedResult(unlisted);
    expect(screen.queryByText("Trust this signer…")).toBeNull();
  });

  test("the same change is said once", async () => {
    await changedResult();
    Object.assign(announcer, { status: "", alert: "" });
    hear("file-changed");
    await settle();
    expect(alert()).toBe("");
  });

  test("checking again leads to what holds now", async () => {
    await changedResult();
    vi.spyOn(host, "check").mockResolvedValueOnce([{ ...structuredClone(unlisted), result: 99 }]);
    await fireEvent.click(screen.getByRole("button", { name: "Check again" }));
    await settle();
    expect(shown(screen.getByRole("heading", { level: 1 }))).toBe("Not signed by anyone on your list.");
  });

  test("in a list of results as well", async () => {
    await start();
    session.results = [structuredClone(listed), { ...structuredClone(unlisted), result: 2 }];
    session.go("result");
    vi.spyOn(host, "changedResults").mockResolvedValue([{ result: listed.result, change: "gone", at: 0 }]);
    hear("file-changed");
    await settle();
    const rows = screen.getAllByRole("listitem").map((row) => shown(row));
    expect(rows.filter((row) => row.includes("has changed since it was checked"))).toHaveLength(1);
    expect(document.querySelectorAll('svg[data-shape="listed"]')).toHaveLength(0);
  });
});

describe("watched folders", () => {
  test("show how they stand, and withdraw what changed", async () => {
    await watched();
    expect(shown()).toContain("/home/ada/Downloads");
    expect(shown()).toContain("9 checked, 2 wait");
    expect(shown()).toContain("changed since");
    expect(shown()).toContain("before that: on your list");
    expect(shown()).toContain("not there now");
    expect(screen.queryByRole("button", { name: "Check and show: old.zip" })).toBeNull();
  });

  test("are added, paused and removed; deciding otherwise is no problem", async () => {
    await watched();
    vi.spyOn(host, "watchFolder").mockRejectedValueOnce({ code: "cancelled", message: m("ui-error-unexpected") });
    await fireEvent.click(screen.getByRole("button", { name: "Watch a folder…" }));
    await settle();
    expect(shown()).not.toContain("did not answer");
    const pause = vi.spyOn(host, "pauseFolder").mockResolvedValue({ folders: [{ ...folders.folders[0]!, standing: "paused" }], problem: null });
    await fireEvent.click(screen.getByRole("button", { name: "Pause: /home/ada/Downloads" }));
    await settle();
    expect(pause.mock.calls).toEqual([[1, true]]);
    expect(screen.getByRole("button", { name: "Watch again: /home/ada/Downloads" })).toBeTruthy();
    const remove = vi.spyOn(host, "unwatchFolder").mockResolvedValue({ folders: [], problem: null });
    await fireEvent.click(screen.getByRole("button", { name: "Stop watching: /home/ada/Downloads" }));
    await settle();
    expect(remove.mock.calls).toEqual([[1]]);
    expect(screen.getByText(/No folder is watched/)).toBeTruthy();
  });

  test("follow what the program says, and not at every word", async () => {
    await watched();
    const ask = vi.spyOn(host, "watched");
    for (let times = 0; times < 20; times += 1) hear("watched-changed");
    await settle(400);
    expect(ask).toHaveBeenCalledOnce();
  });

  test("what cannot be watched here says why", async () => {
    await open();
    vi.spyOn(host, "watched").mockResolvedValue({ folders: [], problem: m("ui-watch-broken") });
    await fireEvent.click(screen.getByRole("tab", { name: "Watched folders" }));
    await settle();
    expect(screen.getByRole<HTMLButtonElement>("button", { name: "Watch a folder…" }).disabled).toBe(true);
  });
});
