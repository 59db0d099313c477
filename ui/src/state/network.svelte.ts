import { commandError } from "../lib/host";
import * as host from "../lib/host";
import type { Message } from "../lib/types/Message";
import type { NetworkLogView } from "../lib/types/NetworkLogView";
import type { NetworkView } from "../lib/types/NetworkView";
import type { ProxyKind } from "../lib/types/ProxyKind";
import { say } from "../lib/words";
import { announcer } from "./announcer.svelte";

/** How the network may be used, and what was sent. */
class Network {
  view = $state.raw<NetworkView | null>(null);
  problem = $state.raw<Message | null>(null);
  log = $state.raw<NetworkLogView | null>(null);
  logProblem = $state.raw<Message | null>(null);

  load = async (): Promise<void> => {
    await this.#ask(host.network);
  };

  setOff = (off: boolean) => this.#ask(() => host.setNetworkOff(off));
  setProxy = (kind: ProxyKind, address: string) => this.#ask(() => host.setProxy(kind, address));
  chooseAuthorities = () => this.#ask(host.chooseAuthorities);
  forgetAuthorities = () => this.#ask(host.forgetAuthorities);
  setConsent = (source: string, consent: string) => this.#ask(() => host.setConsent(source, consent));
  forgetRegistry = (position: number) => this.#ask(() => host.forgetRegistry(position));
  setSourcePlace = (source: string, place: string) => this.#ask(() => host.setSourcePlace(source, place));

  async loadLog(first = 0): Promise<void> {
    try {
      this.log = await host.networkLog(first);
      this.logProblem = null;
    } catch (reason) {
      this.logProblem = commandError(reason).message;
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

  /** Whether it went. */
  async #ask(answer: () => Promise<NetworkView>): Promise<boolean> {
    this.problem = null;
    try {
      this.view = await answer();
      return true;
    } catch (reason) {
      const error = commandError(reason);
      if (error.code !== "cancelled") this.problem = error.message;
      return false;
    }
  }
}

export const network = new Network();
