import { cleanup, configure } from "@testing-library/svelte";
import { afterEach, expect, vi } from "vitest";
import { addWords } from "../lib/words";
import source from "../stories/stories.ftl?raw";

addWords(source);

// A busy machine is no reason to fail.
configure({ asyncUtilTimeout: 20_000 });

// What the test browser lacks. No test asks it about layout.
window.scrollTo = () => undefined;
Element.prototype.scrollIntoView = () => undefined;
window.ResizeObserver = class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
HTMLDialogElement.prototype.showModal = function () {
  this.open = true;
};
HTMLDialogElement.prototype.close = function () {
  this.open = false;
  this.dispatchEvent(new Event("close"));
};

// What is complained of, such as a sentence that lacks an argument, is a mistake here.
const complaints: string[] = [];
for (const kind of ["error", "warn"] as const) {
  console[kind] = (...about: unknown[]) => void complaints.push(about.map(String).join(" "));
}

afterEach(() => {
  expect(complaints.splice(0)).toEqual([]);
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  localStorage.clear();
});
