import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Happening } from "./lib/host";
import type { OpenedView } from "./lib/types/OpenedView";
import type { Progress } from "./lib/types/Progress";
import type { ResultView } from "./lib/types/ResultView";
import type { SettingsView } from "./lib/types/SettingsView";
import { plain, say } from "./lib/words";
import { couldNotCheck, failed, hostile, listed, m, noSignature, settings, states, tab, text, unlisted } from "./stories/samples";

vi.mock("./lib/host", () => import("./stories/host"));

const host = await import("./lib/host");
const { default: App } = await import("./App.svelte");
const { announcer } = await import("./state/announcer.svelte");
const { preferences } = await import("./state/preferences.svelte");
const { session } = await import("./state/session.svelte");

/** A window with nothing in it yet, and the program behind it. */
async function start() {
  let hear: (happening: Happening) => void = () => undefined;
  vi.spyOn(host, "watch").mockImplementation(async (listener) => {
    hear = listener;
  });
  const waiting: OpenedView[] = [];
  vi.spyOn(host, "opened").mockImplementation(async () => waiting.splice(0));
  const check = vi.spyOn(host, "check");
  const view = render(App);
  await settle();

  let ticket = 0;
  const queue = (name: string, count = 1) => waiting.push({ ticket: ++ticket, name: text(name), count });
  return {
    ...view,
    host,
    check,
    hear: async (happening: Happening) => {
      hear(happening);
      await settle();
    },
    queue,
    drop: async (...results: ResultView[]) => {
      // Copies, because what was fetched for a result is kept as long as the result.
      check.mockResolvedValueOnce(structuredClone(results));
      queue("dropped");
      hear("opened");
      await settle();
    },
  };
}

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Lets promises, effects and the two frames of an announcement pass. */
async function settle() {
  for (let turn = 0; turn < 4; turn += 1) {
    await frame();
    await tick();
  }
}

const status = () => document.querySelector('[role="status"]')?.textContent;
const alert = () => document.querySelector('[role="alert"]')?.textContent;
const shown = (element: Element) => element.textContent.replace(/\s+/g, " ").trim();

beforeEach(async () => {
  await host.setAppearance({ theme: "system", density: "comfortable", textSize: 100 });
  Object.assign(session, { screen: "home", results: [], chosen: null, running: null, waiting: [], problems: [], dragging: false, focusWanted: 0 });
  Object.assign(announcer, { status: "", alert: "" });
  Object.assign(preferences, { view: null, problem: null, whyOpen: false });
});

describe("a result", () => {
  test.each(states.map((state) => [state.verdict.state, state] as const))("%s: headline, limit, badge, action", async (state, result) => {
    const app = await start();
    await app.drop(result);
    const heading = screen.getByRole("heading", { level: 1 });
    expect(shown(heading)).toBe(plain(result.verdict.headline));
    const panel = heading.closest("section") as HTMLElement;
    expect(shown(panel)).toContain(plain(result.verdict.limit));
    expect(within(panel).getAllByRole("button").filter((button) => button.classList.contains("primary"))).toHaveLength(1);
    expect(panel.querySelector(".badge")?.textContent.trim()).toBeTruthy();
    expect(panel.querySelector(`svg[data-shape="${state}"]`)).toBeTruthy();
    expect(document.body.textContent).not.toMatch(/\[[a-z]+-[a-z-]+\]/);
  });

  test.each(states.map((state) => [state.verdict.state, state] as const))("%s is announced once, our words first", async (state, result) => {
    const app = await start();
    await app.drop(result);
    const expected = `${plain(result.verdict.headline)} File: “${result.subject.name.segments.map((one) => (one.kind === "text" ? one.text : "")).join("")}”`;
    expect([status(), alert()]).toEqual(state === "failed" ? ["", expected] : [expected, ""]);
  });

  test("Why is open where something is to be done, elsewhere as it was left", async () => {
    const app = await start();
    const open = () => document.querySelector("details")?.open;
    await app.drop(failed);
    expect(open()).toBe(true);
    await app.drop(couldNotCheck);
    expect(open()).toBe(true);
    await app.drop(unlisted);
    expect(open()).toBe(false);
    await fireEvent.click(within(screen.getByRole("heading", { level: 1 }).closest("section") as HTMLElement).getByText("Why"));
    await settle();
    expect(open()).toBe(true);
    expect(document.activeElement?.localName).toBe("summary");
    await app.drop(listed);
    expect(open()).toBe(true);
  });

  test("what to do is one press away and listed in order", async () => {
    const app = await start();
    await app.drop(failed);
    const button = screen.getByRole("button", { name: "What to do" });
    expect(button.getAttribute("aria-expanded")).toBe("false");
    await fireEvent.click(button);
    expect(button.getAttribute("aria-expanded")).toBe("true");
    const steps = document.getElementById(button.getAttribute("aria-controls") ?? "");
    expect(steps?.querySelectorAll("li")).toHaveLength(failed.verdict.steps.length);
  });

  test("names chosen to deceive make no element and do not move our words", async () => {
    const app = await start();
    await app.drop(hostile);
    expect(document.querySelector("img, script, b, [onclick], [onerror]")).toBeNull();
    expect(shown(screen.getByRole("heading", { level: 1 }))).toBe(plain(unlisted.verdict.headline));
    expect(status()).toMatch(/^Not signed by anyone on your list\. File: “Signed by Acme/);
    expect((status() ?? "").length).toBeLessThan(130);
    expect(screen.getByRole("img", { name: "direction control U+202E" })).toBeTruthy();
    expect(document.body.textContent).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\ue000\ue001]/);
  });

  test("codes of a later version are shown plainly", async () => {
    const app = await start();
    const later = JSON.parse(JSON.stringify(listed)) as ResultView;
    Object.assign(later.verdict, { state: "half-checked", action: "dance" });
    Object.assign(later.why[0] ?? {}, { outcome: "perhaps" });
    Object.assign(later.evidence[0] ?? {}, { origin: "from-afar", tabs: ["certificate", "new-tab"] });
    Object.assign(later.subject, { kind: "picture" });
    vi.spyOn(app.host, "tab").mockResolvedValue({ kind: "certificate", blocks: [{ kind: "hologram" } as never] });
    await app.drop(later);
    expect(document.body.textContent).toContain("Not known to this version of the window: hologram");
    expect(document.body.textContent).toContain("Not known to this version of the window: half-checked");
    expect(screen.getByRole("tab", { name: /new-tab/ })).toBeTruthy();
  });

  test("details stand behind one press, open where something in them does not hold", async () => {
    const app = await start();
    const long = JSON.parse(JSON.stringify(listed)) as ResultView;
    const line = long.why[0]!;
    long.why.push({ ...line, more: true });
    await app.drop(long);
    const summary = screen.getByText("One more line").closest("details");
    expect(summary?.open).toBe(false);
    expect(summary?.querySelectorAll(".lines > li")).toHaveLength(1);
    long.why.push({ ...line, more: true, outcome: "failed" });
    await app.drop(JSON.parse(JSON.stringify(long)) as ResultView);
    expect(screen.getByText("2 more lines").closest("details")?.open).toBe(true);
  });

  test("no signature: says so where the evidence would be", async () => {
    const app = await start();
    await app.drop(noSignature);
    expect(screen.queryByRole("tablist")).toBeNull();
    expect(screen.getByText(/^No evidence was found/)).toBeTruthy();
  });

  test("the summary is copied with the button and with the keys", async () => {
    const app = await start();
    vi.spyOn(app.host, "summary").mockResolvedValue("six lines");
    const copied = vi.spyOn(app.host, "copyText");
    await app.drop(listed);
    await fireEvent.click(screen.getByRole("button", { name: /Copy summary/ }));
    await settle();
    await fireEvent.keyDown(window, { key: "C", ctrlKey: true, shiftKey: true });
    await settle();
    // What is still on its way is handed over at once, while the press is fresh.
    expect(await Promise.all(copied.mock.calls.map(([text]) => text))).toEqual(["six lines", "six lines"]);
    expect(status()).toBe("Copied.");
  });

  test("a file that cannot be shown in its folder leaves a message", async () => {
    const app = await start();
    vi.spyOn(app.host, "showInFolder").mockRejectedValue({ code: "file-missing", message: m("file-missing") });
    await app.drop(listed);
    await fireEvent.click(screen.getByRole("button", { name: "Show in folder" }));
    expect(await screen.findByText("There is no such file.")).toBeTruthy();
  });
});

describe("evidence", () => {
  test("tabs are one stop, walked with arrows and Ctrl+Tab, fetched when first looked at", async () => {
    const app = await start();
    const fetched = vi.spyOn(app.host, "tab");
    await app.drop(listed);
    const chosen = () => screen.getByRole("tab", { selected: true });
    expect(screen.getAllByRole("tab").filter((one) => one.tabIndex === 0)).toEqual([chosen()]);
    chosen().focus();
    await fireEvent.keyDown(chosen(), { key: "ArrowRight" });
    expect(chosen().textContent.trim()).toBe("Log entry");
    expect(document.activeElement).toBe(chosen());
    await fireEvent.keyDown(chosen(), { key: "End" });
    expect(chosen().textContent.trim()).toBe("Raw");
    await fireEvent.keyDown(chosen(), { key: "ArrowRight" });
    expect(chosen().textContent.trim()).toBe("Certificate");
    await fireEvent.keyDown(window, { key: "Tab", ctrlKey: true, shiftKey: true });
    expect(chosen().textContent.trim()).toBe("Raw");
    await fireEvent.keyDown(window, { key: "Tab", ctrlKey: true });
    expect(chosen().textContent.trim()).toBe("Certificate");
    const panel = screen.getByRole("tabpanel");
    expect(panel.getAttribute("aria-labelledby")).toBe(chosen().id);
    await settle();
    expect(fetched.mock.calls.map((call) => call[2])).toEqual(["certificate", "log-entry", "raw"]);
  });

  test("Ctrl+U leads to the exact bytes", async () => {
    const app = await start();
    await app.drop(listed);
    await fireEvent.keyDown(window, { key: "u", ctrlKey: true });
    await settle();
    expect(document.activeElement?.textContent.trim()).toBe("Raw");
    expect(await screen.findByRole("table", { name: /^Exact content/ })).toBeTruthy();
  });

  test("every kind of content is drawn", async () => {
    const app = await start();
    await app.drop(listed);
    for (const kind of listed.evidence[0]?.tabs ?? []) {
      await fireEvent.click(screen.getByRole("tab", { name: new RegExp(kind.replace("-", " "), "i") }));
      await settle();
      const panel = screen.getByRole("tabpanel");
      expect(panel.textContent).not.toMatch(/Loading|\[[a-z]+-[a-z-]+\]|Not known to this version/);
      expect(panel.querySelectorAll("section").length).toBe(tab(kind).blocks.length);
    }
  });

  test("a part that cannot be had can be asked for again", async () => {
    const app = await start();
    vi.spyOn(app.host, "tab").mockRejectedValueOnce({ code: "gone", message: m("file-missing") });
    await app.drop(listed);
    expect(await screen.findByText("There is no such file.")).toBeTruthy();
    await fireEvent.click(within(screen.getByRole("tabpanel")).getByText("Try again"));
    expect(await screen.findByText("What decided the result")).toBeTruthy();
  });

  test("of several pieces one is picked", async () => {
    const app = await start();
    const fetched = vi.spyOn(app.host, "tab");
    await app.drop(failed);
    const pieces = within(screen.getByRole("group", { name: "Pieces of evidence" })).getAllByRole<HTMLInputElement>("radio");
    expect(pieces.map((one) => one.checked)).toEqual([true, false]);
    await fireEvent.click(pieces[1] as HTMLElement);
    await settle();
    expect(fetched.mock.lastCall).toEqual([failed.result, 1, "certificate"]);
  });
});

describe("checking", () => {
  test("says what is done, shows the bytes, and can be cancelled without a half result", async () => {
    const app = await start();
    let report: (progress: Progress) => void = () => undefined;
    let refuse: (reason: unknown) => void = () => undefined;
    app.check.mockImplementationOnce((_ticket, listener) => {
      report = listener;
      return new Promise((_, reject) => (refuse = reject));
    });
    const cancel = vi.spyOn(app.host, "cancel");
    app.queue("big.iso", 3);
    await app.hear("opened");
    expect(shown(screen.getByRole("heading", { level: 1 }))).toBe("Checking big.iso and 2 more");
    expect(status()).toBe("Checking big.iso…");
    report({ kind: "hashing", done: 250, total: 1000 });
    await settle();
    expect(screen.getByRole<HTMLProgressElement>("progressbar").value).toBe(250);
    expect(document.querySelector('[aria-current="step"]')?.textContent).toContain("Read the file");
    await fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
    expect(cancel.mock.calls).toEqual([[1]]);
    refuse({ code: "cancelled", message: m("ui-error-unexpected") });
    await settle();
    expect(screen.getByText("Drop a file here to see who signed it.")).toBeTruthy();
    expect(status()).toBe("The check was stopped. Nothing was learned.");
    expect(alert()).toBe("");
  });

  test("a long check speaks after four seconds, then every ten", async () => {
    const app = await start();
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      app.check.mockImplementationOnce((_ticket, report) => {
        report({ kind: "hashing", done: 1, total: 4 });
        return new Promise(() => undefined);
      });
      app.queue("big.iso");
      await app.hear("opened");
      expect(status()).toBe("Checking big.iso…");
      vi.advanceTimersByTime(3_900);
      await settle();
      expect(status()).toBe("Checking big.iso…");
      vi.advanceTimersByTime(200);
      await settle();
      expect(status()).toBe("Still reading the file: 25%.");
    } finally {
      vi.useRealTimers();
    }
  });

  test("a check that cannot be made is said where one came from", async () => {
    const app = await start();
    app.check.mockRejectedValueOnce({ code: "file-missing", message: m("file-missing") });
    app.queue("gone.zip");
    await app.hear("opened");
    expect(alert()).toBe("gone.zip could not be checked. There is no such file.");
    expect(screen.getByText("There is no such file.")).toBeTruthy();
    await fireEvent.click(screen.getAllByRole("button", { name: "Close this message" })[1] as HTMLElement);
    expect(screen.queryByText("There is no such file.")).toBeNull();
  });

  test("several drops and several files become one list, worst first", async () => {
    const app = await start();
    app.check.mockResolvedValueOnce([listed, noSignature]).mockResolvedValueOnce([failed]);
    app.queue("one", 2);
    app.queue("two");
    await app.hear("opened");
    const rows = within(screen.getByRole("list", { name: "Results" })).getAllByRole("button");
    expect(rows.map((row) => row.querySelector(".badge")?.textContent.trim())).toEqual(["failed", "no-signature", "listed"].map((state) => say(`state-${state}`)));
    expect(status()).toBe(`3 files: 1 ${say("state-failed")}, 1 ${say("state-no-signature")} and 1 ${say("state-listed")}`);
    await fireEvent.click(rows[1] as HTMLElement);
    await settle();
    expect(shown(screen.getByRole("heading", { level: 1 }))).toBe("No signature was found for this file.");
    expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 }));
    await fireEvent.keyDown(window, { key: "ArrowLeft", altKey: true });
    await settle();
    expect(screen.getByRole("list", { name: "Results" })).toBeTruthy();
  });

  test("trying again checks the same once more", async () => {
    const app = await start();
    vi.spyOn(app.host, "again").mockResolvedValue({ ticket: 77, name: text("report.pdf"), count: 1 });
    await app.drop(couldNotCheck);
    app.check.mockResolvedValueOnce([listed]);
    await fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await settle();
    expect(app.check.mock.lastCall?.[0]).toBe(77);
    expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 }));
    expect(document.querySelector('svg[data-shape="listed"]')).toBeTruthy();
  });
});

describe("focus", () => {
  test("a drop from outside does not take it", async () => {
    const app = await start();
    const before = screen.getByRole("button", { name: "Settings" });
    before.focus();
    await app.drop(failed);
    expect(document.activeElement).not.toBe(screen.getByRole("heading", { level: 1 }));
  });

  test("a check asked for in the window leads to its result", async () => {
    const app = await start();
    app.check.mockResolvedValueOnce([unlisted]);
    vi.spyOn(app.host, "chooseFiles").mockImplementation(async () => void app.queue("chosen"));
    await fireEvent.click(screen.getByRole("button", { name: "Choose files…" }));
    await settle();
    expect(document.activeElement).toBe(screen.getByRole("heading", { level: 1 }));
  });
});

describe("home", () => {
  test("files that came before the window listened are taken", async () => {
    vi.spyOn(host, "opened").mockResolvedValueOnce([{ ticket: 1, name: text("early"), count: 1 }]).mockResolvedValue([]);
    vi.spyOn(host, "check").mockResolvedValueOnce([listed]);
    render(App);
    await waitFor(() => expect(document.querySelector('svg[data-shape="listed"]')).toBeTruthy());
  });

  test("a place that names nothing is said at the field", async () => {
    await start();
    const field = screen.getByRole("textbox");
    await fireEvent.input(field, { target: { value: "/nowhere" } });
    await fireEvent.submit(field.closest("form") as HTMLFormElement);
    await settle();
    expect(field.getAttribute("aria-invalid")).toBe("true");
    const described = (field.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent);
    expect(described).toContain("There is no such file.");
    expect(document.activeElement).toBe(field);
  });

  test("pasting anywhere on it opens what was pasted", async () => {
    const app = await start();
    const open = vi.spyOn(app.host, "openText").mockResolvedValue(undefined);
    const paste = new Event("paste", { bubbles: true, cancelable: true });
    Object.assign(paste, { clipboardData: { getData: () => "/tmp/tool.zip" } });
    window.dispatchEvent(paste);
    await settle();
    expect(open.mock.calls).toEqual([["/tmp/tool.zip"]]);
  });

  test("a drag over the window shows, and tells nothing of what is dragged", async () => {
    const app = await start();
    await app.hear("drag-entered");
    expect(screen.getByText("Drop to check")).toBeTruthy();
    await app.hear("drag-left");
    expect(screen.queryByText("Drop to check")).toBeNull();
  });

  test("a drop that is no file is refused in words", async () => {
    const app = await start();
    await app.hear("drop-refused");
    expect(alert()).toMatch(/^What was dropped is not a file/);
  });
});

describe("other screens", () => {
  test("colours change at once, and back when they could not be kept", async () => {
    const app = await start();
    await fireEvent.click(screen.getByRole("button", { name: "Settings" }));
    await settle();
    await fireEvent.click(screen.getByRole("radio", { name: "Dark" }));
    await settle();
    expect(document.documentElement.dataset.theme).toBe("dark");
    vi.spyOn(app.host, "setAppearance").mockRejectedValueOnce({ code: "store", message: m("story-note-settings") });
    await fireEvent.click(screen.getByRole("radio", { name: "Light" }));
    await settle();
    expect(document.documentElement.dataset.theme).toBe("dark");
    expect(screen.getAllByText("The settings file could not be read. Standard settings are in use.").length).toBe(2);
  });

  test("the size of letters follows the keys of every keyboard, one step after the other, and is read out", async () => {
    const app = await start();
    const answers: (() => void)[] = [];
    const keep = app.host.setAppearance;
    const set = vi.spyOn(app.host, "setAppearance").mockImplementation(async (change) => {
      await new Promise<void>((resolve) => answers.push(resolve));
      return keep(change);
    });
    const press = (key: string, more: KeyboardEventInit = {}) => fireEvent.keyDown(document.body, { key, ctrlKey: true, ...more });
    const size = () => document.documentElement.style.getPropertyValue("--text-size");
    await press("+", { code: "NumpadAdd" });
    await press("=");
    await press("+", { shiftKey: true });
    await settle();
    // Shown before it is kept; what was pressed meanwhile is kept once, and last.
    expect(size()).toBe("1.35");
    answers.shift()?.();
    await settle();
    expect(size()).toBe("1.35");
    answers.shift()?.();
    await settle();
    expect(set.mock.calls).toEqual([[{ textSize: 110 }], [{ textSize: 135 }]]);
    expect(status()).toBe("Text size 135 %");
    set.mockImplementation(keep);
    await press("-", { code: "NumpadSubtract" });
    await settle();
    expect([size(), status()]).toEqual(["1.2", "Text size 120 %"]);
    for (let count = 0; count < 12; count += 1) await press("-");
    await settle();
    expect([size(), status()]).toEqual(["0.8", "Text size 80 %"]);
    await press("à", { code: "Digit0" });
    await settle();
    expect([size(), status()]).toEqual(["1", "Text size 100 %"]);
    // Not without the modifier, and not with another one.
    await fireEvent.keyDown(document.body, { key: "+" });
    await press("+", { altKey: true });
    await settle();
    expect(size()).toBe("1");
  });

  test("other trust data decides what is open again, and of two answers the later counts", async () => {
    const app = await start();
    await app.drop(couldNotCheck);
    let first: (result: ResultView) => void = () => undefined;
    vi.spyOn(app.host, "resultNow")
      .mockImplementationOnce(() => new Promise((resolve) => (first = resolve)))
      .mockResolvedValueOnce(structuredClone(unlisted));
    await app.hear("trust-data-changed");
    await app.hear("trust-data-changed");
    expect(document.querySelector(".panel.unlisted")).not.toBeNull();
    first(structuredClone(couldNotCheck));
    await settle();
    expect(document.querySelector(".panel.unlisted")).not.toBeNull();
    expect(screen.getAllByText("Trust data changed. This result was checked again with it.").length).toBeGreaterThan(0);
  });

  test("a change while something is checked counts for what comes of it", async () => {
    const app = await start();
    let end: (results: ResultView[]) => void = () => undefined;
    app.check.mockImplementationOnce(() => new Promise((resolve) => (end = resolve)));
    app.queue("tool.zip");
    await app.hear("opened");
    const now = vi.spyOn(app.host, "resultNow").mockResolvedValue(structuredClone({ ...listed, result: unlisted.result }));
    await app.hear("trust-data-changed");
    expect(now).not.toHaveBeenCalled();
    end([structuredClone(unlisted)]);
    await settle();
    expect(document.querySelector(".panel.listed")).not.toBeNull();
  });

  test("what is decided again stays where it is, with the focus and what was opened", async () => {
    const app = await start();
    await app.drop(unlisted);
    vi.spyOn(app.host, "resultNow").mockResolvedValue(structuredClone({ ...listed, result: unlisted.result }));
    const tab = screen.getByRole("tab", { name: "Statement" });
    await fireEvent.click(tab);
    tab.focus();
    const scroll = vi.spyOn(window, "scrollTo");
    await app.hear("trust-data-changed");
    expect(document.querySelector(".panel.listed")).not.toBeNull();
    expect(document.activeElement).toBe(tab);
    expect(tab.getAttribute("aria-selected")).toBe("true");
    expect(scroll).not.toHaveBeenCalled();
    // Where the reasons have to be read, they open themselves.
    vi.spyOn(app.host, "resultNow").mockResolvedValue(structuredClone({ ...couldNotCheck, result: unlisted.result }));
    await app.hear("trust-data-changed");
    expect(document.querySelector<HTMLDetailsElement>("details:has(h2)")?.open).toBe(true);
  });

  test("an answer from before a change does not undo it", async () => {
    const app = await start();
    await fireEvent.click(screen.getByRole("button", { name: "Settings" }));
    await settle();
    let late: (view: SettingsView) => void = () => undefined;
    vi.spyOn(app.host, "settings").mockImplementationOnce(() => new Promise((resolve) => (late = resolve)));
    await app.hear("trust-data-changed");
    await fireEvent.click(screen.getByRole("radio", { name: "Dark" }));
    await settle();
    late(settings);
    await settle();
    expect(document.documentElement.dataset.theme).toBe("dark");
  });

  test("other trust data takes a second, unhurried step", async () => {
    const app = await start();
    const choose = vi.spyOn(app.host, "chooseTrustedRoot").mockResolvedValue({ ...settings, trustedRoot: text("/opt/corp.json") });
    await fireEvent.click(screen.getByRole("button", { name: "Settings" }));
    await settle();
    await fireEvent.click(screen.getByRole("button", { name: "Choose a file…" }));
    expect(choose).not.toHaveBeenCalled();
    await fireEvent.click(screen.getByText("Choose the trust data file…"));
    await settle();
    expect(choose).toHaveBeenCalledOnce();
    expect(shown(document.body)).toContain("/opt/corp.json");
    expect(screen.getByRole("button", { name: "Use the built-in data" })).toBeTruthy();
  });

  test("help explains the five states and is one key away", async () => {
    await start();
    await fireEvent.keyDown(window, { key: "F1" });
    await settle();
    expect(document.querySelectorAll("svg[data-shape]")).toHaveLength(5);
    expect(document.activeElement?.textContent).toBe("Help");
  });
});

test("no screen carries an inline style or a link out", async () => {
  const app = await start();
  await app.drop(failed);
  expect(document.querySelector("body[style], body [style], a[href^='http']")).toBeNull();
});
