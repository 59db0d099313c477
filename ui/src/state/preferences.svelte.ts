import * as host from "../lib/host";
import type { AppearanceChange } from "../lib/types/AppearanceChange";
import type { AppearanceView } from "../lib/types/AppearanceView";
import type { SettingsView } from "../lib/types/SettingsView";
import { message, say } from "../lib/words";
import { announcer } from "./announcer.svelte";
import { toast } from "./toast.svelte";
import { Shown } from "./shown.svelte";

/** While the program has not answered yet. */
const USUAL: AppearanceView = { theme: "system", density: "comfortable", textSize: 100, textSizes: [] };
const WHY_OPEN = "why-open";

/** The settings of the program, and what only this window remembers. */
class Preferences extends Shown<SettingsView> {
  #wanted = $state.raw<AppearanceChange>({});
  #keeping = false;
  #whyOpen = $state(remembered(WHY_OPEN));

  constructor() {
    super(() => host.settings());
  }

  /** How the window looks; what was just chosen counts before it is kept. */
  get appearance(): AppearanceView {
    return { ...(this.view?.appearance ?? USUAL), ...this.#wanted };
  }

  /** Whether *Why* was left open, for results that do not open it by themselves. */
  get whyOpen(): boolean {
    return this.#whyOpen;
  }

  set whyOpen(open: boolean) {
    this.#whyOpen = open;
    remember(WHY_OPEN, open);
  }

  /** Puts back what is usual; `taken` is told each time that settings shown elsewhere are others. */
  async reset(taken: () => void): Promise<void> {
    if (!(await this.change(host.resetSettings))) return;
    taken();
    toast.show(message("ui-reset-done"), async () => {
      if (await this.change(host.undoResetSettings)) taken();
    });
  }

  chooseTrustedRoot = () => this.change(host.chooseTrustedRoot);
  useBuiltInTrustData = () => this.change(host.useBuiltInTrustData);

  /** Shown at once; taken back when it could not be kept. */
  async setAppearance(change: AppearanceChange): Promise<void> {
    this.#wanted = { ...this.#wanted, ...change };
    // One after the other, so that what was chosen last is what is kept.
    if (this.#keeping) return;
    this.#keeping = true;
    while (Object.keys(this.#wanted).length > 0) {
      const wanted = this.#wanted;
      const kept = await this.change(() => host.setAppearance(wanted));
      if (this.#wanted === wanted || !kept) this.#wanted = {};
    }
    this.#keeping = false;
  }

  /** Draws everything one size larger (1) or smaller (-1), or as usual (0); says which size that is. */
  async setTextSize(step: 1 | -1 | 0): Promise<void> {
    const { textSize: now, textSizes: sizes } = this.appearance;
    const beyond = step === 0 ? USUAL.textSize : step > 0 ? sizes.find((size) => size > now) : sizes.filter((size) => size < now).at(-1);
    const textSize = beyond ?? now;
    if (textSize !== now) await this.setAppearance({ textSize });
    if (this.appearance.textSize === textSize) announcer.say(say("ui-text-size-now", { percent: this.appearance.textSize }));
  }
}

// Storage may be switched off or full; forgetting is then the right answer.
function remembered(key: string): boolean {
  try {
    return localStorage.getItem(key) === "yes";
  } catch {
    return false;
  }
}

function remember(key: string, value: boolean): void {
  try {
    localStorage.setItem(key, value ? "yes" : "no");
  } catch {
    return;
  }
}

export const preferences = new Preferences();
