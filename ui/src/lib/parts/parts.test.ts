import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { tick } from "svelte";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { say } from "../words";
import * as parts from "../../stories/parts";
import { listed, noSignature } from "../../stories/samples";

vi.mock("../host", () => import("../../stories/host"));

const host = await import("../host");
const { default: DocumentView } = await import("./DocumentView.svelte");
const { default: Evidence } = await import("../result/Evidence.svelte");
const { default: Compare } = await import("../../screens/Compare.svelte");
const { default: PartsTab } = await import("./PartsTab.svelte");
const { session } = await import("../../state/session.svelte");

let number = 100;
/** Each test looks at a document of its own, because how it is looked at is kept. */
const fresh = (binding = parts.signed) => parts.document((number += 1), binding);

async function settle() {
  for (let turn = 0; turn < 6; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
    await tick();
  }
}

async function show(list = fresh()) {
  const view = render(DocumentView, { list });
  await settle();
  return { ...view, list };
}

const grid = () => screen.getByRole("grid");
/** Numbers of the rows as they stand in the document. */
const order = () => [...grid().querySelectorAll(".line")].map((row) => Number(row.getAttribute("aria-rowindex")));
const key = (name: string, more: object = {}) => fireEvent.keyDown(grid(), { key: name, ...more });
function current() {
  const cell = document.getElementById(grid().getAttribute("aria-activedescendant") ?? "");
  return [cell?.closest("[role=row]")?.getAttribute("aria-rowindex"), cell?.getAttribute("aria-colindex"), cell?.textContent?.trim()];
}
const tab = async (name: RegExp) => {
  await fireEvent.click(screen.getByRole("tab", { name }));
  await settle();
};

beforeEach(() => {
  session.compared = null;
});

describe("what ties a list to the file", () => {
  test("is said before everything the list says, and the step is marked", async () => {
    const { container } = await show();
    const text = container.textContent ?? "";
    expect(text.indexOf("signed for exactly this file")).toBeLessThan(text.indexOf(say("parts-about")));
    expect(container.querySelector("[aria-current=step]")?.textContent).toContain(say("parts-ladder-signed-statement"));
  });

  test("a list for another file is told with the mark of what does not hold", async () => {
    const { container } = await show(fresh(parts.other));
    expect(container.querySelector(".binding .failed, .binding.failed")).not.toBeNull();
    expect(screen.getByText("This parts list is signed, but for a different file.")).toBeTruthy();
    expect(container.querySelector("[aria-current=step]")).toBeNull();
  });

  test("one alone is a claim by nobody in particular", async () => {
    await show(fresh(parts.alone));
    expect(screen.getByText(/claim by nobody in particular/)).toBeTruthy();
  });

  test("files of the drop say whether they are listed", async () => {
    await show();
    expect(screen.getByText(/listed in this parts list as/)).toBeTruthy();
    expect(screen.getByText("not listed in this parts list")).toBeTruthy();
  });
});

describe("the table", () => {
  test("draws what is in sight of as many rows as there are", async () => {
    await show();
    expect(grid().getAttribute("aria-rowcount")).toBe(String(parts.PARTS + 1));
    expect(within(grid()).getAllByRole("row").length).toBeLessThan(60);
  });

  test("is walked with arrows, Home and End, and sorted by its headings", async () => {
    await show();
    expect(current()).toEqual(["2", "1", "openssl-0"]);
    await key("ArrowRight");
    await key("ArrowDown");
    expect(current()).toEqual(["3", "2", "3.1.1"]);
    await key("End");
    await settle();
    expect(current()[0]).toBe(String(parts.PARTS + 1));
    await key("Home");
    await key("ArrowUp");
    expect(current()[0]).toBe("1");
    const page = vi.spyOn(host, "partsPage");
    await key("Enter");
    await settle();
    expect(page.mock.lastCall?.[1].sort).toEqual({ column: "version", descending: false });
    await key("Enter");
    await settle();
    expect(page.mock.lastCall?.[1].sort).toEqual({ column: "version", descending: true });
    await key("Enter");
    await settle();
    expect(page.mock.lastCall?.[1].sort).toBeNull();
  });

  test("rows are chosen with Space and Shift, and copied by their numbers", async () => {
    await show();
    const copy = vi.spyOn(host, "partsCopy");
    await key(" ");
    await key("ArrowDown", { shiftKey: true });
    await key("ArrowDown", { shiftKey: true });
    await settle();
    expect(screen.getByText("3 rows chosen")).toBeTruthy();
    await key("c", { ctrlKey: true });
    await settle();
    expect(copy.mock.lastCall?.[2]).toEqual([0, 1, 2]);
    await key("Escape");
    expect(screen.queryByText("3 rows chosen")).toBeNull();
  });

  test("letters go to the next name that begins with them", async () => {
    await show();
    await key("z");
    await settle();
    expect(current()[2]).toBe("zlib-2");
  });

  test("an answer that comes late does not lead away from what was typed since", async () => {
    await show();
    let late: (row: number | null) => void = () => undefined;
    vi.spyOn(host, "partsSeek").mockImplementationOnce(() => new Promise((answer) => (late = answer)));
    await key("z");
    await key("l");
    await settle();
    expect(current()[2]).toBe("zlib-2");
    late(7);
    await settle();
    expect(current()[2]).toBe("zlib-2");
  });

  test("a search waits for the last letter and only the last answer counts", async () => {
    await show();
    const page = vi.spyOn(host, "partsPage");
    const field = screen.getByRole("searchbox", { name: say("parts-find") });
    for (const text of ["z", "zl", "zlib-2"]) await fireEvent.input(field, { target: { value: text } });
    await new Promise((resolve) => setTimeout(resolve, 150));
    await settle();
    expect(page.mock.calls.filter(([, query]) => query.text === "z" || query.text === "zl")).toEqual([]);
    expect(screen.getByText(/of 48,212 parts/)).toBeTruthy();
    await fireEvent.keyDown(field, { key: "Escape" });
    await new Promise((resolve) => setTimeout(resolve, 150));
    await settle();
    expect(screen.getByText("48,212 parts")).toBeTruthy();
  });

  test("what has no answer says so and can be asked again", async () => {
    vi.spyOn(host, "partsPage").mockRejectedValueOnce({ code: "parts-gone", message: { id: "command-parts-gone", args: {} } });
    await show();
    expect(screen.getByText(/no longer kept/)).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: say("ui-retry") }));
    await settle();
    expect(grid()).toBeTruthy();
  });

  test("groups are rows that open", async () => {
    await show();
    await fireEvent.change(screen.getByRole("combobox", { name: say("parts-group-by") }), { target: { value: "licence" } });
    await settle();
    expect(grid().getAttribute("aria-rowcount")).toBe("6");
    await key("Enter");
    await settle();
    expect(grid().getAttribute("aria-rowcount")).toBe("16");
    expect(within(grid()).getAllByRole("row", { expanded: true })).toHaveLength(1);
  });

  test("a group that opens leaves everybody where they are", async () => {
    await show();
    await fireEvent.change(screen.getByRole("combobox", { name: say("parts-group-by") }), { target: { value: "licence" } });
    await settle();
    await key("ArrowDown");
    await key("ArrowDown");
    await key("Enter");
    await settle();
    expect(grid().getAttribute("aria-rowcount")).toBe("16");
    expect(current()[0]).toBe("4");
  });

  test("rows that are leapt over are not asked for, and those in sight are shown again at once", async () => {
    await show();
    const real = host.partsPage;
    const page = vi.spyOn(host, "partsPage").mockImplementation(async (document, query, first) => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      return real(document, query, first);
    });
    page.mockClear();
    const leap = async (row: number) => {
      grid().scrollTop = row * 28;
      await fireEvent.scroll(grid());
    };
    for (let row = 2_000; row <= 40_000; row += 2_000) await leap(row);
    expect(page).toHaveBeenCalledTimes(1);
    expect(within(grid()).queryByText("openssl-0")).not.toBeNull();
    expect(grid().querySelectorAll(".line:not(.waiting)")).toHaveLength(0);
    await waitFor(() => expect(within(grid()).getByText("libfoo-40005")).toBeTruthy());
    expect(grid().querySelectorAll(".line.waiting")).toHaveLength(0);
    expect(page.mock.calls.length).toBeLessThan(5);
    expect(order()).toEqual([...order()].sort((a, b) => a - b));
    await leap(0);
    expect(grid().querySelectorAll(".line.waiting")).toHaveLength(0);
    expect(current()).toEqual(["2", "1", "openssl-0"]);
    page.mockRestore();
  });

  test("rows keep their elements while the table is scrolled, and are in order when it stands still", async () => {
    await show();
    const before = [...grid().querySelectorAll(".line")];
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    for (let row = 1; row <= 30; row += 3) {
      grid().scrollTop = row * 28;
      await fireEvent.scroll(grid());
    }
    expect([...grid().querySelectorAll(".line")]).toEqual(before);
    expect(order()).not.toEqual([...order()].sort((a, b) => a - b));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(order()).toEqual([...order()].sort((a, b) => a - b));
    expect(new Set(grid().querySelectorAll(".line"))).toEqual(new Set(before));
    expect(screen.getByText(/^Rows 29 to/)).toBeTruthy();
    vi.useRealTimers();
  });

  test("the same rows come as plain pages of a hundred", async () => {
    await show();
    await fireEvent.click(screen.getByRole("checkbox", { name: say("parts-plain") }));
    await settle();
    expect(screen.queryByRole("grid")).toBeNull();
    expect(screen.getAllByRole("rowheader")).toHaveLength(100);
    await fireEvent.click(screen.getByRole("button", { name: say("ui-page-last") }));
    await settle();
    expect(screen.getByText(/48,212 of 48,212/)).toBeTruthy();
    await fireEvent.click(screen.getByRole("checkbox", { name: say("parts-plain") }));
  });

  test("columns are shown, hidden and remembered", async () => {
    await show();
    await fireEvent.click(screen.getByRole("checkbox", { name: say("parts-column-licence"), hidden: true }));
    await settle();
    expect(within(grid()).queryByRole("columnheader", { name: say("parts-column-licence") })).toBeNull();
    expect(localStorage.getItem("parts-columns")).not.toContain("licence");
    await fireEvent.click(screen.getByRole("button", { name: say("parts-columns-reset"), hidden: true }));
  });
});

describe("one part", () => {
  test("opens from the table, shows both sides and its paths, and Escape goes back", async () => {
    await show();
    grid().focus();
    await key("ArrowDown");
    await key("Enter");
    await settle();
    const part = screen.getByRole("region", { name: /curl-1/ });
    expect(part.contains(document.activeElement)).toBe(true);
    expect(within(part).getByRole("region", { name: /Uses/ }).textContent).toContain("(12)");
    await fireEvent.click(within(part).getByRole("button", { name: say("parts-paths") }));
    await settle();
    expect(within(part).getByText(/1 shortest/)).toBeTruthy();
    await fireEvent.keyDown(part, { key: "Escape" });
    await settle();
    expect(document.activeElement).toBe(grid());
  });

  test("a neighbour becomes the part, and the way back is kept", async () => {
    await show();
    await key("Enter");
    await settle();
    await fireEvent.click(screen.getByRole("button", { name: /zlib-2/ }));
    await settle();
    expect(screen.getByRole("heading", { level: 3, name: /zlib-2/ })).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: say("parts-part-back") }));
    await settle();
    expect(screen.getByRole("heading", { level: 3, name: /openssl-0/ })).toBeTruthy();
  });
});

describe("the other views", () => {
  test("the tree asks for children when they are wanted and ends circles", async () => {
    const children = vi.spyOn(host, "partsChildren");
    await show();
    await tab(/Tree/);
    expect(children).toHaveBeenCalledTimes(1);
    const tree = screen.getByRole("tree");
    await fireEvent.keyDown(tree, { key: "ArrowRight" });
    await settle();
    expect(within(tree).getAllByRole("treeitem")).toHaveLength(14);
    const again = within(tree).getAllByRole("treeitem").at(-1);
    expect(again?.textContent).toContain(say("parts-tree-above"));
    expect(again?.getAttribute("aria-expanded")).toBeNull();
    await fireEvent.click(again as Element);
    await settle();
    expect(document.activeElement?.getAttribute("aria-level")).toBe("1");
  });

  test("gaps are counts that are filters, and no score", async () => {
    const { container } = await show();
    await tab(/Gaps/);
    expect(container.textContent).not.toMatch(/\bscore|\bgrade|%/i);
    const page = vi.spyOn(host, "partsPage");
    await fireEvent.click(screen.getByRole("button", { name: /without: supplier/ }));
    await settle();
    expect(page.mock.lastCall?.[1].filters).toEqual([{ by: "gap", value: "supplier" }]);
    expect(screen.getByRole("button", { name: /without: supplier/, pressed: true })).toBeTruthy();
  });

  test("licences are bars with their numbers, each a filter", async () => {
    await show();
    await tab(/Licences/);
    expect(screen.getByRole("button", { name: /MIT 20,000 parts/ })).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: /BSD-3-Clause/ }));
    await settle();
    expect(screen.getByRole("button", { name: /BSD-3-Clause/, pressed: true })).toBeTruthy();
  });

  test("vulnerabilities are the document's words, problems have their place", async () => {
    await show();
    await tab(/Vulnerabilities/);
    expect(screen.getByText(say("parts-vulnerabilities-hint"))).toBeTruthy();
    expect(screen.getByText("not_affected")).toBeTruthy();
    await tab(/Problems/);
    expect(screen.getByText("/dependencies/3/dependsOn/0")).toBeTruthy();
    expect(screen.getByText(/line 812/)).toBeTruthy();
  });
});

describe("where lists come from", () => {
  const found = (document: number, origin: "statement" | "beside" | "itself") => ({ document, name: listed.subject.name, origin, attached: null });

  test("a result with evidence has a tab for them, one without a heading", async () => {
    vi.spyOn(host, "partsFind").mockResolvedValue([found(1, "statement")]);
    const { unmount } = render(Evidence, { result: structuredClone(listed) });
    await settle();
    expect(screen.getByRole("tab", { name: say("parts-tab") })).toBeTruthy();
    unmount();
    render(Evidence, { result: structuredClone(noSignature) });
    await settle();
    expect(screen.getByRole("heading", { name: say("parts-tab") })).toBeTruthy();
  });

  test("another one is picked, and two are compared", async () => {
    vi.spyOn(host, "partsOpen").mockImplementation(async (document) => parts.document(document));
    render(PartsTab, { found: [found(41, "statement"), found(42, "beside")] });
    await settle();
    await fireEvent.click(screen.getAllByRole("radio")[1] as Element);
    await settle();
    await fireEvent.click(screen.getByRole("button", { name: /^Compare with tool/ }));
    await waitFor(() => expect(session.compared).toEqual({ before: 41, after: 42 }));
    await fireEvent.click(screen.getByRole("button", { name: say("parts-compare-choose") }));
    await waitFor(() => expect(session.compared).toEqual({ before: 9, after: 42 }));
  });

  test("one is picked among those that were checked before", async () => {
    vi.spyOn(host, "partsOpen").mockImplementation(async (document) => parts.document(document));
    const row = { list: 7, name: listed.subject.name, folder: listed.subject.name, checkedAt: 0, standing: "there" } as const;
    const lost = [{ ...row, list: 8, standing: "gone" as const }, { ...row, list: 9, standing: "changed" as const }];
    vi.spyOn(host, "partsPast").mockResolvedValueOnce([]).mockResolvedValueOnce([...lost, row]);
    const ofCheck = vi.spyOn(host, "partsOfCheck");
    render(PartsTab, { found: [found(43, "itself")] });
    await settle();
    const pick = () => fireEvent.click(screen.getByRole("button", { name: say("parts-compare-earlier") }));
    await pick();
    expect(await screen.findByText(say("parts-past-none"))).toBeTruthy();
    await fireEvent.click(screen.getByRole("button", { name: say("parts-past-cancel") }));
    await pick();
    const offered = (await screen.findAllByRole("button", { name: /^tool/ })) as HTMLButtonElement[];
    expect(offered.map((one) => one.disabled)).toEqual([true, true, false]);
    expect(offered[0]?.textContent).toContain(say("parts-past-gone"));
    expect(offered[1]?.textContent).toContain(say("parts-past-changed"));
    await fireEvent.click(offered[2] as Element);
    await waitFor(() => expect(session.compared).toEqual({ before: 9, after: 43 }));
    expect(ofCheck).toHaveBeenCalledWith(7);
  });

  test("reading can be stopped, and begun again", async () => {
    let stop: (reason: unknown) => void = () => undefined;
    vi.spyOn(host, "partsOpen").mockImplementationOnce(() => new Promise((_, reject) => (stop = reject)));
    vi.spyOn(host, "partsCancel").mockImplementation(async () =>
      stop({ code: "parts-not-read", message: { id: "parts-refused-stopped", args: {} } }),
    );
    render(PartsTab, { found: [found(44, "itself")] });
    await fireEvent.click(screen.getByRole("button", { name: say("parts-reading-cancel") }));
    await settle();
    expect(screen.getByText(say("parts-refused-stopped"))).toBeTruthy();
    vi.spyOn(host, "partsOpen").mockImplementation(async (document) => parts.document(document));
    await fireEvent.click(screen.getByRole("button", { name: say("ui-retry") }));
    await settle();
    expect(screen.getByRole("tab", { name: /Table/ })).toBeTruthy();
  });

  test("a statement that nobody signed is shown all the same", async () => {
    vi.spyOn(host, "partsFind").mockResolvedValue([]);
    vi.spyOn(host, "ownStatement").mockResolvedValueOnce([{ kind: "remark", message: { id: "statement-unsigned", args: {} } }]);
    render(Evidence, { result: structuredClone(noSignature) });
    await settle();
    expect(screen.getByRole("heading", { name: say("statement-of-nobody") })).toBeTruthy();
    expect(screen.getByText(/claim by nobody in particular/)).toBeTruthy();
  });

  test("one that cannot be read says why", async () => {
    vi.spyOn(host, "partsOpen").mockRejectedValue({ code: "parts-not-read", message: { id: "parts-refused-not-an-sbom", args: {} } });
    render(PartsTab, { found: [found(51, "itself")] });
    await settle();
    expect(screen.getByText("This is not a parts list in a known format.")).toBeTruthy();
  });
});

describe("a comparison", () => {
  test("shows what changed from what to what, and filters by kind", async () => {
    const differences = vi.spyOn(host, "partsDifferences");
    render(Compare, { before: 1, after: 2 });
    await settle();
    expect(within(grid()).getByText("openssl").closest("[role=row]")?.textContent).toMatch(/3\.0\.13.*3\.0\.14/);
    await fireEvent.click(screen.getByRole("button", { name: /^added/ }));
    await settle();
    expect(differences.mock.lastCall?.[1]).toEqual({ text: "", changes: ["added"] });
    expect((screen.getByRole("button", { name: /other digest/ }) as HTMLButtonElement).disabled).toBe(true);
  });
});
