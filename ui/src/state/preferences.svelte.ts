import { commandError } from "../lib/host";
import * as host from "../lib/host";
import type { Message } from "../lib/types/Message";
import type { SettingsView } from "../lib/types/SettingsView";
import type { Theme } from "../lib/types/Theme";

const WHY_OPEN = "why-open";

/** The settings of the program, and what only this window remembers. */
class Preferences {
  view = $state.raw<SettingsView | null>(null);
  problem = $state.raw<Message | null>(null);
  #whyOpen = $state(remembered(WHY_OPEN));

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

  load = () => this.#ask(host.settings);
  chooseTrustedRoot = () => this.#ask(host.chooseTrustedRoot);
  useBuiltInTrustData = () => this.#ask(host.useBuiltInTrustData);

  /** Shown at once; taken back when it could not be kept. */
  async setTheme(theme: Theme): Promise<void> {
    const before = this.view;
    if (!before) return;
    this.view = { ...before, theme };
    this.problem = null;
    try {
      await host.setTheme(theme);
    } catch (reason) {
      this.view = before;
      this.problem = commandError(reason).message;
    }
  }

  async #ask(answer: () => Promise<SettingsView>): Promise<void> {
    this.problem = null;
    try {
      this.view = await answer();
    } catch (reason) {
      const error = commandError(reason);
      if (error.code !== "cancelled") this.problem = error.message;
    }
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
