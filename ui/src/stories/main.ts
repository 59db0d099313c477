// Shows one screen with sample data: stories.html?show=failed&theme=dark&press=Raw&dir=rtl. `npm run stories`
// serves it and puts stories/host.ts in the place of lib/host.ts.
import { mount, tick } from "svelte";
import App from "../App.svelte";
import { addWords } from "../lib/words";
import type { ResultView } from "../lib/types/ResultView";
import { preferences } from "../state/preferences.svelte";
import { session } from "../state/session.svelte";
import { signers } from "../state/signers.svelte";
import { trust } from "../state/trust.svelte";
import * as samples from "./samples";
import { change, draft } from "./signers";
import source from "./stories.ftl?raw";
import "../tokens.css";
import "../base.css";

addWords(source);

const results: Record<string, ResultView> = {
  listed: samples.listed,
  unlisted: samples.unlisted,
  failed: samples.failed,
  "no-signature": samples.noSignature,
  "could-not-check": samples.couldNotCheck,
  hostile: samples.hostile,
};

const asked = new URLSearchParams(location.search);
const show = asked.get("show") ?? "home";
const theme = asked.get("theme");
document.documentElement.dir = asked.get("dir") ?? "ltr";

const target = document.getElementById("app");
if (target) mount(App, { target });
await tick();
await new Promise((resolve) => setTimeout(resolve, 50));
if (preferences.view && (theme === "light" || theme === "dark")) preferences.view = { ...preferences.view, appearance: { ...preferences.view.appearance, theme } };

const result = results[show];
if (result) {
  session.results = [result];
  session.go("result");
} else if (show === "results") {
  session.results = [samples.failed, samples.couldNotCheck, samples.unlisted, samples.noSignature, samples.listed];
  session.go("result");
} else if (show === "checking") {
  session.running = { opened: { ticket: 1, name: samples.listed.subject.name, count: 2 }, progress: { kind: "hashing", done: 11_534_336, total: 18_203_648 }, cancelling: false };
  session.screen = "checking";
} else if (show === "batch") {
  session.showBatch(1);
} else if (show === "drag") {
  session.dragging = true;
} else if (show === "withdrawn") {
  session.changed = new Map([[samples.listed.result, { result: samples.listed.result, change: "content", at: samples.SIGNED_AT }]]);
  session.results = [samples.listed];
  session.go("result");
} else if (show === "trust") {
  session.results = [samples.unlisted];
  session.go("result");
  await trust.begin(samples.unlisted);
} else if (show === "watched") {
  session.historyTab = "watched";
  session.go("history");
} else if (show === "signer-form") {
  session.go("signers");
  signers.begin(draft, 0, samples.text(draft.label));
} else if (show === "signer-form-changed") {
  session.go("signers");
  signers.begin(draft, 0, samples.text(draft.label));
  if (signers.editing) signers.editing.change = change;
} else if (
  show === "signers" || show === "history" || show === "settings" || show === "help" || show === "signers-import" || show === "signers-export"
) {
  session.go(show);
}

await tick();
for (const name of asked.getAll("press")) {
  const button = [...document.querySelectorAll<HTMLElement>("button, summary")].find((one) => one.textContent?.trim() === name);
  button?.click();
  await new Promise((resolve) => setTimeout(resolve, 100));
}
