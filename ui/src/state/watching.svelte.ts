import { commandError } from "../lib/host";
import * as host from "../lib/host";
import type { Message } from "../lib/types/Message";
import type { WatchedView } from "../lib/types/WatchedView";

/** Fresh enough to look alive, seldom enough that a busy folder does not keep the window busy. */
const EVERY = 300;

/** The folders that are watched. */
class Watching {
  view = $state.raw<WatchedView | null>(null);
  problem = $state.raw<Message | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  async load(): Promise<void> {
    try {
      this.view = await host.watched();
      this.problem = null;
    } catch (reason) {
      this.problem = commandError(reason).message;
    }
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
