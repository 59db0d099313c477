// The settings: what is shown, what is asked of the program, and what is said of it.
import { fireEvent, render, screen, waitFor, within } from "@testing-library/svelte";
import { beforeEach, expect, test, vi } from "vitest";
import { m } from "./stories/samples";
import { networkView, outcome, trustDataPage } from "./stories/settings";

vi.mock("./lib/host", () => import("./stories/host"));

const host = await import("./lib/host");
const { default: Settings } = await import("./screens/Settings.svelte");
const { network } = await import("./state/network.svelte");
const { toast } = await import("./state/toast.svelte");
const { trustData } = await import("./state/trustData.svelte");

beforeEach(() => {
  vi.restoreAllMocks();
  Object.assign(trustData, { view: null, problem: null, progress: null, busy: false, cancelling: false });
  Object.assign(network, { view: null, problem: null, log: null, logProblem: null });
  toast.dismiss();
});

test("each instance says where its data comes from and how old it is", async () => {
  render(Settings);
  await screen.findAllByText("Code host");
  const items = screen.getAllByRole("listitem").map((item) => item.textContent?.replace(/\s+/g, " ") ?? "");
  expect(items.some((text) => text.includes("Updated on 18 November 2026 (2 days ago)") || text.includes("Updated on 18 Nov 2026 (2 days ago)"))).toBe(true);
  expect(items.some((text) => text.includes("Older than you want it to be."))).toBe(true);
  expect(items.some((text) => text.includes("“corp”") && text.includes("From a file, added on"))).toBe(true);
});

test("an update shows how far it is, can be stopped, and tells what it changed", async () => {
  let end: (value: typeof outcome) => void = () => undefined;
  const update = vi.spyOn(host, "updateTrustData").mockImplementation((_instance, report) => {
    report({ name: m("story-public-good"), step: m("story-purpose"), done: 2, total: 10 });
    return new Promise((resolve) => (end = resolve));
  });
  const cancel = vi.spyOn(host, "cancelTrustUpdate");
  render(Settings);
  await fireEvent.click(await screen.findByRole("button", { name: "Update all now" }));
  expect(update).toHaveBeenCalledWith(null, expect.anything());
  const bar = await screen.findByRole("progressbar", { name: "Progress of the update" });
  expect(bar.getAttribute("value")).toBe("2");
  await fireEvent.click(screen.getByRole("button", { name: "Stop" }));
  expect(cancel).toHaveBeenCalledOnce();
  expect(screen.getByText("Stopping…")).toBeTruthy();
  vi.spyOn(host, "trustData").mockResolvedValue({ ...trustDataPage, last: outcome });
  end(outcome);
  await screen.findByText("https://log.example/2027");
  expect(screen.queryByRole("progressbar")).toBeNull();
});

test("a number that is none is not kept", async () => {
  const keep = vi.spyOn(host, "setFreshness");
  render(Settings);
  const note = await screen.findByLabelText("Say so when it is older than");
  await fireEvent.change(note, { target: { value: "0" } });
  expect(keep).not.toHaveBeenCalled();
  expect(note.getAttribute("aria-invalid")).toBe("true");
  expect(screen.getByRole("alert").textContent).toContain("from 1 to 3650");
  await fireEvent.change(note, { target: { value: "30" } });
  expect(keep).toHaveBeenCalledWith({ automatic: false, noteAfter: 30, stopAfter: null });
  await fireEvent.change(screen.getByLabelText("Prove nothing with it when it is older than"), { target: { value: "60" } });
  expect(keep).toHaveBeenLastCalledWith(expect.objectContaining({ stopAfter: 60 }));
});

test("a service is added from a file, and mistakes stand at their fields", async () => {
  const add = vi.spyOn(host, "addInstance").mockResolvedValueOnce({ kind: "refused", field: "mirror", message: m("story-note-settings") });
  render(Settings);
  await fireEvent.click(await screen.findByRole("button", { name: "Add a signing service…" }));
  const name = await screen.findByLabelText("Your name for it");
  await waitFor(() => expect(document.activeElement).toBe(name));
  await fireEvent.input(name, { target: { value: "corp" } });
  const mirror = screen.getByLabelText("Address of its mirror");
  await fireEvent.input(mirror, { target: { value: "http://tuf" } });
  await fireEvent.click(screen.getByRole("button", { name: "Add and fetch" }));
  expect(add).toHaveBeenCalledWith("corp", "http://tuf");
  await waitFor(() => expect(mirror.getAttribute("aria-invalid")).toBe("true"));
  await fireEvent.click(screen.getByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole("button", { name: "Add a signing service…" })));
});

test("a service that was removed can be put back", async () => {
  const undo = vi.spyOn(host, "undoRemoveInstance");
  render(Settings);
  await fireEvent.click(await screen.findByRole("button", { name: "Remove corp" }));
  await waitFor(() => expect(toast.offer).not.toBeNull());
  await toast.act();
  expect(undo).toHaveBeenCalledWith(1);
});

test("off is off at once, and look-ups say so", async () => {
  const off = vi.spyOn(host, "setNetworkOff");
  render(Settings);
  await fireEvent.click(await screen.findByRole("switch", { name: "Everything off" }));
  expect(off).toHaveBeenCalledWith(true);
  await screen.findByText("The network is off, so none of these is asked.");
});

test("each source has its own consent", async () => {
  const consent = vi.spyOn(host, "setConsent");
  render(Settings);
  const source = await screen.findByRole("group", { name: "Code host" });
  await fireEvent.click(within(source).getByRole("radio", { name: "Ask each time" }));
  expect(consent).toHaveBeenCalledWith("github", "ask");
  expect(within(screen.getByRole("group", { name: "the public log" })).getByRole<HTMLInputElement>("radio", { name: "Ask each time" }).checked).toBe(true);
});

test("what was sent is read when it is opened, and can be cleared", async () => {
  const read = vi.spyOn(host, "networkLog");
  const clear = vi.spyOn(host, "clearNetworkLog");
  render(Settings);
  const summary = await screen.findByText("What was sent where");
  expect(read).not.toHaveBeenCalled();
  const details = summary.closest("details");
  if (!details) throw new Error("no details");
  details.open = true;
  await fireEvent(details, new Event("toggle"));
  await screen.findByText("https://tuf.example/17.root.json");
  vi.spyOn(host, "networkLog").mockResolvedValue({ total: 0, first: 0, rows: [] });
  await fireEvent.click(screen.getByRole("button", { name: "Clear the record" }));
  expect(clear).toHaveBeenCalledOnce();
  await screen.findByText("Nothing was sent.");
});

test("a proxy of one's own is kept when it is confirmed", async () => {
  const keep = vi.spyOn(host, "setProxy").mockResolvedValue({ ...networkView, proxy: "at", proxyAddress: "http://proxy:80" });
  render(Settings);
  const proxy = await screen.findByRole("group", { name: "Proxy" });
  await fireEvent.click(within(proxy).getByRole("radio", { name: "This address" }));
  expect(keep).not.toHaveBeenCalled();
  await fireEvent.input(screen.getByLabelText("Address of the proxy"), { target: { value: "http://proxy:80" } });
  await fireEvent.click(screen.getByRole("button", { name: "Use this proxy" }));
  expect(keep).toHaveBeenCalledWith("at", "http://proxy:80");
});
