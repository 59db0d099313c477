import { commandError } from "../lib/host";
import type { Message } from "../lib/types/Message";

/**
 * What the program says of one thing that can be looked at and changed at the same time. Answers may overtake each
 * other: what is shown was asked for after every change.
 */
export class Shown<View> {
  view = $state.raw<View | null>(null);
  problem = $state.raw<Message | null>(null);
  readonly #question: () => Promise<View>;
  #turn = 0;

  constructor(question: () => Promise<View>) {
    this.#question = question;
  }

  /** Asks what it is now. */
  load = async (): Promise<void> => {
    const turn = ++this.#turn;
    try {
      const view = await this.#question();
      // Another question is under way, which knows more.
      if (turn !== this.#turn) return;
      this.view = view;
      this.problem = null;
    } catch (reason) {
      if (turn === this.#turn) this.#tell(reason);
    }
  };

  /** Changes it, and shows what became of it; whether it was changed. */
  async change(act: () => Promise<View | void>): Promise<boolean> {
    // What was asked before this knows nothing of it.
    const turn = ++this.#turn;
    this.problem = null;
    try {
      const view = await act();
      if (view && turn === this.#turn) this.view = view;
      else await this.load();
      return true;
    } catch (reason) {
      this.#tell(reason);
      return false;
    }
  }

  #tell(reason: unknown): void {
    const error = commandError(reason);
    if (error.code !== "cancelled") this.problem = error.message;
  }
}
