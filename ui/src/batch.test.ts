import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { tick } from "svelte";
import { afterEach, expect, test, vi } from "vitest";
import type { Happening } from "./lib/host";
import type { OpenedView } from "./lib/types/OpenedView";
import type { Progress } from "./lib/types/Progress";
import type { ResultView } from "./lib/types/ResultView";
import { say } from "./lib/words";
import { progress as whole, view } from "./stories/batch";
import { failed, text } from "./stories/samples";

// Ten thousand rows are made and searched: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 30_000 });
vi.mock("./lib/host", () => import("./stories/host"));

const host = await import("./lib/host");
const { default: App } = await import("./App.svelte");
const { announcer } = await import("./state/announcer.svelte");
const { batches } = await import("./state/batch.svelte");

afterEach(() => {
  vi.restoreAllMocks();
  cleanup();
});

const settle = async () => {
  for (let turn = 0; turn < 6; turn += 1) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    await tick();
  }
};

/** Drops a folder; what happens then is in the hands of the test. */
async function drop() {
  let hear: (happening: Happening) => void = () => undefined;
  vi.spyOn(host, "watch").mockImplementation(async (listener) => {
    hear = listener;
  });
  const waiting: OpenedView[] = [{ ticket: 1, name: text("release-4.2"), count: 1 }];
  vi.spyOn(host, "opened").mockImplementation(async () => waiting.splice(0));
  let report: (progress: Progress) => void = () => undefined;
  let end: (results: ResultView[]) => void = () => undefined;
  const check = vi.spyOn(host, "check").mockImplementation((_ticket, told) => {
    report = told;
    return new Promise((resolve) => (end = resolve));
  });
  let latest = whole;
  vi.spyOn(host, "batch").mockImplementation(async () => ({ ...view, progress: latest }));
  render(App);
  await settle();
  return {
    check,
    waiting,
    hear: async (happening: Happening) => {
      hear(happening);
      await settle();
    },
    report: async (progress: Progress) => {
      if (progress.kind === "batch") latest = progress;
      report(progress);
      await settle();
    },
    end: async (results: ResultView[] = []) => {
      end(results);
      await settle();
    },
  };
}

test("a batch is shown while it runs, says what it came to, and opens rows beside it", async () => {
  const { check, waiting, hear, report, end } = await drop();
  const part = { ...whole, done: 1_200, bytesDone: 1_000_000, looking: true, revision: 1_200, batch: 1 };
  await report({ kind: "batch", ...part });
  expect(screen.getByText(/Checking 1,200 of 10,000 files found so far/)).toBeTruthy();
  const grid = await screen.findByRole("grid");
  expect(grid.getAttribute("aria-rowcount")).toBe("10001");
  expect(within(grid).getAllByRole("row").length).toBeLessThan(80);

  // A second drop waits and can be taken out.
  waiting.push({ ticket: 2, name: text("next.zip"), count: 1 });
  await hear("opened");
  const cancel = vi.spyOn(host, "cancel");
  await fireEvent.click(screen.getByRole("button", { name: say("ui-batch-not-waiting-name", { name: "next.zip" }) }));
  expect(cancel).toHaveBeenCalledWith(2);
  expect(screen.queryByText(say("ui-batch-waiting"))).toBeNull();

  // Elsewhere a line tells of it.
  await fireEvent.click(screen.getByRole("button", { name: say("ui-nav-history") }));
  await settle();
  await fireEvent.click(screen.getByRole("button", { name: say("ui-batch-strip-show") }));
  await settle();

  const running = check.getMockImplementation();
  check.mockResolvedValueOnce([structuredClone(failed)]);
  const row = within(await screen.findByRole("grid")).getAllByRole("gridcell")[0];
  if (row) await fireEvent.click(row);
  await settle();
  expect(screen.getByRole("heading", { level: 1 }).textContent).toContain("does not");
  expect(check.getMockImplementation()).toBe(running);
  await fireEvent.click(screen.getByRole("button", { name: say("ui-nav-back") }));
  await settle();

  await report({ kind: "batch", ...whole });
  await end();
  await waitFor(() => expect(announcer.status).toMatch(/^10,?000 files: 3 do not hold/));
  expect(screen.getByRole("button", { name: say("ui-batch-check-all") })).toBeTruthy();
  expect(screen.getByText(say("batch-hidden", { count: 2 }))).toBeTruthy();
});

test("what runs is stopped by its button alone, and closing asks", async () => {
  const { report, hear, end } = await drop();
  await report({ kind: "batch", ...whole, batch: 2, done: 10 });
  const cancel = vi.spyOn(host, "cancel");
  await fireEvent.keyDown(window, { key: "Escape" });
  expect(cancel).not.toHaveBeenCalled();
  await fireEvent.click(screen.getByRole("button", { name: say("ui-batch-stop") }));
  expect(cancel).toHaveBeenCalledWith(1);
  await end();
  await waitFor(() => expect(announcer.status).toBe(say("ui-batch-say-stopped", { done: "10", all: "10,000" })));

  const stay = vi.spyOn(host, "stay");
  const close = vi.spyOn(host, "close");
  await hear("close-asked");
  await fireEvent.click(screen.getByText(say("ui-close-stay")));
  expect(stay).toHaveBeenCalledOnce();
  await hear("close-asked");
  await fireEvent.click(screen.getByText(say("ui-close-close")));
  expect(close).toHaveBeenCalledOnce();
});

test("back from a row leads to that row, also when the table is asked for twice", async () => {
  const { check, report, end } = await drop();
  await report({ kind: "batch", ...whole, batch: 3 });
  await end();
  const rows = () => within(screen.getByRole("grid")).getAllByRole("row");
  await screen.findByRole("grid");
  const cell = rows()[6]?.querySelector("[role=gridcell]");
  check.mockResolvedValueOnce([structuredClone(failed)]);
  if (cell) await fireEvent.click(cell);
  await settle();

  // What was read says something else than before: the table is another one, and is asked for once more.
  await report({ kind: "batch", ...whole, batch: 3, revision: whole.revision + 1 });
  const page = host.batchPage;
  const answers: (() => void)[] = [];
  vi.spyOn(host, "batchPage").mockImplementation(async (batch, query, revision, first) => {
    await new Promise<void>((done) => answers.push(done));
    return { ...(await page(batch, query, revision, first)), revision: whole.revision + 1 };
  });
  await fireEvent.click(screen.getByRole("button", { name: say("ui-nav-back") }));
  await settle();
  expect(answers).toHaveLength(2);
  for (const answer of answers) {
    answer();
    await settle();
  }
  const grid = screen.getByRole("grid");
  const current = document.getElementById(grid.getAttribute("aria-activedescendant") ?? "");
  expect(current?.closest("[role=row]")?.getAttribute("aria-rowindex")).toBe("7");
});

test("pages of one table are asked of that table", async () => {
  const page = vi.spyOn(host, "batchPage");
  const batch = batches.find(9);
  await batch.ask();
  batch.pages.want(0, 450);
  await waitFor(() => expect(page).toHaveBeenCalledTimes(3));
  expect(page.mock.calls.map(([, , revision, first]) => [revision, first])).toEqual([
    [null, 0],
    [10_000, 200],
    [10_000, 400],
  ]);
  batch.sortBy("name");
  expect(batch.query.sort).toEqual({ column: "name", descending: false });
  batch.sortBy("name");
  batch.sortBy("name");
  expect(batch.query.sort).toBeNull();
});
