import * as host from "../lib/host";
import type { SettingsView } from "../lib/types/SettingsView";
import type { Theme } from "../lib/types/Theme";
import { Shown } from "./shown.svelte";

const WHY_OPEN = "why-open";

/** The settings of the program, and what only this window remembers. */
class Preferences extends Shown<SettingsView> {
  #whyOpen = $state(remembered(WHY_OPEN));

  constructor() {
    super(() => host.settings());
  }

  get theme(): Theme {
    return this.view?.theme ?? "system";
  }

  /** Whether *Why* was left open, for results that do not open it by themselves. */
  get whyOpen(): boolean {
    return this.#whyOpen;
  }

  set whyOpen(open: boolean) {
    this.#whyOpen = open;
    remember(WHY_OPEN, open);
  }

  chooseTrustedRoot = () => this.change(host.chooseTrustedRoot);
  useBuiltInTrustData = () => this.change(host.useBuiltInTrustData);

  /** Shown at once; taken back when it could not be kept. */
  async setTheme(theme: Theme): Promise<void> {
    const before = this.view;
    if (!before) return;
    this.view = { ...before, theme };
    if (!(await this.change(() => host.setTheme(theme)))) this.view = before;
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
