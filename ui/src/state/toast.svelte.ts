import { commandError } from "../lib/host";
import type { Message } from "../lib/types/Message";
import { plain } from "../lib/words";
import { announcer } from "./announcer.svelte";

/** How long a change can be taken back with one press. */
export const UNDO_FOR = 30_000;

interface Offer {
  said: Message;
  /** What the button says. */
  label: "ui-undo" | "ui-toast-look";
  /** Null when there is nothing to press. */
  act: (() => void | Promise<void>) | null;
}

/** What was just done and how to take it back: one line at the lower edge, never in the way. */
class Toast {
  offer = $state.raw<Offer | null>(null);
  problem = $state.raw<Message | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #held = false;

  show(said: Message, act: Offer["act"], label: Offer["label"] = "ui-undo"): void {
    this.dismiss();
    announcer.say(plain(said));
    this.offer = { said, label, act };
    this.#wait();
  }

  async act(): Promise<void> {
    const act = this.offer?.act;
    if (!act) return;
    this.dismiss();
    try {
      await act();
    } catch (reason) {
      this.problem = commandError(reason).message;
      announcer.interrupt(plain(this.problem));
    }
  }

  dismiss(): void {
    clearTimeout(this.#timer);
    this.offer = null;
    this.problem = null;
    this.#held = false;
  }

  /** While pointer or focus rest on it, it stays. */
  hold(held: boolean): void {
    this.#held = held;
    if (held) clearTimeout(this.#timer);
    else this.#wait();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    if (!this.#held) this.#timer = setTimeout(() => this.dismiss(), UNDO_FOR);
  }
}

export const toast = new Toast();
