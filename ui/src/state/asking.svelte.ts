import { commandError } from "../lib/host";
import type { Message } from "../lib/types/Message";

/** Long enough that not every letter is a question, short enough that the answer seems to come at once. */
const PAUSE = 150;

/** A question asked again and again while something is typed: late, and only the last answer counts. */
export class Asking<Answer> {
  answer = $state.raw<Answer | null>(null);
  problem = $state.raw<Message | null>(null);
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Asks when nothing newer was asked for a moment; at once for what was not typed. */
  ask(question: () => Promise<Answer>, atOnce = false): void {
    clearTimeout(this.#timer);
    const turn = ++this.#turn;
    this.#timer = setTimeout(() => void this.#put(question, turn), atOnce ? 0 : PAUSE);
  }

  /** Forgets question and answer. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.answer = null;
    this.problem = null;
  }

  /** Takes an answer that came another way. */
  take(answer: Answer): void {
    this.stop();
    this.answer = answer;
  }

  async #put(question: () => Promise<Answer>, turn: number): Promise<void> {
    try {
      const answer = await question();
      if (turn !== this.#turn) return;
      this.answer = answer;
      this.problem = null;
    } catch (reason) {
      if (turn === this.#turn) this.problem = commandError(reason).message;
    }
  }
}
