import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { Happening } from "./lib/host";
import type { EditAnswer } from "./lib/types/EditAnswer";
import type { ImportRow } from "./lib/types/ImportRow";
import type { SignerEdit } from "./lib/types/SignerEdit";
import { plain, say } from "./lib/words";
import { couldNotCheck, failed, listed, m, noSignature, settings, text, unlisted } from "./stories/samples";
import { change, done, draft, imported, lint, rows, signer, signersView, trustView } from "./stories/signers";

vi.mock("./lib/host", () => import("./stories/host"));

const host = await import("./lib/host");
const { default: App } = await import("./App.svelte");
const { announcer } = await import("./state/announcer.svelte");
const { session } = await import("./state/session.svelte");
const { signers } = await import("./state/signers.svelte");
const { toast } = await import("./state/toast.svelte");
const { trust } = await import("./state/trust.svelte");

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Lets promises, pauses of typing, effects and the two frames of an announcement pass. */
async function settle(milliseconds = 0) {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  for (let turn = 0; turn < 4; turn += 1) {
    await frame();
    await tick();
  }
}

/** Long enough for what is asked while somebody types. */
const ASKED = 200;
/** Long enough for what is said once a field was left. */
const LEFT = 350;

let hear: (happening: Happening) => void = () => undefined;
let edits: SignerEdit[] = [];

async function start() {
  vi.spyOn(host, "watch").mockImplementation(async (listener) => {
    hear = listener;
  });
  vi.spyOn(host, "settings").mockResolvedValue(settings);
  edits = [];
  const edit = vi.spyOn(host, "editSigners").mockImplementation(async (_revision, edit) => {
    edits.push(edit);
    return done(`${edit.kind} done`, null);
  });
  render(App);
  await settle();
  return { edit };
}

async function open(place = "Trusted signers") {
  const app = await start();
  await fireEvent.click(screen.getByRole("button", { name: place }));
  await settle();
  return app;
}

const status = () => document.querySelector('[role="status"]')?.textContent;
const shown = (element: Element) => element.textContent.replace(/\s+/g, " ").trim();
const row = (at: number) => document.querySelectorAll<HTMLElement>("button[data-row]")[at] as HTMLElement;
const type = (field: HTMLElement, value: string) => fireEvent.input(field, { target: { value } });

beforeEach(() => {
  Object.assign(session, { screen: "home", results: [], chosen: null, running: null, waiting: [], problems: [], changed: new Map(), focusWanted: 0 });
  Object.assign(announcer, { status: "", alert: "" });
  Object.assign(signers, { query: { text: "", first: 0 }, view: null, problem: null, editing: null, imported: null, exporting: null });
  signers.close();
  toast.dismiss();
  trust.forget();
});

describe("the list", () => {
  test("every row says who, what for, how wide, and whether it counts", async () => {
    await open();
    const all = [...document.querySelectorAll("button[data-row]")].map(shown);
    expect(all).toHaveLength(rows.length);
    expect(all[0]).toContain("acme/tool · release.yml on code.example");
    expect(all[2]).toContain("Very wide");
    expect(all.slice(3).map((one) => /switched off|to be looked at|expired|of your organisation/.exec(one)?.[0])).toEqual([
      "switched off",
      "to be looked at",
      "expired",
      "of your organisation",
    ]);
    expect(shown(document.body)).toContain("7F3A-09C2-55E1");
    expect(document.body.textContent).not.toMatch(/\[[a-z]+-[a-z-]+\]/);
  });

  test("one stop for Tab, arrows between the rows, Escape closes what is open", async () => {
    await open();
    const stops = () => [...document.querySelectorAll<HTMLElement>("button[data-row]")].filter((one) => one.tabIndex === 0);
    expect(stops()).toEqual([row(0)]);
    row(0).focus();
    await fireEvent.keyDown(row(0), { key: "ArrowDown" });
    await settle();
    expect(document.activeElement).toBe(row(1));
    await fireEvent.keyDown(row(1), { key: "End" });
    await settle();
    expect(document.activeElement).toBe(row(rows.length - 1));
    await fireEvent.keyDown(row(rows.length - 1), { key: "Home" });
    await settle();
    expect(stops()).toEqual([row(0)]);
    await fireEvent.click(row(0));
    await settle();
    expect(row(0).getAttribute("aria-expanded")).toBe("true");
    expect(shown(document.body)).toContain(plain(signer(0).sentence));
    await fireEvent.keyDown(row(0), { key: "Escape" });
    await settle();
    expect(row(0).getAttribute("aria-expanded")).toBe("false");
    expect(document.activeElement).toBe(row(0));
  });

  test("Delete deletes, says so, and can be taken back by key", async () => {
    const app = await open();
    row(1).focus();
    await fireEvent.keyDown(row(1), { key: "Delete" });
    await settle();
    expect(edits).toEqual([{ kind: "delete", entry: 1 }]);
    expect(app.edit.mock.lastCall?.[0]).toBe("r1");
    expect(status()).toBe("delete done");
    expect(screen.getByRole("button", { name: "Undo" })).toBeTruthy();
    await fireEvent.keyDown(window, { key: "z", ctrlKey: true });
    await settle();
    expect(edits.at(-1)).toEqual({ kind: "undo", undo: 1 });
  });

  test("what the organisation keeps cannot be deleted or changed", async () => {
    await open();
    row(6).focus();
    await fireEvent.keyDown(row(6), { key: "Delete" });
    await fireEvent.click(row(6));
    await settle();
    expect(edits).toEqual([]);
    expect(screen.queryByRole("button", { name: "Edit…" })).toBeNull();
    expect(screen.getByRole("button", { name: "Test this entry" })).toBeTruthy();
  });

  test("a change that came too late is not made, and what others changed is shown", async () => {
    const app = await open();
    app.edit.mockResolvedValueOnce({ kind: "changed-outside", change, entry: 1 });
    await fireEvent.click(row(1));
    await settle();
    await fireEvent.click(screen.getByRole("button", { name: "Delete" }));
    await settle();
    expect(shown(document.body)).toContain("what you asked for was not done");
    expect(shown(document.body)).toContain("Mallory");
    const look = vi.spyOn(host, "lookAtSigners");
    await fireEvent.click(screen.getByRole("button", { name: "I have seen this" }));
    await settle();
    expect(look.mock.calls).toEqual([["r2"]]);
    expect(screen.queryByText(/not done/)).toBeNull();
  });

  test("a change from outside is told on any screen", async () => {
    await start();
    vi.spyOn(host, "signers").mockImplementation(async (query) => ({ ...signersView(query), changedOutside: change }));
    hear("list-changed");
    await settle();
    expect(status()).toBe("The list was changed outside this window.");
    await fireEvent.click(screen.getByRole("button", { name: "Look" }));
    await settle();
    expect(screen.getByRole("heading", { name: "The list was changed outside this window." })).toBeTruthy();
  });

  test("Find leads to the search, which also offers well-known signers; Escape empties it", async () => {
    await open();
    await fireEvent.keyDown(window, { key: "f", ctrlKey: true });
    const field = screen.getByRole("searchbox", { name: "Search the list" }) as HTMLInputElement;
    expect(document.activeElement).toBe(field);
    await type(field, "language");
    await settle(ASKED);
    expect(screen.getByText("No entry of your list fits the search.")).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: "Begin an entry…" }));
    await settle(ASKED);
    expect((screen.getByLabelText("Name in the certificate") as HTMLInputElement).value).toBe("release@language.example");
    expect((screen.getByLabelText("Your name for this signer") as HTMLInputElement).value).toBe("");
    await fireEvent.keyDown(window, { key: "ArrowLeft", altKey: true });
    await settle();
    const again = screen.getByRole("searchbox") as HTMLInputElement;
    await fireEvent.keyDown(again, { key: "Escape" });
    await settle(ASKED);
    expect(again.value).toBe("");
    expect(document.querySelectorAll("button[data-row]")).toHaveLength(rows.length);
  });

  test("mistakes in the file: line and column, and nothing can be changed", async () => {
    await start();
    vi.spyOn(host, "signers").mockImplementation(async (query) => ({
      ...signersView(query),
      problems: [{ line: 14, column: 9, message: m("ui-signers-empty") }],
      fixedBecause: m("ui-signers-problems-kept"),
    }));
    await fireEvent.click(screen.getByRole("button", { name: "Trusted signers" }));
    await settle();
    expect(shown(document.body)).toContain("Line 14, column 9");
    expect((screen.getByRole("button", { name: "Add…" }) as HTMLButtonElement).disabled).toBe(true);
    row(0).focus();
    await fireEvent.keyDown(row(0), { key: "Delete" });
    expect(edits).toEqual([]);
  });

  test.each([
    [{ exists: false }, /There is no list yet/],
    [{ exists: true }, /The list has no entries/],
  ])("empty: %o", async (with_, words) => {
    await start();
    vi.spyOn(host, "signers").mockImplementation(async (query) => ({ ...signersView(query), rows: [], total: 0, all: 0, toReview: 0, ...with_ }));
    await fireEvent.click(screen.getByRole("button", { name: "Trusted signers" }));
    expect(await screen.findByText(words)).toBeTruthy();
  });

  test("long lists come a page at a time", async () => {
    await start();
    const ask = vi.spyOn(host, "signers").mockImplementation(async (query) => ({ ...signersView(query), first: query.first, total: 250, all: 250 }));
    await fireEvent.click(screen.getByRole("button", { name: "Trusted signers" }));
    await settle();
    await fireEvent.click(screen.getByRole("button", { name: "Later" }));
    await settle();
    expect(ask.mock.lastCall?.[0].first).toBe(100);
    expect(screen.getByText("101 to 107 of 250")).toBeTruthy();
  });

  test("an entry is tried on past files and on names made to look like it", async () => {
    await open();
    await fireEvent.click(row(0));
    await settle();
    await fireEvent.click(screen.getByRole("button", { name: "Test this entry" }));
    await settle();
    expect(shown(document.body)).toContain("accepts 2 of your 3 past files");
    expect(shown(document.body)).toContain("refuses 38 of 38 names made to look like it");
    expect(screen.getByRole("img", { name: "look-alike symbol U+0430" })).toBeTruthy();
  });

  test("an imported entry counts only after it was looked at", async () => {
    await open();
    vi.spyOn(host, "signer").mockResolvedValue(signer(4));
    await fireEvent.click(row(4));
    await settle();
    await fireEvent.click(screen.getByRole("button", { name: "I have looked at it: switch on" }));
    await settle();
    expect(edits).toEqual([{ kind: "switch", entry: 4, enabled: true }]);
  });
});

describe("an entry that is typed", () => {
  async function add() {
    const app = await open();
    await fireEvent.click(screen.getByRole("button", { name: "Add…" }));
    await settle(ASKED);
    return app;
  }

  test("mistakes wait until a field is left, then stand at it", async () => {
    await add();
    const issuer = screen.getByLabelText("Login service (issuer)");
    await type(issuer, "accounts.code.example");
    await settle(ASKED);
    expect(issuer.getAttribute("aria-invalid")).toBeNull();
    await fireEvent.blur(issuer);
    await settle();
    expect(issuer.getAttribute("aria-invalid")).toBeNull();
    await settle(LEFT);
    expect(issuer.getAttribute("aria-invalid")).toBe("true");
    const by = (issuer.getAttribute("aria-describedby") ?? "").split(" ").map((id) => document.getElementById(id)?.textContent ?? "");
    expect(by.join(" ")).toContain("This is no https address.");
    await fireEvent.click(screen.getByRole("button", { name: "Use this" }));
    await settle(ASKED);
    expect((issuer as HTMLInputElement).value).toBe("https://accounts.code.example");
    expect(issuer.getAttribute("aria-invalid")).toBeNull();
  });

  test("typing asks once, and only the last answer counts", async () => {
    await add();
    const ask = vi.spyOn(host, "lintSigner");
    let late: (() => void) | undefined;
    ask.mockImplementationOnce((draft, entry, name) => new Promise((resolve) => (late = () => resolve(lint({ ...draft, label: "" }, entry, name)))));
    const label = screen.getByLabelText("Your name for this signer");
    for (const value of ["A", "Ac", "Acm"]) await type(label, value);
    await settle(ASKED);
    expect(ask.mock.calls.map(([draft]) => draft.label)).toEqual(["Acm"]);
    await type(label, "Acme");
    await settle(ASKED);
    late?.();
    await settle();
    await fireEvent.blur(label);
    await settle(LEFT);
    expect(label.getAttribute("aria-invalid")).toBeNull();
  });

  test("refused: the first mistake takes the focus and the number is said", async () => {
    const app = await add();
    app.edit.mockImplementationOnce(async (_revision, edit) => ({ kind: "refused", lint: lint((edit as { draft: typeof draft }).draft, null, "") }));
    await fireEvent.click(screen.getByRole("button", { name: "Save" }));
    await settle();
    expect(document.querySelector('[role="alert"]')?.textContent).toBe("3 things are still missing or wrong.");
    expect(document.activeElement).toBe(screen.getByLabelText("Your name for this signer"));
  });

  test("Enter never saves; the button does, with everything that was typed", async () => {
    await add();
    const label = screen.getByLabelText("Your name for this signer");
    await type(label, "Acme 2");
    await fireEvent.keyDown(label, { key: "Enter" });
    await fireEvent.submit(label);
    expect(edits).toEqual([]);
    expect(label.closest("form")).toBeNull();
    await type(screen.getByLabelText("Name in the certificate"), "ada@post.example");
    await fireEvent.click(screen.getByRole("radio", { name: "somebody I know told me" }));
    await fireEvent.click(screen.getByRole("button", { name: "Save" }));
    await settle();
    expect(edits).toMatchObject([{ kind: "add", draft: { label: "Acme 2", identity: "ada@post.example", basis: "told-by-someone" }, typedName: "" }]);
    expect(session.screen).toBe("signers");
  });

  test("other screens, other forms and other widths lose nothing of it", async () => {
    await add();
    await type(screen.getByLabelText("Your name for this signer"), "Acme 2");
    await type(screen.getByLabelText("Name in the certificate"), "ada@post.example");
    await fireEvent.click(screen.getByRole("radio", { name: "a name with stars" }));
    await type(screen.getByLabelText("Name with stars"), "https://code.example/acme/**");
    await fireEvent.click(screen.getByRole("radio", { name: "one name, letter by letter" }));
    await settle();
    expect((screen.getByLabelText("Name in the certificate") as HTMLInputElement).value).toBe("ada@post.example");
    await fireEvent.keyDown(window, { key: "Escape" });
    await settle();
    expect(session.screen).toBe("signers");
    await fireEvent.click(screen.getByRole("button", { name: "Home" }));
    await fireEvent.click(screen.getByRole("button", { name: "Trusted signers" }));
    await settle();
    expect(shown(document.body)).toContain("You have begun an entry and not saved it.");
    // Adding goes on with it instead of throwing it away.
    await fireEvent.click(screen.getByRole("button", { name: "Add…" }));
    await settle();
    expect((screen.getByLabelText("Your name for this signer") as HTMLInputElement).value).toBe("Acme 2");
    expect(signers.editing?.draft.pattern).toBe("https://code.example/acme/**");
    await fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
    await settle();
    expect(signers.editing).toBeNull();
    await fireEvent.click(screen.getByRole("button", { name: "Undo" }));
    await settle();
    expect((screen.getByLabelText("Your name for this signer") as HTMLInputElement).value).toBe("Acme 2");
  });

  test("changed outside meanwhile: what was typed stays, what others did is shown, and the next save goes to the entry of now", async () => {
    const app = await open();
    await fireEvent.click(row(0));
    await settle();
    await fireEvent.click(screen.getByRole("button", { name: "Edit…" }));
    await settle(ASKED);
    await type(screen.getByLabelText("Note"), "mine");
    app.edit.mockResolvedValueOnce({ kind: "changed-outside", change, entry: 5 });
    // The window has heard of the change already; what was typed was typed about the list before it.
    vi.spyOn(host, "signers").mockImplementation(async (query) => ({ ...signersView(query), revision: "r2", changedOutside: change }));
    hear("list-changed");
    await settle();
    await fireEvent.click(screen.getByRole("button", { name: "Save" }));
    await settle();
    expect(app.edit.mock.lastCall?.[0]).toBe("r1");
    expect((screen.getByLabelText("Note") as HTMLInputElement).value).toBe("mine");
    expect(shown(document.body)).toContain(".github/workflows/publish.yml");
    expect(document.activeElement?.textContent).toBe("The list was changed outside this window.");
    await fireEvent.click(screen.getByRole("button", { name: "Save my version" }));
    await settle();
    expect(app.edit.mock.lastCall?.[0]).toBe("r2");
    expect(edits.at(-1)).toMatchObject({ kind: "change", entry: 5, draft: { note: "mine" } });
  });

  test("very wide: always said, and the name has to be typed", async () => {
    await open();
    await fireEvent.click(row(0));
    await settle();
    await fireEvent.click(screen.getByRole("button", { name: "Edit…" }));
    await settle(ASKED);
    await fireEvent.click(screen.getByRole("radio", { name: /any repository of “acme”/ }));
    await settle(ASKED);
    expect(signers.editing?.draft.parts.repository).toBe("*");
    expect(signers.editing?.draft.label).toBe(draft.label);
    await type(screen.getByLabelText("The name"), "acme");
    await fireEvent.click(screen.getByRole("button", { name: "Save" }));
    await settle();
    expect(edits.at(-1)).toMatchObject({ kind: "change", entry: 0, typedName: "acme", draft: { parts: { repository: "*", owner: "acme" } } });
  });

  test("a part that is opened keeps what was typed for when it is closed again", async () => {
    await open();
    await fireEvent.click(row(0));
    await settle();
    await fireEvent.click(screen.getByRole("button", { name: "Edit…" }));
    await settle(ASKED);
    const any = screen.getByRole("checkbox", { name: "any workflow of the repository" });
    await fireEvent.click(any);
    await settle();
    expect(signers.editing?.draft.parts.workflow).toBe("*");
    await fireEvent.click(any);
    await settle();
    expect(signers.editing?.draft.parts.workflow).toBe(draft.parts.workflow);
  });
});

describe("trust this signer", () => {
  async function result(view = unlisted) {
    const app = await start();
    session.results = [structuredClone(view)];
    session.go("result");
    await settle();
    return app;
  }

  test.each([listed, failed, noSignature, couldNotCheck].map((one) => [one.verdict.state, one] as const))("is not offered for %s", async (_state, view) => {
    await result(view);
    expect(screen.queryByText("Trust this signer…")).toBeNull();
  });

  test("is not offered where no file was compared", async () => {
    await result({ ...unlisted, subject: { ...unlisted.subject, kind: "statement" } });
    expect(screen.queryByText("Trust this signer…")).toBeNull();
  });

  test("lies under Why, not in the panel", async () => {
    await result();
    const button = screen.getByText("Trust this signer…");
    expect(button.closest("details")?.querySelector("summary")?.textContent.trim()).toBe("Why");
  });

  test("takes three presses and a name from there, and never Enter alone", async () => {
    const { edit } = await result();
    const now = vi.spyOn(host, "resultNow").mockResolvedValue({ ...listed, result: unlisted.result });
    await fireEvent.click(screen.getByText("Trust this signer…"));
    await settle(ASKED);
    // What it could be taken for stands before everything else.
    expect(shown(document.querySelector("main") as Element).indexOf("instead of “acme”")).toBeLessThan(shown(document.querySelector("main") as Element).indexOf("What you would trust"));
    expect((screen.getByRole("radio", { name: /version tags only/ }) as HTMLInputElement).checked).toBe(true);
    const label = screen.getByLabelText("Your name for this signer") as HTMLInputElement;
    expect(label.value).toBe("");
    expect(label.closest("form")).toBeNull();
    expect(document.activeElement?.localName).toBe("h1");
    await type(label, "Tool");
    await fireEvent.keyDown(label, { key: "Enter" });
    expect(edits).toEqual([]);
    await fireEvent.click(screen.getByRole("radio", { name: "I have only seen it here" }));
    await fireEvent.click(screen.getByRole("button", { name: "Trust release.yml of acme-tool/tool" }));
    await settle();
    expect(edits).toMatchObject([{ kind: "trust", result: unlisted.result, draft: { scope: 0, label: "Tool", basis: "first-seen", update: null } }]);
    expect(edit.mock.lastCall?.[0]).toBe("r1");
    expect(now).toHaveBeenCalledWith(unlisted.result);
    expect(session.screen).toBe("result");
    expect(session.result?.verdict.state).toBe("listed");
    expect(screen.getByRole("button", { name: "Undo" })).toBeTruthy();
  });

  test("without a name and a reason nothing is trusted, and the first gap takes the focus", async () => {
    await result();
    await fireEvent.click(screen.getByText("Trust this signer…"));
    await settle(ASKED);
    await fireEvent.click(screen.getByRole("button", { name: /^Trust release/ }));
    await settle();
    expect(edits).toEqual([]);
    expect(document.activeElement).toBe(screen.getByLabelText("Your name for this signer"));
    expect(document.querySelector('[role="alert"]')?.textContent).toBe("2 things are still missing or wrong.");
  });

  test("the widest scope asks for the name; the pasted page is compared", async () => {
    await result();
    await fireEvent.click(screen.getByText("Trust this signer…"));
    await settle(ASKED);
    expect(screen.queryByLabelText("The name")).toBeNull();
    await fireEvent.click(screen.getByRole("radio", { name: /any repository of “acme-tool”/ }));
    await settle();
    expect(screen.getByLabelText("The name")).toBeTruthy();
    await fireEvent.click(screen.getByRole("radio", { name: "the project's own page says so" }));
    await settle();
    await type(screen.getByLabelText("What the page says"), "https://code.example/acme/tool");
    await settle(ASKED);
    expect(shown(document.body)).toContain("≠ It does not name this owner and repository.");
    await type(screen.getByLabelText("What the page says"), "https://code.example/acme-tool/tool");
    await settle(ASKED);
    expect(shown(document.body)).toContain("= It names the same owner and repository.");
  });

  test("leaving keeps what was typed; an entry that does not count any more can be updated", async () => {
    await result();
    vi.spyOn(host, "trustProposal").mockResolvedValue({ ...trustView, update: { entry: 3, label: text("Old mirror"), because: m("ui-standing-disabled") } });
    await fireEvent.click(screen.getByText("Trust this signer…"));
    await settle(ASKED);
    await type(screen.getByLabelText("Your name for this signer"), "Tool");
    await fireEvent.keyDown(window, { key: "Escape" });
    await settle();
    expect(session.screen).toBe("result");
    await fireEvent.click(screen.getByText("Trust this signer…"));
    await settle(ASKED);
    expect((screen.getByLabelText("Your name for this signer") as HTMLInputElement).value).toBe("Tool");
    await fireEvent.click(screen.getByRole("radio", { name: "update that entry" }));
    await fireEvent.click(screen.getByRole("radio", { name: "I have only seen it here" }));
    await settle(ASKED);
    await fireEvent.click(screen.getByRole("button", { name: /^Trust release/ }));
    await settle();
    expect(edits).toMatchObject([{ kind: "trust", draft: { update: 3 } }]);
  });

  test("a list that changed meanwhile is said, and nothing is trusted", async () => {
    const { edit } = await result();
    edit.mockResolvedValueOnce({ kind: "changed-outside", change, entry: null } satisfies EditAnswer);
    await fireEvent.click(screen.getByText("Trust this signer…"));
    await settle(ASKED);
    await type(screen.getByLabelText("Your name for this signer"), "Tool");
    await fireEvent.click(screen.getByRole("radio", { name: "I have only seen it here" }));
    await fireEvent.click(screen.getByRole("button", { name: /^Trust release/ }));
    await settle();
    expect(session.screen).toBe("trust");
    expect(shown(document.body)).toContain("The list was changed meanwhile.");
    expect((screen.getByLabelText("Your name for this signer") as HTMLInputElement).value).toBe("Tool");
  });
});

describe("import and export", () => {
  test("what counts only together is taken together", async () => {
    await open();
    const [first, second, third] = imported.rows as [ImportRow, ImportRow, ImportRow, ImportRow];
    vi.spyOn(host, "importText").mockResolvedValue({
      ...imported,
      rows: [
        { ...first, with: [1] },
        { ...second, with: [0] },
        { ...third, change: "added" },
      ],
    });
    await fireEvent.click(screen.getByRole("button", { name: "Import…" }));
    await settle();
    await fireEvent.input(screen.getByRole("textbox"), { target: { value: "apiVersion: x" } });
    await fireEvent.click(screen.getByRole("button", { name: "Read" }));
    await settle();
    expect(document.body.textContent).toContain("Counts only together with Acme releases.");
    const boxes = screen.getAllByRole<HTMLInputElement>("checkbox");
    // The second would replace an entry, which is not chosen for anybody.
    expect(boxes.map((box) => box.checked)).toEqual([false, false, true]);
    await fireEvent.click(boxes[1]!);
    expect(boxes.map((box) => box.checked)).toEqual([true, true, true]);
    await fireEvent.click(boxes[0]!);
    expect(boxes.map((box) => box.checked)).toEqual([false, false, true]);
    await fireEvent.click(boxes[0]!);
    await fireEvent.click(screen.getByRole("button", { name: /^Take/ }));
    await settle();
    expect(edits).toEqual([{ kind: "take-import", import: 1, rows: [2, 0, 1] }]);
  });

  test("only what is new is chosen at first, and what cannot be taken cannot be chosen", async () => {
    await open();
    await fireEvent.click(screen.getByRole("button", { name: "Import…" }));
    await settle();
    await fireEvent.click(screen.getByRole("button", { name: "Choose a file…" }));
    await settle();
    const boxes = screen.getAllByRole<HTMLInputElement>("checkbox");
    expect(boxes.map((box) => [box.checked, box.disabled])).toEqual([
      [true, false],
      [false, false],
      [false, true],
      [false, true],
    ]);
    expect(shown(document.body)).toContain("Line 41, column 7");
    expect(shown(document.body)).toContain("replaces your entry of this name");
    await fireEvent.click(boxes[1] as HTMLElement);
    await fireEvent.click(screen.getByRole("button", { name: "Take 2 entries" }));
    await settle();
    expect(edits).toEqual([{ kind: "take-import", import: 1, rows: [0, 1] }]);
    expect(session.screen).toBe("signers");
  });

  test("what is pasted is read as well, and a refusal leaves it in place", async () => {
    await open();
    const read = vi.spyOn(host, "importText").mockRejectedValue({ code: "import-unreadable", message: m("ui-import-empty") });
    await fireEvent.click(screen.getByRole("button", { name: "Import…" }));
    await settle();
    const field = screen.getByRole("textbox", { name: "Or paste the text" }) as HTMLTextAreaElement;
    await type(field, "cosign verify-blob");
    await fireEvent.click(screen.getByRole("button", { name: "Read" }));
    await settle();
    expect(read.mock.calls).toEqual([["cosign verify-blob"]]);
    expect(shown(document.body)).toContain("There is no signer in it");
    expect(field.value).toBe("cosign verify-blob");
  });

  test("the form is shown before it is saved, with what it leaves out", async () => {
    await open();
    const save = vi.spyOn(host, "exportSave");
    await fireEvent.click(screen.getByRole("button", { name: "Export…" }));
    await settle(ASKED);
    expect(shown(document.body)).toContain("[[signer]]");
    await fireEvent.click(screen.getByRole("radio", { name: "command lines for gh" }));
    await settle(ASKED);
    expect(shown(document.body)).toContain("cannot be said in this form and is left out");
    await fireEvent.click(screen.getByRole("button", { name: "Save…" }));
    await settle();
    expect(save.mock.calls).toEqual([["r1", "gh-commands", null]]);
    expect(status()).toBe(say("ui-export-saved"));
  });
});

test("labels chosen to deceive make no element anywhere", async () => {
  const evil = text(`<img src=x onerror=alert(1)>‹U+202E:direction-control›${"x".repeat(300)}‹U+000A:line-break›On your list`);
  await start();
  vi.spyOn(host, "signers").mockImplementation(async (query) => ({
    ...signersView(query),
    rows: rows.map((one) => ({ ...one, label: evil, who: m("story-words", { words: { kind: "text", value: evil } }) })),
    changedOutside: { ...change, rows: change.rows.map((one) => ({ ...one, label: evil })) },
    starters: [],
  }));
  await fireEvent.click(screen.getByRole("button", { name: "Trusted signers" }));
  await settle();
  await fireEvent.click(row(0));
  await waitFor(() => expect(within(document.body).getByRole("button", { name: "Delete" })).toBeTruthy());
  expect(document.body.querySelector("img, script, [onerror], [style]")).toBeNull();
  expect(document.body.textContent).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\ue000\ue001]/);
});
