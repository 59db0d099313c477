import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { tick } from "svelte";
import { describe, expect, test, vi } from "vitest";
import type { State } from "../types/State";
import { code, m, rawPage as samplePage, t, tab, text } from "../../stories/samples";

vi.mock("../host", () => import("../../stories/host"));

const host = await import("../host");
const { default: InclusionProof } = await import("./InclusionProof.svelte");
const { default: RawViewer } = await import("./RawViewer.svelte");
const { default: Sentence } = await import("./Sentence.svelte");
const { default: StateIcon } = await import("./StateIcon.svelte");
const { default: StateBadge } = await import("./StateBadge.svelte");
const { default: Timeline } = await import("./Timeline.svelte");
const { default: Tree } = await import("./Tree.svelte");
const { default: Untrusted } = await import("./Untrusted.svelte");

describe("Untrusted", () => {
  test.each([
    `<img src=x onerror="alert(1)"><script>alert(1)</script>`,
    `{@html "<b>x</b>"} {{x}} \${x} &lt;b&gt;`,
    `javascript:alert(1) https://code.example/`,
    "x".repeat(100_000),
  ])("makes no element of %.30s", (source) => {
    const { container } = render(Untrusted, { text: text(source) });
    const box = container.querySelector("bdi");
    expect(box?.textContent).toBe(source);
    expect(box?.children).toHaveLength(0);
    expect(container.querySelectorAll("*")).toHaveLength(1);
  });

  test("names what must not be drawn", () => {
    const { container } = render(Untrusted, { text: text("a‹U+200B:hidden-character›b‹0xFF:something-new›") });
    expect(screen.getByRole("img", { name: "hidden character U+200B" }).textContent).toBe("U+200B");
    expect(screen.getByRole("img", { name: "character 0xFF" })).toBeTruthy();
    expect(container.textContent).toBe("aU+200BbU+FF".replace("U+FF", "0xFF"));
  });

  test("says how much is left out", () => {
    const value = { ...text("a"), segments: [{ kind: "elided" as const, count: 3412 }] };
    const { container } = render(Untrusted, { text: value });
    expect(container.textContent).toBe("…3,412 characters left out");
  });

  test("isolates: identifiers run left to right, prose its own way", () => {
    const { container } = render(Untrusted, { text: text("a"), as: "identifier" });
    expect(container.querySelector("bdi")?.dir).toBe("ltr");
    const prose = render(Untrusted, { text: text("a") });
    expect(prose.container.querySelector("bdi")?.dir).toBe("auto");
  });
});

test("a sentence keeps text from outside in its box", () => {
  const { container } = render(Sentence, {
    message: m("listed", { claim: code("signature"), target: code("file"), label: t("</p><h1>Acme</h1>") }),
  });
  expect(container.textContent).toBe("Signed by </p><h1>Acme</h1>, who is on your list.");
  expect([...container.querySelectorAll("*")].map((element) => element.localName)).toEqual(["bdi"]);
});

describe("states", () => {
  const states: State[] = ["listed", "unlisted", "failed", "no-signature", "could-not-check"];

  test.each(states)("the icon of %s is the one in icons/state", (state) => {
    const { container } = render(StateIcon, { state });
    const file = readFileSync(join(import.meta.dirname, "../../../../icons/state", `${state}.svg`), "utf8");
    const drawn = (markup: string) => [...markup.matchAll(/\sd="([^"]+)"/g)].map((hit) => (hit[1] ?? "").replace(/\s+/g, " "));
    expect(drawn(container.innerHTML)).toEqual(drawn(file));
  });

  test("five different shapes and five different words", () => {
    const seen = states.map((state) => {
      const { container, unmount } = render(StateBadge, { state });
      const badge = { shape: container.querySelector("svg")?.innerHTML, words: container.textContent.trim() };
      unmount();
      return badge;
    });
    expect(new Set(seen.map((badge) => badge.shape)).size).toBe(5);
    expect(new Set(seen.map((badge) => badge.words)).size).toBe(5);
    expect(seen.every((badge) => badge.words !== "" && !badge.words.includes("["))).toBe(true);
  });

  test("a state of a later version is shown as what it is", () => {
    const { container } = render(StateBadge, { state: "half-checked" as State });
    expect(container.textContent).toContain("half-checked");
  });
});

describe("Tree", () => {
  const statement = tab("statement").blocks[0];
  const nodes = statement?.kind === "tree" ? statement.nodes : [];
  const current = () => document.activeElement as HTMLElement;
  const press = (key: string) => fireEvent.keyDown(current(), { key }).then(tick);

  test("opens, closes and walks with the keyboard", async () => {
    render(Tree, { label: "Content", nodes });
    const items = () => screen.getAllByRole("treeitem");
    expect(items()).toHaveLength(3);
    items()[0]?.focus();
    await press("ArrowDown");
    await press("ArrowRight");
    expect(items()).toHaveLength(4);
    expect(current().getAttribute("aria-expanded")).toBe("true");
    await press("ArrowRight");
    expect(current().getAttribute("aria-level")).toBe("2");
    await press("ArrowLeft");
    expect(current().getAttribute("aria-level")).toBe("1");
    await press("ArrowLeft");
    expect(items()).toHaveLength(3);
    await press("End");
    expect(current().textContent).toContain("predicate");
    expect(items().filter((item) => item.tabIndex === 0)).toHaveLength(1);
  });

  test("draws long lists a stretch at a time and says what the outline leaves out", async () => {
    render(Tree, { label: "Content", nodes });
    await fireEvent.click(screen.getByText("predicate"));
    expect(screen.getAllByRole("treeitem")).toHaveLength(3 + 200 + 1);
    await fireEvent.click(screen.getByText("Show 200 more"));
    await fireEvent.click(screen.getByText("Show 50 more"));
    expect(screen.getAllByRole("treeitem")).toHaveLength(3 + 450 + 1);
    expect(screen.getByText(/^51 further members/)).toBeTruthy();
  });
});

describe("Tree search", () => {
  const statement = tab("statement").blocks[0];
  const nodes = statement?.kind === "tree" ? statement.nodes : [];

  test("shows only the ways to what is sought, and everything again afterwards", async () => {
    render(Tree, { label: "Content", nodes });
    const field = screen.getByRole("searchbox", { name: "Find in this document" });
    await fireEvent.input(field, { target: { value: "FIELD 449" } });
    const items = screen.getAllByRole("treeitem");
    expect(items.map((item) => item.getAttribute("aria-level"))).toEqual(["1", "2"]);
    expect(items[1]?.textContent).toContain("field 449");
    expect(screen.getByRole("status").textContent).toBe("found once");
    await fireEvent.input(field, { target: { value: "nowhere to be found" } });
    expect(screen.getByText("Nothing in this document fits.")).toBeTruthy();
    await fireEvent.input(field, { target: { value: "" } });
    expect(screen.getAllByRole("treeitem")).toHaveLength(3);
  });

  test("is not offered where everything is seen at once", () => {
    render(Tree, { label: "Content", nodes: nodes.slice(0, 1) });
    expect(screen.queryByRole("searchbox")).toBeNull();
  });
});

describe("RawViewer", () => {
  const parts = [
    { part: 0, name: m("story-raw-bundle"), forms: ["text" as const, "hex" as const], size: 10 },
    { part: 7, name: m("story-raw-certificate"), forms: ["pem" as const], size: 904 },
  ];

  test("fetches what is in sight, and the next pages when scrolled to", async () => {
    const page = vi.spyOn(host, "rawPage");
    render(RawViewer, { result: 3, evidence: 1, parts });
    const table = await screen.findByRole("table", { name: "Exact content, 640 rows" });
    expect(page.mock.calls).toEqual([[{ result: 3, evidence: 1, part: 0 }, "text", 0]]);
    expect(within(table).getAllByRole("row").length).toBeLessThan(60);
    expect(table.textContent).toContain(`"field0"`);
    table.scrollTop = 28 * 390;
    await fireEvent.scroll(table);
    await waitFor(() => expect(table.textContent).toContain(`"field401"`));
    expect(page.mock.calls.map((call) => call[2])).toEqual([0, 200, 400]);
  });

  test("another part starts from its first row in its natural form", async () => {
    const page = vi.spyOn(host, "rawPage");
    render(RawViewer, { result: 3, evidence: 1, parts });
    await screen.findByRole("table");
    await fireEvent.change(screen.getByLabelText("Part"), { target: { value: "1" } });
    const select = screen.getByLabelText<HTMLSelectElement>("Part");
    select.selectedIndex = 1;
    await fireEvent.change(select);
    await waitFor(() => expect(page.mock.lastCall).toEqual([{ result: 3, evidence: 1, part: 7 }, "pem", 0]));
  });

  test("long content comes in stretches", async () => {
    const page = vi.spyOn(host, "rawPage").mockImplementation(async (_address, _form, first) => samplePage("hex", first));
    render(RawViewer, { result: 3, evidence: 1, parts });
    await screen.findByRole("table");
    await fireEvent.click(screen.getByText("Later rows"));
    await waitFor(() => expect(page.mock.lastCall?.[2]).toBe(100_000));
    await waitFor(() => expect(screen.getByText(/^Rows 100,001 to/)).toBeTruthy());
  });

  test("an error is said and can be tried again", async () => {
    vi.spyOn(host, "rawPage").mockRejectedValueOnce({ code: "gone", message: m("file-missing") });
    render(RawViewer, { result: 3, evidence: 1, parts });
    expect(await screen.findByText("There is no such file.")).toBeTruthy();
    await fireEvent.click(screen.getByText("Try again"));
    expect(await screen.findByRole("table")).toBeTruthy();
  });
});

test("a proof says whether the roots are equal", async () => {
  const { container, rerender } = render(InclusionProof, { leaf: "aa", steps: [], computedRoot: "bb", signedRoot: "bb" });
  expect(container.textContent).toContain("Both roots are equal.");
  await rerender({ signedRoot: "bc" });
  expect(container.textContent).toContain("The roots differ.");
});

test("the line of time has one mark and one row for each time", () => {
  const points = [0, 1, 2].map((at) => ({ at, label: m("story-tsa"), standing: "checked" as const, inside: at < 2 }));
  const { container } = render(Timeline, { from: 0, until: 1, points });
  expect(container.querySelectorAll("circle")).toHaveLength(3);
  expect(screen.getAllByRole("row")).toHaveLength(4);
  expect(screen.getAllByText("outside")).toHaveLength(1);
  expect(container.querySelector("svg")?.outerHTML).not.toMatch(/NaN|style=/);
});
