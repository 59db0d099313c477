// Settings as the program might have them, for the stories and for the tests.
import type { ChosenInstance } from "../lib/types/ChosenInstance";
import type { InstanceView } from "../lib/types/InstanceView";
import type { NetworkLogView } from "../lib/types/NetworkLogView";
import type { NetworkView } from "../lib/types/NetworkView";
import type { ServiceView } from "../lib/types/ServiceView";
import type { TrustDataPage } from "../lib/types/TrustDataPage";
import type { UpdateOutcome } from "../lib/types/UpdateOutcome";
import { m, t, text } from "./samples";

const day = (month: number, of: number) => Date.UTC(2026, month - 1, of);

const services: ServiceView[] = [
  { kind: "authority", name: text("https://sign.example"), from: day(1, 3), until: null },
  { kind: "log", name: text("https://log.example/2026"), from: day(1, 3), until: null },
  { kind: "log", name: text("https://log.example/2025"), from: Date.UTC(2025, 0, 1), until: day(2, 1) },
  { kind: "certificate-log", name: text("https://ct.example"), from: null, until: null },
];

const common: InstanceView = {
  instance: "public-good",
  name: m("story-public-good"),
  label: null,
  source: "updated",
  dated: day(11, 18),
  days: 2,
  standing: "fresh",
  origin: null,
  added: null,
  updatable: true,
  demands: m("story-demands"),
  roles: [
    { role: "root", version: 16, expires: Date.UTC(2027, 3, 22) },
    { role: "timestamp", version: 402, expires: day(11, 25) },
  ],
  services,
  problem: null,
};

export const trustDataPage: TrustDataPage = {
  instances: [
    common,
    { ...common, instance: "github", name: m("story-other-instance"), source: "built-in", dated: day(8, 21), days: 91, standing: "dated", roles: [] },
    {
      ...common,
      instance: "private-1",
      name: m("story-own-instance", { name: t("corp") }),
      label: "corp",
      source: "file",
      dated: null,
      days: null,
      standing: "undated",
      origin: text("corp-root.json"),
      added: day(5, 3),
      updatable: false,
      roles: [],
    },
  ],
  freshness: { automatic: false, noteAfter: 14, stopAfter: null },
  updating: false,
  last: null,
  problems: [],
};

export const outcome: UpdateOutcome = {
  at: day(11, 20),
  automatic: false,
  rows: [
    {
      done: true,
      message: m("story-updated"),
      changes: [{ change: "added", kind: "log", name: text("https://log.example/2027"), from: day(11, 1), until: null }],
    },
  ],
};

export const chosen: ChosenInstance = { fileName: text("root.json"), repository: true, services: [] };

export const networkView: NetworkView = {
  off: false,
  proxy: "system",
  proxyAddress: "",
  authorities: null,
  authoritiesProblem: null,
  registries: [],
  plainRegistries: [],
  sources: [
    { source: "github", name: m("story-source-hub"), sends: m("story-sends"), consent: "off", place: "", usualPlace: "https://api.example", hasPlace: true },
    { source: "log", name: m("story-source-log"), sends: m("story-sends"), consent: "ask", place: "", usualPlace: "https://log.example", hasPlace: true },
    { source: "maven", name: m("story-source-maven"), sends: m("story-sends"), consent: "off", place: "", usualPlace: null, hasPlace: false },
  ],
};

export const consented = (source: string, consent: string): NetworkView => ({
  ...networkView,
  sources: networkView.sources.map((one) => (one.source === source ? { ...one, consent } : one)),
});

export const sent: NetworkLogView = {
  total: 1,
  first: 0,
  rows: [{ at: day(11, 20), purpose: m("story-purpose"), address: text("https://tuf.example/17.root.json"), content: null }],
};
