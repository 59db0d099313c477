import { cleanup } from "@testing-library/svelte";
import { afterEach, vi } from "vitest";
import { addWords } from "../lib/words";
import source from "../stories/stories.ftl?raw";

addWords(source);

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

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  localStorage.clear();
});
