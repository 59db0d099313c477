import { commandError } from "../lib/host";
import * as host from "../lib/host";
import type { ChangedView } from "../lib/types/ChangedView";
import type { DisplayText } from "../lib/types/DisplayText";
import type { Message } from "../lib/types/Message";
import type { OpenedView } from "../lib/types/OpenedView";
import type { Progress } from "../lib/types/Progress";
import type { ResultView } from "../lib/types/ResultView";
import type { Role } from "../lib/types/Role";
import type { State } from "../lib/types/State";
import { enumerate, message, plain, plainText, say, share } from "../lib/words";
import { announcer } from "./announcer.svelte";

export type Screen =
  | "home"
  | "checking"
  | "result"
  | "trust"
  | "history"
  | "signers"
  | "signer-form"
  | "signers-import"
  | "signers-export"
  | "settings"
  | "help"
  | "parts-compare";

/** Worst news first: the order of lists and of spoken totals. */
export const WORST_FIRST: readonly State[] = ["failed", "could-not-check", "unlisted", "no-signature", "listed"];

/** Characters of a name that are spoken. */
const SPOKEN_NAME = 60;
const FIRST_PROGRESS_AFTER = 4_000;
const PROGRESS_EVERY = 10_000;

/** A check under way. */
export interface Running {
  opened: OpenedView;
  progress: Progress;
  cancelling: boolean;
}

interface Place {
  screen: Exclude<Screen, "checking">;
  chosen: number | null;
}

/** What the window shows and how it came there. */
export class Session {
  screen = $state<Screen>("home");
  /** Results of the last drop, worst first. */
  results = $state.raw<ResultView[]>([]);
  /** Which of several results is open; null for their list. */
  chosen = $state<number | null>(null);
  running = $state.raw<Running | null>(null);
  /** Results whose files changed after they were checked: what they say no longer holds. */
  changed = $state.raw<ReadonlyMap<number, ChangedView>>(new Map());
  /** Drops that wait for their turn. */
  waiting = $state.raw<OpenedView[]>([]);
  /** What could not be checked or opened in the last drop. */
  problems = $state.raw<Message[]>([]);
  /** Whether files are being dragged over the window. */
  dragging = $state(false);
  /** The two parts lists that were compared last. */
  compared = $state.raw<{ before: number; after: number } | null>(null);
  /** Which part of the history is shown. */
  historyTab = $state<"checks" | "watched">("checks");
  /** Grows whenever the heading of the screen is to take the focus. */
  focusWanted = $state(0);

  #visited = $state.raw<Place[]>([]);
  /** Whether the check at hand was asked for with a control of the window. */
  #inside = false;

  get canGoBack(): boolean {
    return this.screen !== "checking" && this.#visited.length > 0;
  }

  get result(): ResultView | null {
    const index = this.results.length === 1 ? 0 : this.chosen;
    return index === null ? null : (this.results[index] ?? null);
  }

  go(screen: Place["screen"], chosen: number | null = null): void {
    if (this.screen === "checking" || (this.screen === screen && this.chosen === chosen)) return;
    this.#visited = [...this.#visited, this.#place()];
    this.#show({ screen, chosen });
    this.focusWanted += 1;
  }

  /** Shows two parts lists side by side. */
  compareParts(before: number, after: number): void {
    this.compared = { before, after };
    this.go("parts-compare");
  }

  back(): void {
    const place = this.#visited.at(-1);
    if (!place || this.screen === "checking") return;
    this.#visited = this.#visited.slice(0, -1);
    this.#show(place);
    this.focusWanted += 1;
  }

  /** Answers what happens outside the page. */
  hear(happening: host.Happening): void {
    if (happening.startsWith("drag")) this.dragging = happening === "drag-entered";
    if (happening === "opened") void this.take();
    if (happening === "file-changed") void this.hearFileChanges();
    if (happening === "drop-refused") {
      this.dragging = false;
      this.problems = [message("ui-drop-refused")];
      announcer.interrupt(say("ui-drop-refused"));
    }
  }

  /** Takes what was handed over and checks it; called at every sign that something waits. */
  async take(): Promise<void> {
    this.dragging = false;
    const arrived = await host.opened();
    if (arrived.length === 0) return;
    this.waiting = [...this.waiting, ...arrived];
    if (!this.running) await this.#work();
  }

  async choose(): Promise<void> {
    await this.#fromInside(host.chooseFiles);
  }

  /** Checks a typed or pasted place; rejects with the program's error. */
  async openText(text: string): Promise<void> {
    await this.#fromInside(() => host.openText(text));
  }

  async againAs(result: ResultView, index: number, role: Role): Promise<void> {
    await this.open(() => host.againAs(result.result, index, role));
  }

  async again(result: ResultView): Promise<void> {
    await this.open(() => host.again(result.result));
  }

  /** Checks what the program handed out a ticket for, at the wish of the person. */
  async open(handOut: () => Promise<OpenedView>): Promise<void> {
    try {
      const opened = await handOut();
      this.waiting = [...this.waiting, opened];
      this.#inside = true;
      if (!this.running) await this.#work();
    } catch (reason) {
      this.problems = [commandError(reason).message];
    } finally {
      this.#inside = false;
    }
  }

  /** Decides the results once more, because the list is another one. */
  async decideAgain(): Promise<void> {
    const before = this.results;
    const now = await Promise.all(before.map((result) => host.resultNow(result.result).catch(() => result)));
    if (this.results !== before) return;
    // In the same order, so that nothing moves under the pointer.
    this.results = now;
    const [only] = now;
    if (now.length === 1 && only && this.screen === "result" && only.verdict.code !== before[0]?.verdict.code) announce(now);
  }

  /** Learns which files are no longer what was checked, and says so for what is on the screen. */
  async hearFileChanges(): Promise<void> {
    const changed = new Map((await host.changedResults()).map((change) => [change.result, change]));
    const isNew = (result: ResultView) => changed.has(result.result) && !this.changed.has(result.result);
    const news = this.results.filter(isNew);
    this.changed = changed;
    const [first] = news;
    if (!first) return;
    const name = plainText(first.subject.name, SPOKEN_NAME);
    announcer.interrupt(say("ui-say-file-changed", { name, more: news.length - 1 }));
  }

  async cancel(): Promise<void> {
    if (!this.running || this.running.cancelling) return;
    const tickets = [this.running.opened, ...this.waiting].map((opened) => opened.ticket);
    this.running = { ...this.running, cancelling: true };
    this.waiting = [];
    await Promise.allSettled(tickets.map((ticket) => host.cancel(ticket)));
  }

  async #fromInside(ask: () => Promise<void>): Promise<void> {
    this.#inside = true;
    try {
      await ask();
      await this.take();
    } finally {
      this.#inside = false;
    }
  }

  async #work(): Promise<void> {
    const from = this.#place();
    const results: ResultView[] = [];
    const problems: Message[] = [];
    const inside = this.#inside;
    let cancelled = false;

    while (this.waiting.length > 0 && !cancelled) {
      const [opened, ...rest] = this.waiting as [OpenedView, ...OpenedView[]];
      this.waiting = rest;
      this.running = { opened, progress: { kind: "looking" }, cancelling: false };
      this.screen = "checking";
      if (results.length === 0) {
        if (inside) this.focusWanted += 1;
        announcer.say(say("ui-say-checking", { name: plainText(opened.name, SPOKEN_NAME) }));
      }
      const stopSpeaking = this.#speakProgress();
      try {
        results.push(...(await host.check(opened.ticket, (progress) => this.#progress(opened, progress))));
      } catch (reason) {
        const error = commandError(reason);
        cancelled = error.code === "cancelled";
        if (!cancelled) problems.push(notChecked(opened.name), error.message);
      } finally {
        stopSpeaking();
      }
    }

    this.running = null;
    this.problems = problems;
    if (results.length > 0) {
      this.#visited = [...this.#visited, from].slice(-50);
      this.results = results.sort((a, b) => rank(a) - rank(b));
      this.#show({ screen: "result", chosen: null });
      announce(this.results);
    } else {
      this.#show(from);
      if (cancelled) announcer.say(say("ui-say-cancelled"));
      else announcer.interrupt(problems.map(plain).join(" "));
    }
    if (inside) this.focusWanted += 1;
  }

  #progress(opened: OpenedView, progress: Progress): void {
    if (this.running?.opened === opened) this.running = { ...this.running, progress };
  }

  #speakProgress(): () => void {
    let timer: ReturnType<typeof setTimeout>;
    const speak = () => {
      const progress = this.running?.progress;
      announcer.say(
        progress?.kind === "hashing"
          ? say("ui-say-reading", { share: share(progress.done, progress.total) })
          : say("ui-say-working"),
      );
      timer = setTimeout(speak, PROGRESS_EVERY);
    };
    timer = setTimeout(speak, FIRST_PROGRESS_AFTER);
    return () => clearTimeout(timer);
  }

  #place(): Place {
    return { screen: this.screen === "checking" ? "home" : this.screen, chosen: this.chosen };
  }

  #show(place: Place): void {
    this.screen = place.screen === "result" && this.results.length === 0 ? "home" : place.screen;
    this.chosen = place.chosen;
  }
}

const rank = (result: ResultView): number => {
  const at = WORST_FIRST.indexOf(result.verdict.state);
  return at < 0 ? 0 : at;
};

const notChecked = (name: DisplayText) => message("ui-checking-not-checked", { name: { kind: "text", value: name } });

function announce(results: ResultView[]): void {
  const [only, ...more] = results;
  if (only && more.length === 0) {
    const text = say("ui-say-result", {
      headline: plain(only.verdict.headline),
      kind: only.subject.kind,
      name: plainText(only.subject.name, SPOKEN_NAME),
    });
    if (only.verdict.state === "failed") announcer.interrupt(text);
    else announcer.say(text);
    return;
  }
  const totals = WORST_FIRST.map((state) => ({
    state: say(`state-${state}`),
    count: results.filter((result) => result.verdict.state === state).length,
  }))
    .filter((total) => total.count > 0)
    .map((total) => say("ui-say-total", total));
  announcer.say(say("ui-say-results", { count: results.length, totals: enumerate(totals) }));
}

export const session = new Session();
