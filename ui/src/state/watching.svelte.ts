import * as host from "../lib/host";
import type { WatchedView } from "../lib/types/WatchedView";
import { Shown } from "./shown.svelte";

/** Fresh enough to look alive, seldom enough that a busy folder does not keep the window busy. */
const EVERY = 300;

/** The folders that are watched. */
class Watching extends Shown<WatchedView> {
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super(() => host.watched());
  }

  /** The program says that something of it changed. */
  hearChange(): void {
    if (!this.view || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.load();
    }, EVERY);
  }
}

export const watching = new Watching();
