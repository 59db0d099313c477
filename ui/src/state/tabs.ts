import * as host from "../lib/host";
import type { ResultView } from "../lib/types/ResultView";
import type { TabKind } from "../lib/types/TabKind";
import type { TabView } from "../lib/types/TabView";

const fetched = new WeakMap<ResultView, Map<string, Promise<TabView>>>();

/** The content of a tab: fetched when first looked at, kept as long as its result, asked anew after a failure. */
export function tabOf(result: ResultView, evidence: number, kind: TabKind): Promise<TabView> {
  const ofResult = fetched.get(result) ?? new Map<string, Promise<TabView>>();
  fetched.set(result, ofResult);
  const key = `${evidence} ${kind}`;
  const known = ofResult.get(key);
  if (known) return known;
  const asked = host.tab(result.result, evidence, kind);
  ofResult.set(key, asked);
  asked.catch(() => ofResult.delete(key));
  return asked;
}
