import { commandError } from "../lib/host";
import * as host from "../lib/host";
import type { DisplayText } from "../lib/types/DisplayText";
import type { Message } from "../lib/types/Message";
import type { NetworkLogView } from "../lib/types/NetworkLogView";
import type { NetworkView } from "../lib/types/NetworkView";
import type { ProxyKind } from "../lib/types/ProxyKind";
import { say } from "../lib/words";
import { announcer } from "./announcer.svelte";
import { Shown } from "./shown.svelte";

/** How the network may be used, and what was sent. */
class Network extends Shown<NetworkView> {
  log = $state.raw<NetworkLogView | null>(null);
  logProblem = $state.raw<Message | null>(null);
  /** Which page was asked for last. */
  #asked = 0;

  constructor() {
    super(() => host.network());
  }

  setOff = (off: boolean) => this.change(() => host.setNetworkOff(off));
  setProxy = (kind: ProxyKind, address: string) => this.change(() => host.setProxy(kind, address));
  chooseAuthorities = () => this.change(host.chooseAuthorities);
  forgetAuthorities = () => this.change(host.forgetAuthorities);
  setConsent = (source: string, consent: string) => this.change(() => host.setConsent(source, consent));
  forgetRegistry = (shown: DisplayText) => this.change(() => host.forgetRegistry(shown));
  addPlainRegistry = (registry: string) => this.change(() => host.addPlainRegistry(registry));
  setPlainPasswords = (shown: DisplayText, passwords: boolean) => this.change(() => host.setPlainPasswords(shown, passwords));
  forgetPlainRegistry = (shown: DisplayText) => this.change(() => host.forgetPlainRegistry(shown));
  setSourcePlace = (source: string, place: string) => this.change(() => host.setSourcePlace(source, place));

  async loadLog(first = 0): Promise<void> {
    const turn = ++this.#asked;
    try {
      const log = await host.networkLog(first);
      if (turn !== this.#asked) return;
      this.log = log;
      this.logProblem = null;
    } catch (reason) {
      if (turn === this.#asked) this.logProblem = commandError(reason).message;
    }
  }

  async clearLog(): Promise<void> {
    try {
      await host.clearNetworkLog();
      await this.loadLog();
      announcer.say(say("ui-sent-cleared"));
    } catch (reason) {
      this.logProblem = commandError(reason).message;
    }
  }
}

export const network = new Network();
