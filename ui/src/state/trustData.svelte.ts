import { commandError } from "../lib/host";
import * as host from "../lib/host";
import type { FreshnessView } from "../lib/types/FreshnessView";
import type { InstanceView } from "../lib/types/InstanceView";
import type { TrustDataPage } from "../lib/types/TrustDataPage";
import type { UpdateOutcome } from "../lib/types/UpdateOutcome";
import type { UpdateProgress } from "../lib/types/UpdateProgress";
import { message, plain, say } from "../lib/words";
import { announcer } from "./announcer.svelte";
import { session } from "./session.svelte";
import { Shown } from "./shown.svelte";
import { toast } from "./toast.svelte";

/** The trust data there is, and the update that brings it up to date. */
class TrustData extends Shown<TrustDataPage> {
  /** How far the update has come that was begun here; null when none was. */
  progress = $state.raw<UpdateProgress | null>(null);
  /** Whether an update was begun here and runs. */
  busy = $state(false);
  cancelling = $state(false);

  constructor() {
    super(() => host.trustData());
  }

  /** The program says that other trust data is in force: what is open is decided again with it. */
  async hearChange(): Promise<void> {
    if (this.view) await this.load();
    await session.decideAgain();
    if (session.results.length > 0 && session.screen === "result") toast.show(message("ui-trust-data-decided-again"), null);
  }

  async update(instance: string | null): Promise<void> {
    await this.#run(() => host.updateTrustData(instance, (progress) => (this.progress = progress)));
  }

  async updateFromFolder(): Promise<void> {
    await this.#run(host.updateTrustDataFromFolder);
  }

  async cancel(): Promise<void> {
    this.cancelling = true;
    await host.cancelTrustUpdate().catch(() => undefined);
  }

  async setFreshness(freshness: FreshnessView): Promise<void> {
    await this.change(() => host.setFreshness(freshness));
  }

  /** Whether it has the name now. */
  async rename(instance: string, name: string): Promise<boolean> {
    return this.change(() => host.renameInstance(instance, name));
  }

  async remove(instance: InstanceView): Promise<void> {
    await this.change(async () => {
      const undo = await host.removeInstance(instance.instance);
      toast.show(message("trust-data-removed", { name: { kind: "words", value: instance.name } }), async () => {
        await this.change(() => host.undoRemoveInstance(undo));
      });
    });
  }

  async #run(work: () => Promise<UpdateOutcome>): Promise<void> {
    if (this.busy) return;
    this.problem = null;
    this.busy = true;
    this.cancelling = false;
    try {
      const outcome = await work();
      announcer.say(outcome.rows.map((row) => plain(row.message)).join(" "));
    } catch (reason) {
      const error = commandError(reason);
      if (error.code !== "cancelled") this.problem = error.message;
      else if (this.cancelling) announcer.say(say("ui-update-stopped"));
    } finally {
      this.busy = false;
      this.cancelling = false;
      this.progress = null;
      const problem = this.problem;
      await this.load();
      this.problem ??= problem;
    }
  }
}

export const trustData = new TrustData();
