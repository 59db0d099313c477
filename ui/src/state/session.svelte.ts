import { commandError } from "../lib/host";
import * as host from "../lib/host";
import type { ChangedView } from "../lib/types/ChangedView";
import type { DisplayText } from "../lib/types/DisplayText";
import type { Message } from "../lib/types/Message";
import type { OpenedView } from "../lib/types/OpenedView";
import type { Progress } from "../lib/types/Progress";
import type { RegistryQuestion } from "../lib/types/RegistryQuestion";
import type { ResultView } from "../lib/types/ResultView";
import type { Role } from "../lib/types/Role";
import type { State } from "../lib/types/State";
import type { StateTotal } from "../lib/types/StateTotal";
import { count, enumerate, message, plain, plainText, say, share } from "../lib/words";
import { announcer } from "./announcer.svelte";
import { batches } from "./batch.svelte";

export type Screen =
  | "home"
  | "checking"
  | "result"
  | "batch"
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
const SHOW_STEPS_AFTER = 300;

/** A check under way. */
export interface Running {
  opened: OpenedView;
  progress: Progress;
  cancelling: boolean;
}

/** Whether a registry may be asked. */
export type RegistryAnswer = "no" | "once" | "always";

interface Place {
  screen: Exclude<Screen, "checking">;
  chosen: number | null;
  /** Which batch is shown, or was last. */
  batch: number | null;
}

/** What the window shows and how it came there. */
export class Session {
  screen = $state<Screen>("home");
  /** Results of the last drop, worst first. */
  results = $state.raw<ResultView[]>([]);
  /** Which of several results is open; null for their list. */
  chosen = $state<number | null>(null);
  running = $state.raw<Running | null>(null);
  /** A row of a batch that is read once more to be shown. */
  looking = $state.raw<Running | null>(null);
  /** The batch that is shown, or was last. */
  batch = $state<number | null>(null);
  /** What the person is asked before a registry is. */
  question = $state.raw<{ about: RegistryQuestion; answer: (answer: RegistryAnswer) => void } | null>(null);
  /** Whether the person is asked if the window should be closed. */
  closing = $state(false);
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
  #deciding = 0;
  #hearing = 0;
  /** Whether the check at hand was asked for with a control of the window. */
  #inside = false;
  /** Where the person was when the check at hand began. */
  #from: Place = { screen: "home", chosen: null, batch: null };
  /** Tickets that are checked without another screen. */
  #here = new Set<number>();

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
    this.#show({ screen, chosen, batch: this.batch });
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
    if (happening === "close-asked") this.closing = true;
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

  async chooseFolder(): Promise<void> {
    await this.#fromInside(host.chooseFolder);
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

  /** Checks what the program handed out a ticket for, at the wish of the person; `here`: without leaving. */
  async open(handOut: () => Promise<OpenedView>, here = false): Promise<void> {
    try {
      const opened = await handOut();
      if (here) this.#here.add(opened.ticket);
      this.waiting = [...this.waiting, opened];
      this.#inside = !here;
      if (!this.running) await this.#work();
    } catch (reason) {
      this.problems = [commandError(reason).message];
    } finally {
      this.#inside = false;
    }
  }

  showBatch(batch: number): void {
    if (this.screen === "checking" || (this.screen === "batch" && this.batch === batch)) return;
    this.#visited = [...this.#visited, this.#place()];
    this.#show({ screen: "batch", chosen: null, batch });
    this.focusWanted += 1;
  }

  /** Reads one file of a batch once more and shows what it comes to, beside whatever else is being checked. */
  async openRow(batch: number, row: number): Promise<void> {
    if (this.looking) return;
    const from = this.#place();
    const begun = this.#deciding;
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      const opened = await host.batchOpen(batch, row);
      this.looking = { opened, progress: { kind: "looking" }, cancelling: false };
      // A small file is there before anybody could read what is being done.
      timer = setTimeout(() => {
        this.screen = "checking";
        this.focusWanted += 1;
      }, SHOW_STEPS_AFTER);
      const results = await host.check(opened.ticket, (progress) => {
        if (this.looking) this.looking = { ...this.looking, progress };
      });
      clearTimeout(timer);
      this.looking = null;
      this.#visited = [...this.#visited, from].slice(-50);
      this.results = results;
      this.problems = [];
      this.#show({ screen: "result", chosen: null, batch });
      announce(results);
      this.#catchUp(begun);
    } catch (reason) {
      clearTimeout(timer);
      this.looking = null;
      this.#show(from);
      const error = commandError(reason);
      if (error.code === "cancelled") announcer.say(say("ui-say-cancelled"));
      else this.problems = [error.message];
    }
    this.focusWanted += 1;
  }

  /** Stops what is being checked; what waits goes on. */
  async stop(): Promise<void> {
    if (!this.running || this.running.cancelling) return;
    this.running = { ...this.running, cancelling: true };
    await host.cancel(this.running.opened.ticket);
  }

  /** What waits is not checked after all. */
  async takeOut(opened: OpenedView): Promise<void> {
    this.waiting = this.waiting.filter((other) => other.ticket !== opened.ticket);
    await host.cancel(opened.ticket);
  }

  /** Decides the results once more, because the list or the trust data is another one. */
  async decideAgain(): Promise<void> {
    const turn = ++this.#deciding;
    let before: ResultView[];
    let now: ResultView[];
    do {
      before = this.results;
      now = await Promise.all(before.map((result) => host.resultNow(result.result).catch(() => result)));
      // Of two changes in quick succession the later answer counts.
      if (turn !== this.#deciding) return;
      // Results that came meanwhile may have been decided before the change.
    } while (this.results !== before);
    // In the same order, so that nothing moves under the pointer.
    this.results = now;
    const [only] = now;
    if (now.length === 1 && only && this.screen === "result" && only.verdict.code !== before[0]?.verdict.code) announce(now);
  }

  /** Puts what a look-up made of a result in its place. */
  replace(before: ResultView, now: ResultView): void {
    if (!this.results.includes(before)) return;
    this.results = this.results.map((result) => (result === before ? now : result));
    announce([now]);
    // Nobody knows here since when it was under way.
    void this.decideAgain();
  }

  /** Decides what came of a check once more if something changed since it began. */
  #catchUp(begun: number): void {
    if (begun !== this.#deciding) void this.decideAgain();
  }

  /** Learns which files are no longer what was checked, and says so for what is on the screen. */
  async hearFileChanges(): Promise<void> {
    const turn = ++this.#hearing;
    const changed = new Map((await host.changedResults()).map((change) => [change.result, change]));
    if (turn !== this.#hearing) return;
    const isNew = (result: ResultView) => changed.has(result.result) && !this.changed.has(result.result);
    const news = this.results.filter(isNew);
    this.changed = changed;
    const [first] = news;
    if (!first) return;
    const name = plainText(first.subject.name, SPOKEN_NAME);
    announcer.interrupt(say("ui-say-file-changed", { name, more: news.length - 1 }));
  }

  async cancel(): Promise<void> {
    if (this.looking) {
      this.looking = { ...this.looking, cancelling: true };
      await host.cancel(this.looking.opened.ticket);
      return;
    }
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
    let from = this.#place();
    const begun = this.#deciding;
    const results: ResultView[] = [];
    const problems: Message[] = [];
    const inside = this.#inside;
    let cancelled = false;

    while (this.waiting.length > 0 && !cancelled) {
      const [opened, ...rest] = this.waiting as [OpenedView, ...OpenedView[]];
      this.waiting = rest;
      this.running = { opened, progress: { kind: "looking" }, cancelling: false };
      // After a batch the person is where they went meanwhile.
      if (this.screen !== "checking") from = this.#place();
      this.#from = from;
      if (!this.#here.delete(opened.ticket)) this.screen = "checking";
      if (results.length === 0) {
        if (inside) this.focusWanted += 1;
        announcer.say(say("ui-say-checking", { name: plainText(opened.name, SPOKEN_NAME) }));
      }
      const stopSpeaking = this.#speakProgress();
      try {
        if (opened.registry) await this.#askAbout(opened);
        results.push(...(await host.check(opened.ticket, (progress) => this.#progress(opened, progress))));
        const progress = this.running.progress;
        if (progress.kind === "batch") await this.#endOfBatch(progress.batch, this.running.cancelling);
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
      const before = this.screen === "checking" ? from : this.#place();
      this.#visited = [...this.#visited, before].slice(-50);
      this.results = results.sort((a, b) => rank(a) - rank(b));
      this.#show({ screen: "result", chosen: null, batch: this.batch });
      announce(this.results);
      this.#catchUp(begun);
    } else if (this.screen !== "checking" && problems.length === 0) {
      // A batch said all there is to say.
      return;
    } else {
      this.#show(from);
      if (cancelled) announcer.say(say("ui-say-cancelled"));
      else announcer.interrupt(problems.map(plain).join(" "));
    }
    if (inside) this.focusWanted += 1;
  }

  /** Asks the person before a registry is asked. A no is an answer too: the check then says that it could not. */
  async #askAbout(opened: OpenedView): Promise<void> {
    const about = await host.registryQuestion(opened.ticket);
    if (!about) return;
    const answer = await new Promise<RegistryAnswer>((answer) => (this.question = { about, answer }));
    this.question = null;
    if (answer !== "no") await host.allowRegistry(opened.ticket, answer === "always");
  }

  #progress(opened: OpenedView, progress: Progress): void {
    if (this.running?.opened !== opened) return;
    this.running = { ...this.running, progress };
    if (progress.kind !== "batch") return;
    batches.hear(progress);
    if (this.screen !== "checking" || this.looking) return;
    // The person goes where they like from now on.
    const from = this.#from;
    if (from.screen !== "batch" || from.batch !== progress.batch) this.#visited = [...this.#visited, from].slice(-50);
    this.#show({ screen: "batch", chosen: null, batch: progress.batch });
    if (this.#inside) this.focusWanted += 1;
  }

  /** Says what a batch came to. */
  async #endOfBatch(number: number, stopped: boolean): Promise<void> {
    const batch = batches.find(number);
    await batch.load();
    const progress = batch.progress;
    if (!progress) return;
    announcer.say(
      stopped
        ? say("ui-batch-say-stopped", { done: count(progress.done), all: count(progress.found) })
        : batchTotals(progress.totals),
    );
  }

  #speakProgress(): () => void {
    let timer: ReturnType<typeof setTimeout>;
    const speak = () => {
      const progress = this.running?.progress;
      announcer.say(
        progress?.kind === "hashing"
          ? say("ui-say-reading", { share: share(progress.done, progress.total) })
          : progress?.kind === "batch"
            ? say("ui-batch-say-progress", { done: count(progress.done), all: count(progress.found) })
            : say("ui-say-working"),
      );
      timer = setTimeout(speak, PROGRESS_EVERY);
    };
    timer = setTimeout(speak, FIRST_PROGRESS_AFTER);
    return () => clearTimeout(timer);
  }

  #place(): Place {
    return { screen: this.screen === "checking" ? "home" : this.screen, chosen: this.chosen, batch: this.batch };
  }

  #show(place: Place): void {
    this.screen = place.screen === "result" && this.results.length === 0 ? "home" : place.screen;
    this.chosen = place.chosen;
    this.batch = place.batch;
  }
}

const rank = (result: ResultView): number => {
  const at = WORST_FIRST.indexOf(result.verdict.state);
  return at < 0 ? 0 : at;
};

const notChecked = (name: DisplayText) => message("ui-checking-not-checked", { name: { kind: "text", value: name } });

/** `40 files: one does not hold, 39 on your list`, worst first. */
export function batchTotals(totals: StateTotal[]): string {
  const all = totals.reduce((sum, total) => sum + total.count, 0);
  if (all === 0) return say("ui-batch-empty");
  const said = totals.map((total) => say(`batch-total-${total.state}`, { count: total.count, against: "own-list" }));
  return `${say("batch-head", { count: all })} ${enumerate(said)}`;
}

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
