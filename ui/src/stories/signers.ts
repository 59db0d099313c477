// A list with entries of every kind, and what is asked about them, for the stories and for the tests.
import type { BreadthLevel } from "../lib/types/BreadthLevel";
import type { BreadthView } from "../lib/types/BreadthView";
import type { CompareView } from "../lib/types/CompareView";
import type { EditAnswer } from "../lib/types/EditAnswer";
import type { EntryDraft } from "../lib/types/EntryDraft";
import type { ExportKind } from "../lib/types/ExportKind";
import type { ExportView } from "../lib/types/ExportView";
import type { Finding } from "../lib/types/Finding";
import type { ImportView } from "../lib/types/ImportView";
import type { Lint } from "../lib/types/Lint";
import type { ListChange } from "../lib/types/ListChange";
import type { Openness } from "../lib/types/Openness";
import type { PartView } from "../lib/types/PartView";
import type { SignerRow } from "../lib/types/SignerRow";
import type { SignersQuery } from "../lib/types/SignersQuery";
import type { SignersView } from "../lib/types/SignersView";
import type { SignerTest } from "../lib/types/SignerTest";
import type { SignerView } from "../lib/types/SignerView";
import type { Starter } from "../lib/types/Starter";
import type { TrustDraft } from "../lib/types/TrustDraft";
import type { TrustLint } from "../lib/types/TrustLint";
import type { TrustView } from "../lib/types/TrustView";
import { plainText } from "../lib/words";
import { EMPTY_DRAFT } from "../lib/signers/draft";
import { m, t, text, textFact } from "./samples";

const AT = Date.UTC(2026, 10, 20, 9, 14, 2);
const DAY = 86_400_000;

const breadth = (level: BreadthLevel, sentence: string): BreadthView => ({ level, sentence: m("story-words", { words: t(sentence) }) });
const said = (sentence: string) => m("story-words", { words: t(sentence) });
const part = (label: string, value: string | null, openness: Openness, remark: string | null = null): PartView => ({
  label: m(label),
  value: value === null ? null : text(value),
  openness,
  remark: remark === null ? null : said(remark),
});

function row(entry: number, label: string, who: string, change: Partial<SignerRow> = {}): SignerRow {
  return {
    entry,
    label: text(label),
    who: said(who),
    scope: said("build records, any version tag"),
    breadth: breadth("narrow", "the workflow release.yml of acme/tool, on version tags"),
    source: "own",
    standing: "in-force",
    basis: { kind: "project-page", words: m("ui-basis-project-page") },
    expires: null,
    pinned: false,
    lastUsed: AT - 3 * DAY,
    uses: 12,
    gravest: null,
    ...change,
  };
}

export const rows: SignerRow[] = [
  row(0, "Acme releases", "acme/tool · release.yml on code.example", { pinned: true }),
  row(1, "Bob", "bob@post.example", {
    scope: said("anything they sign"),
    breadth: breadth("narrow", "one mail box"),
    basis: { kind: "first-seen", words: m("ui-basis-first-seen") },
    expires: AT + 300 * DAY,
    uses: 1,
  }),
  row(2, "Acme, everything", "any repository of acme on code.example", {
    breadth: breadth("very-wide", "any repository of “acme”, also new ones"),
    scope: said("anything, any branch or tag"),
    gravest: "warning",
  }),
  row(3, "Old mirror", "mirror/tool · release.yml on code.example", { standing: "disabled", lastUsed: null, uses: 0 }),
  row(4, "Imported: build of parts", "parts/parts · build.yml on code.example", {
    standing: "to-review",
    breadth: breadth("wide", "any workflow in parts/parts"),
    lastUsed: null,
    uses: 0,
  }),
  row(5, "Summer guest", "eve@post.example", { standing: "expired", expires: AT - 90 * DAY, uses: 3 }),
  row(6, "Company builds", "acme-corp/app · build.yml on code.example", {
    source: "managed",
    basis: { kind: "my-organisation", words: m("ui-basis-my-organisation") },
  }),
];

export const draft: EntryDraft = {
  ...EMPTY_DRAFT,
  label: "Acme releases",
  form: "parts",
  issuer: "https://accounts.code.example",
  parts: { host: "code.example", owner: "acme", repository: "tool", workflow: ".github/workflows/release.yml", reference: "refs/tags/v*" },
  ownerId: "8841",
  claims: ["build-record"],
  files: "tool-*",
  basis: "project-page",
  basisLink: "https://acme.example/releases",
  pinned: true,
};

const acmeParts = [
  part("story-service", "code.example", "fixed"),
  part("story-owner", "acme", "fixed", "no. 8841"),
  part("story-repository", "tool", "fixed", "no. 55120"),
  part("story-workflow", ".github/workflows/release.yml", "fixed"),
  part("story-reference", null, "any", "any version tag"),
  part("story-login", "https://accounts.code.example", "fixed"),
];

const wide: Finding = {
  code: "owner-open",
  gravity: "warning",
  message: said("Whoever can create a repository for “acme” can sign as this entry."),
  field: null,
  suggestion: null,
};

export function signer(entry: number): SignerView {
  const found = rows.find((one) => one.entry === entry) ?? rows[0];
  if (!found) throw new Error("no entry");
  return {
    row: found,
    sentence: said("Files whose build record was made by the workflow release.yml in acme/tool on code.example, on any version tag."),
    parts: acmeParts,
    findings: found.gravest === null ? [] : [wide],
    facts: [textFact("story-kind", "tool-*", "computed")],
    draft: found.source === "own" ? { ...draft, label: plainText(found.label) } : null,
  };
}

export const starters: Starter[] = [
  {
    name: text("Example Language, release 3"),
    who: said("release@language.example"),
    readAt: said("read on language.example/security on 20 July 2026"),
    draft: { ...EMPTY_DRAFT, form: "exact", issuer: "https://login.language.example", identity: "release@language.example" },
  },
];

export const change: ListChange = {
  revision: "r2",
  at: AT,
  rows: [
    {
      label: text("Acme releases"),
      change: "changed",
      facts: [{ label: m("story-workflow"), before: text(".github/workflows/release.yml"), after: text(".github/workflows/publish.yml") }],
    },
    { label: text("Mallory"), change: "added", facts: [{ label: m("story-mail"), before: null, after: text("mallory@post.example") }] },
  ],
  more: 0,
};

export function signersView(query: SignersQuery): SignersView {
  const wanted = query.text.trim().toLowerCase();
  const fits = rows.filter((one) => plainText(one.label).toLowerCase().includes(wanted));
  return {
    location: text("/home/ada/.config/whence/identities.toml"),
    exists: true,
    revision: "r1",
    fingerprint: "7F3A-09C2-55E1",
    problems: [],
    kept: true,
    fixedBecause: null,
    changedOutside: null,
    managed: [{ location: text("/etc/whence/identities.toml"), entries: 1, problems: [], kept: true }],
    rows: fits,
    first: 0,
    total: fits.length,
    all: rows.length,
    toReview: 1,
    rules: [
      {
        label: text("Tool needs both"),
        source: "own",
        facts: [textFact("story-kind", "tool-*", "computed"), textFact("story-signer", "Acme releases, Company builds", "computed")],
        inForce: true,
      },
    ],
    starters: wanted === "" ? [] : starters.filter((one) => plainText(one.name).toLowerCase().includes(wanted)),
  };
}

export function lint(typed: EntryDraft, _entry: number | null, typedName: string): Lint {
  const findings: Finding[] = [];
  const mistake = (field: Finding["field"], sentence: string, suggestion: string | null = null) =>
    findings.push({ code: "empty", gravity: "mistake", message: said(sentence), field, suggestion });
  if (typed.label.trim() === "") mistake("label", "A name is missing.");
  if (typed.label === "Acme release") mistake("label", "This looks like your entry “Acme releases”.", "Acme 2");
  if (typed.form === "exact" && typed.identity === "") mistake("identity", "It is missing.");
  if (typed.issuer !== "" && !typed.issuer.startsWith("https://")) mistake("issuer", "This is no https address.", `https://${typed.issuer}`);
  if (typed.basis === null) mistake("basis", "Say how you know.");
  const open = typed.form === "parts" && typed.parts.repository === "*";
  if (open) findings.push(wide);
  if (open && typedName !== "acme") mistake("typed-name", "The name is not typed yet.");
  const readable = typed.form === "parts" ? typed.parts.owner !== "" : typed.identity.includes("@");
  const scope = (reference: string, label: string, level: BreadthLevel, repository = typed.parts.repository) => ({
    label: said(label),
    breadth: breadth(level, label),
    draft: { ...typed, parts: { ...typed.parts, reference, repository } },
    chosen: typed.parts.reference === reference && typed.parts.repository === repository,
  });
  return {
    canSave: findings.every((finding) => finding.gravity !== "mistake"),
    findings,
    sentence: readable ? said("Files whose build record was made by the workflow release.yml in acme/tool on code.example, on any version tag.") : null,
    parts: readable ? acmeParts : [],
    breadth: readable ? breadth(open ? "very-wide" : "narrow", open ? "any repository of “acme”, also new ones" : "this workflow, on version tags") : null,
    nameToType: open ? text("acme") : null,
    scopes:
      readable && typed.form === "parts"
        ? [
            scope("refs/tags/v*", "this workflow, any version tag", "narrow"),
            scope("*", "this workflow, any branch or tag", "wide"),
            scope("*", "any repository of “acme”", "very-wide", "*"),
          ]
        : [],
  };
}

export const test: SignerTest = {
  accepted: 2,
  past: 3,
  files: [
    { name: text("tool-4.2-setup.exe"), who: said("acme/tool · release.yml"), state: "listed", checkedAt: AT, accepted: true, because: null },
    { name: text("tool-4.1-setup.exe"), who: said("acme/tool · release.yml"), state: "listed", checkedAt: AT - 40 * DAY, accepted: true, because: null },
    { name: text("plugin.zip"), who: said("bob@post.example"), state: "unlisted", checkedAt: AT - 50 * DAY, accepted: false, because: said("It was signed by an e-mail address.") },
  ],
  refused: 38,
  lookAlikes: 38,
  names: [
    { identity: text("https://code.example/acme-tool/tool/.github/workflows/release.yml@refs/tags/v1"), how: said("another owner with a longer name"), accepted: false },
    { identity: text("https://code.example/аcme‹U+0430:look-alike-symbol›/tool/.github/workflows/release.yml@refs/tags/v1"), how: said("a letter from another alphabet"), accepted: false },
  ],
  noPastBecause: null,
};

export const look: CompareView = {
  said: said("The owner differs: “acme-tool” instead of “acme”."),
  before: { role: m("story-your-entry"), name: text("Acme releases"), state: null, at: AT - 200 * DAY },
  after: { role: m("story-this-file"), name: text("tool-4.2-setup.exe"), state: "unlisted", at: AT },
  rows: [
    {
      label: m("story-owner"),
      before: { kind: "marked", value: [{ text: text("acme"), differs: false }] },
      after: {
        kind: "marked",
        value: [
          { text: text("acme"), differs: false },
          { text: text("-tool"), differs: true },
        ],
      },
      same: false,
      spelled: said("After “acme” come five more characters: hyphen, t, o, o, l."),
    },
    {
      label: m("story-repository"),
      before: { kind: "fact", value: { kind: "text", value: text("tool") } },
      after: { kind: "fact", value: { kind: "text", value: text("tool") } },
      same: true,
      spelled: null,
    },
    {
      label: m("story-serial"),
      before: { kind: "fact", value: { kind: "number", value: "8841" } },
      after: null,
      same: false,
      spelled: null,
    },
  ],
};

export const trustView: TrustView = {
  who: said("acme-tool/tool · release.yml on code.example"),
  compare: [look],
  update: null,
  scopes: [
    ["this workflow, version tags only", "fits every release built the same way", "narrow"],
    ["this workflow, any branch or tag", "anyone who can push a branch", "wide"],
    ["any workflow in this repository", "anyone who can add a workflow", "wide"],
    ["any repository of “acme-tool”", "anyone who can create a repository there", "very-wide"],
  ].map(([label, consequence, level], at) => ({
    scope: at,
    label: said(label ?? ""),
    sentence: said(`Files whose build record was made by ${label}, in acme-tool/tool on code.example.`),
    consequence: said(consequence ?? ""),
    breadth: breadth((level ?? "narrow") as BreadthLevel, label ?? ""),
    recommended: at === 0,
    parts: acmeParts,
    fits: at + 1,
    nameToType: at === 3 ? text("acme-tool") : null,
    confirm: m("story-trust", { who: t("release.yml of acme-tool/tool") }),
  })),
};

export function trustLint(typed: TrustDraft): TrustLint {
  const findings: Finding[] = [];
  const mistake = (field: Finding["field"], sentence: string) =>
    findings.push({ code: "empty", gravity: "mistake", message: said(sentence), field, suggestion: null });
  if (typed.label.trim() === "" && typed.update === null) mistake("label", "A name is missing.");
  if (typed.basis === null) mistake("basis", "Say how you know.");
  if (typed.scope === 3 && typed.typedName !== "acme-tool") mistake("typed-name", "The name is not typed yet.");
  const fits = typed.basisText.includes("acme-tool/tool");
  return {
    canTrust: findings.length === 0,
    findings,
    basis: typed.basisText === "" ? null : { fits, message: said(fits ? "It names the same owner and repository." : "It does not name this owner and repository.") },
  };
}

export const imported: ImportView = {
  import: 1,
  name: text("identities.toml"),
  format: said("list of Whence"),
  rows: [
    { row: 0, label: text("parts"), who: said("parts/parts · build.yml on code.example"), breadth: breadth("wide", "any workflow in parts/parts"), change: "added", facts: [], findings: [wide], with: [], refusedBecause: null },
    { row: 1, label: text("Acme releases"), who: said("acme/tool · publish.yml on code.example"), breadth: breadth("narrow", "this workflow"), change: "changed", facts: change.rows[0]?.facts ?? [], findings: [], with: [], refusedBecause: null },
    { row: 2, label: text("Company builds"), who: said("acme-corp/app · build.yml on code.example"), breadth: breadth("narrow", "this workflow"), change: "same", facts: [], findings: [], with: [], refusedBecause: null },
    { row: 3, label: text("anyone"), who: said("any signer"), breadth: null, change: "added", facts: [], findings: [], with: [], refusedBecause: said("It names no login service, so anybody could sign.") },
  ],
  ignored: [said("“conditions” of the rule “check-builds” is not evaluated here.")],
  problems: [{ line: 41, column: 7, message: said("This expression cannot be evaluated.") }],
};

export const exported = (kind: ExportKind): ExportView => ({
  entries: 6,
  lines: kind === "whence" ? ["schema = 1", "", "[[signer]]", 'label = "Acme releases"'].map((line) => text(line)) : [text("gh attestation verify FILE")],
  more: 52,
  refused: kind === "whence" ? [] : [{ label: text("Bob"), because: said("This form has no place for the day on which an entry ends.") }],
});

export const done = (sentence: string, entry: number | null, undo: number | null = 1): EditAnswer => ({ kind: "done", revision: "r2", entry, said: said(sentence), undo });
