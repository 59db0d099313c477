// One result for each state, and what belongs to them, for the stories and for the tests.
import type { Arg } from "../lib/types/Arg";
import type { Block } from "../lib/types/Block";
import type { CheckRow } from "../lib/types/CheckRow";
import type { DisplayText } from "../lib/types/DisplayText";
import type { EvidenceView } from "../lib/types/EvidenceView";
import type { Fact } from "../lib/types/Fact";
import type { Flag } from "../lib/types/Flag";
import type { Label } from "../lib/types/Label";
import type { Message } from "../lib/types/Message";
import type { Outcome } from "../lib/types/Outcome";
import type { RawForm } from "../lib/types/RawForm";
import type { RawPage } from "../lib/types/RawPage";
import type { ResultView } from "../lib/types/ResultView";
import type { Segment } from "../lib/types/Segment";
import type { SettingsView } from "../lib/types/SettingsView";
import type { Standing } from "../lib/types/Standing";
import type { TabKind } from "../lib/types/TabKind";
import type { TabView } from "../lib/types/TabView";
import type { TreeNode } from "../lib/types/TreeNode";
import type { WhyLine } from "../lib/types/WhyLine";

export const SIGNED_AT = Date.UTC(2026, 2, 3, 14, 2, 7);
const CHECKED_AT = Date.UTC(2026, 10, 20, 9, 14, 2);
const TRUST_DATA_OF = Date.UTC(2026, 10, 18);

export const DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

/** Text as `crates/display` cuts it: parts in ‹…› are escapes, written code:label. */
export function text(source: string, flags: Flag[] = []): DisplayText {
  const segments = source
    .split(/(‹[^›]+›)/)
    .filter((piece) => piece !== "")
    .map((piece): Segment => {
      const escape = /^‹([^:]+):([^›]+)›$/.exec(piece);
      return escape
        ? { kind: "escape", code: escape[1] ?? "", label: (escape[2] ?? "") as Label }
        : { kind: "text", text: piece };
    });
  return { segments, flags, characters: source.length };
}

export const t = (source: string): Arg => ({ kind: "text", value: text(source) });
export const code = (value: string): Arg => ({ kind: "code", value });
export const m = (id: string, args: Message["args"] = {}): Message => ({ id, args });

export const words = (value: Message): Arg => ({ kind: "words", value });
export const fact = (label: string, value: Fact["value"], standing: Standing = "checked"): Fact => ({ label: m(label), value, standing });
export const textFact = (label: string, value: string, standing: Standing = "checked") =>
  fact(label, { kind: "text", value: text(value) }, standing);

const build = m("who-workflow", {
  identity: t("https://code.example/acme/tool/.github/workflows/release.yml@refs/tags/v4.2"),
  service: t("https://accounts.code.example"),
});
const otherBuild = m("who-workflow", {
  identity: t("https://code.example/acme-tool/tool/.github/workflows/release.yml@refs/tags/v4.2"),
  service: t("https://accounts.code.example"),
});

function check(id: string, outcome: Outcome, reason: string | null = null, facts: Fact[] = []): CheckRow {
  return {
    id,
    about: null,
    outcome,
    code: reason,
    required: true,
    sentence: m(`check-${id.replaceAll(/[._]/g, "-")}`),
    facts,
    spec: ["client spec §4"],
  };
}

function why(id: string, outcome: Outcome, args: Message["args"] = {}, checks: CheckRow[] = [], reason: Message | null = null): WhyLine {
  return { outcome, sentence: m(id, { outcome: code(outcome), ...args }), reason, checks, more: false };
}

const held = (who: Message): WhyLine[] => [
  why("why-file", "held", {}, [check("intoto.subject", "held"), check("dsse.pae", "held")]),
  why("why-signer", "held", { who: words(who) }, [check("leaf.profile", "held"), check("issuer.read", "held")]),
  why("why-time", "held", { time: { kind: "time", value: SIGNED_AT } }, [check("tsp.signature", "held"), check("time.threshold", "held")]),
  why("why-log", "held", {}, [check("tlog.checkpoint_sig", "held"), check("tlog.inclusion", "held")]),
  why("why-service", "held", {}, [check("chain.signatures", "held")]),
];

const allTabs: TabKind[] = ["certificate", "log-entry", "timestamps", "statement", "raw"];

const piece = (state: EvidenceView["state"], summary: string, index = 0, name = "tool-4.2-setup.exe.sigstore.json"): EvidenceView => ({
  index,
  name: text(name),
  origin: "beside",
  state,
  summary: m(summary),
  chain: [],
  savable: false,
  tabs: allTabs,
});

const common = {
  trustData: { name: m("story-public-good"), dated: TRUST_DATA_OF },
  looked: null,
  provenAgain: null,
  checkedAt: CHECKED_AT,
};

const subject: ResultView["subject"] = {
  kind: "file",
  image: null,
  name: text("tool-4.2-setup.exe"),
  size: 18_203_648,
  content: m("story-windows-program"),
  claims: [],
  nameNotes: [],
  digests: [{ algorithm: "sha256", hex: DIGEST }],
};

export const listed: ResultView = {
  ...common,
  result: 1,
  subject,
  verdict: {
    state: "listed",
    code: "listed",
    headline: m("listed", { claim: code("build-record"), label: t("Acme releases"), target: code("file") }),
    detail: m("detail-listed", { who: words(build) }),
    limit: m("limit-listed", { target: code("file"), label: t("Acme releases") }),
    notes: [],
    steps: [],
    action: "show-in-folder",
  },
  why: [...held(build), why("why-listed", "held", { label: t("Acme releases") })],
  handed: [],
  evidence: [piece("listed", "story-bundle")],
};

export const unlisted: ResultView = {
  ...common,
  result: 2,
  subject,
  verdict: {
    state: "unlisted",
    code: "no-entry",
    headline: m("no-entry"),
    detail: m("detail-unlisted", { who: words(otherBuild) }),
    limit: m("limit-unlisted", { target: code("file") }),
    notes: [{ code: "look-alike", message: m("note-look-alike", { label: t("Acme releases") }) }],
    steps: [m("no-entry-do")],
    action: "why",
  },
  why: [...held(otherBuild), why("why-not-listed", "failed", {}, [], m("no-entry-why"))],
  handed: [],
  evidence: [piece("unlisted", "story-bundle-unlisted")],
};

export const failed: ResultView = {
  ...common,
  result: 3,
  subject,
  verdict: {
    state: "failed",
    code: "file-mismatch",
    headline: m("file-mismatch", { target: code("file") }),
    detail: m("file-mismatch-why"),
    limit: m("limit-failed", { claimed: words(build), target: code("file") }),
    notes: [{ code: "mixed-evidence", message: m("note-mixed-evidence") }],
    steps: [m("file-mismatch-do"), m("signature-invalid-do")],
    action: "what-to-do",
  },
  why: [
    why(
      "why-file",
      "failed",
      {},
      [
        check("intoto.subject", "failed", "file-mismatch", [
          fact("story-key", { kind: "digest", value: { algorithm: "sha256", hex: DIGEST } }, "computed"),
        ]),
      ],
      m("file-mismatch-why"),
    ),
    ...held(build).slice(2),
    why("why-list-not-asked", "not-done"),
  ],
  handed: [],
  evidence: [
    piece("failed", "story-bundle-failed"),
    piece("unlisted", "story-bundle-unlisted", 1, "tool-4.2-setup.exe.build-record.sigstore.json"),
  ],
};

export const noSignature: ResultView = {
  ...common,
  result: 4,
  subject: { ...subject, name: text("plugin.tar.gz"), content: m("story-archive"), size: 48_212 },
  verdict: {
    state: "no-signature",
    code: "none-found",
    headline: m("none-found", { target: code("file") }),
    detail: m("none-found-why", { looked: words(m("looked-beside")), skipped: words(m("skipped-online")) }),
    limit: m("limit-no-signature", { target: code("file") }),
    notes: [],
    steps: [m("none-found-do")],
    action: "where-we-looked",
  },
  why: [
    why("why-search", "held", { looked: words(m("looked-beside")) }),
    why("why-search-skipped", "not-done", { skipped: words(m("skipped-online")) }),
  ],
  handed: [],
  evidence: [],
};

export const couldNotCheck: ResultView = {
  ...common,
  result: 5,
  subject: { ...subject, name: text("report.pdf"), content: null, size: 912_400 },
  verdict: {
    state: "could-not-check",
    code: "signing-service-unknown",
    headline: m("signing-service-unknown"),
    detail: m("detail-claimed", { who: words(m("who-mail", { identity: t("ada@post.example"), service: t("https://sign.corp.example") })) }),
    limit: m("limit-could-not-check", { target: code("file") }),
    notes: [],
    steps: [m("signing-service-unknown-do")],
    action: "try-again",
  },
  why: [
    why("why-service", "not-done", {}, [check("chain.path", "not-done", "signing-service-unknown")], m("signing-service-unknown-why")),
    why("why-list-not-asked", "not-done"),
  ],
  handed: [],
  evidence: [piece("could-not-check", "story-bundle", 0, "report.pdf.sigstore.json")],
};

/** Names chosen to deceive: markup, a direction control, a zero-width space, a line break, a fake verdict. */
export const hostile: ResultView = {
  ...unlisted,
  result: 6,
  subject: {
    ...subject,
    name: text("Signed by Acme, who is on your list.‹U+202E:direction-control›fdp.<img src=x onerror=alert(1)>.exe", ["direction-controls"]),
    nameNotes: [m("note-unusual-characters"), m("note-name-hidden-extension", { extension: t(".exe") })],
  },
  verdict: {
    ...unlisted.verdict,
    detail: m("detail-unlisted", {
      who: words(
        m("who-mail", {
          identity: {
            kind: "text",
            value: {
              ...text(`<b onclick="x">ad‹U+200B:hidden-character›a@post.example</b>‹U+000A:line-break›Signed by Acme. `),
              segments: [
                ...text(`<b onclick="x">ad‹U+200B:hidden-character›a@post.example</b>‹U+000A:line-break›Signed by Acme. ${"long".repeat(60)}`).segments,
                { kind: "elided", count: 3412 },
                { kind: "text", text: "@post.example" },
              ],
            },
          },
          service: t("https://accounts.code.example‹U+1F512:look-alike-symbol›"),
        }),
      ),
    }),
  },
};

export const states = [listed, unlisted, failed, noSignature, couldNotCheck];

const hash = (seed: number) => Array.from({ length: 64 }, (_, at) => ((at * 7 + seed * 13) % 16).toString(16)).join("");

const leaf = (key: string, value: string): TreeNode => ({ key: text(key), value: text(value), children: [], omitted: 0 });
const branch = (key: string, children: TreeNode[], omitted = 0): TreeNode => ({ key: text(key), value: null, children, omitted });

const blocks: Record<TabKind, Block[]> = {
  certificate: [
    {
      kind: "facts",
      title: m("story-certificate-facts"),
      folded: false,
      facts: [
        textFact("story-service", "https://accounts.code.example"),
        textFact("story-owner", "acme"),
        textFact("story-repository", "tool"),
        textFact("story-workflow", ".github/workflows/release.yml"),
        textFact("story-reference", "refs/tags/v4.2"),
        fact("story-kind", { kind: "words", value: m("story-key-kind") }),
        fact("story-key", { kind: "digest", value: { algorithm: "sha256", hex: DIGEST } }, "computed"),
        fact("story-serial", { kind: "hex", value: "5a39cf2f1b0c4d7711e0" }),
      ],
    },
    {
      kind: "chain",
      title: m("story-chain"),
      certificates: [
        { role: m("story-signer"), standing: "checked", facts: [textFact("story-service", "https://accounts.code.example")] },
        { role: m("story-intermediate"), standing: "checked", facts: [textFact("story-service", "code.example intermediate")] },
        { role: m("story-root"), standing: "checked", facts: [textFact("story-service", "code.example root")] },
      ],
    },
    { kind: "facts", title: m("story-all-fields"), folded: true, facts: [textFact("story-login", "https://accounts.code.example", "claimed")] },
  ],
  "log-entry": [
    {
      kind: "facts",
      title: m("story-entry"),
      folded: false,
      facts: [
        textFact("story-log", "log2025-1.code.example"),
        fact("story-log-index", { kind: "number", value: "18446744073709551615" }),
      ],
    },
    {
      kind: "inclusion-proof",
      title: m("story-proof"),
      leaf: hash(1),
      steps: Array.from({ length: 6 }, (_, at) => ({
        side: at % 2 === 0 ? ("left" as const) : ("right" as const),
        sibling: hash(at + 2),
        result: hash(at + 20),
      })),
      computedRoot: hash(25),
      signedRoot: hash(25),
    },
  ],
  timestamps: [
    {
      kind: "timeline",
      title: m("story-times"),
      from: SIGNED_AT - 57_000,
      until: SIGNED_AT + 543_000,
      points: [
        { at: SIGNED_AT, label: m("story-tsa"), standing: "checked", inside: true },
        { at: SIGNED_AT + 2_000, label: m("story-logged"), standing: "checked", inside: true },
        { at: SIGNED_AT + 600_000, label: m("story-logged"), standing: "claimed", inside: false },
      ],
    },
    { kind: "remark", message: m("story-remark") },
  ],
  statement: [
    {
      kind: "tree",
      title: m("story-payload"),
      standing: "claimed",
      nodes: [
        leaf("_type", "https://in-toto.io/Statement/v1"),
        branch("subject", [branch("0", [leaf("name", "tool-4.2-setup.exe"), branch("digest", [leaf("sha256", DIGEST)])])]),
        branch("predicate", Array.from({ length: 450 }, (_, at) => leaf(`field ${at}`, `value ${at}`)), 51),
      ],
    },
    { kind: "lines", title: m("story-message"), standing: "claimed", lines: [text("Release 4.2"), text(""), text("Built from a tag.")] },
  ],
  raw: [
    {
      kind: "raw-parts",
      parts: [
        { part: 0, name: m("story-raw-bundle"), forms: ["text", "hex"], size: 8_412 },
        { part: 1, name: m("story-raw-certificate"), forms: ["pem", "hex"], size: 904 },
      ],
    },
  ],
};

export const tab = (kind: TabKind): TabView => ({ kind, blocks: blocks[kind] });

export function rawPage(form: RawForm, firstRow: number): RawPage {
  const totalRows = form === "hex" ? 250_000 : 640;
  const rows = Array.from({ length: Math.min(200, totalRows - firstRow) }, (_, at) => {
    const row = firstRow + at;
    const bytes = Array.from({ length: 16 }, (_, byte) => ((row * 16 + byte * 7) % 256).toString(16).padStart(2, "0"));
    return text(form === "hex" ? `${(row * 16).toString(16).padStart(8, "0")}  ${bytes.join(" ")}  |................|` : `  "field${row}": "value ${row}",`);
  });
  return { rows, firstRow, totalRows };
}

export const settings: SettingsView = {
  appearance: { theme: "system", density: "comfortable", textSize: 100, textSizes: [80, 90, 100, 110, 120, 135, 150, 175, 200] },
  trustData: { name: m("story-public-good"), dated: TRUST_DATA_OF },
  trustedRoot: null,
  problems: [m("story-note-settings")],
  version: "0.1.0",
};
