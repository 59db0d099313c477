// A parts list of any length, computed row by row, for the stories and for the tests.
import type { Fact } from "../lib/types/Fact";
import type { PartsBinding } from "../lib/types/PartsBinding";
import type { PartsComparison } from "../lib/types/PartsComparison";
import type { PartsCounts } from "../lib/types/PartsCounts";
import type { PartsDetail } from "../lib/types/PartsDetail";
import type { PartsDifferences } from "../lib/types/PartsDifferences";
import type { PartsDocument } from "../lib/types/PartsDocument";
import type { PartsFindings } from "../lib/types/PartsFindings";
import type { PartsGaps } from "../lib/types/PartsGaps";
import type { PartsItem } from "../lib/types/PartsItem";
import type { PartsName } from "../lib/types/PartsName";
import type { PartsNeighbours } from "../lib/types/PartsNeighbours";
import type { PartsPage } from "../lib/types/PartsPage";
import type { PartsQuery } from "../lib/types/PartsQuery";
import type { PartsValues } from "../lib/types/PartsValues";
import type { PartsVulnerabilities } from "../lib/types/PartsVulnerabilities";
import { code, m, t, text } from "./samples";

export const PARTS = 48_212;
const PAGE = 200;
const LICENCES = ["MIT", "Apache-2.0", "BSD-3-Clause", "GPL-2.0-only"];
const SUPPLIERS = ["Acme Widgets", "Example Foundation", "Northwind Libraries"];
const STEMS = ["openssl", "curl", "zlib", "libfoo", "tiny-json", "harbour"];

const stem = (part: number) => `${STEMS[part % STEMS.length] ?? ""}-${part}`;
const claimed = (label: string, value: string): Fact => ({ label: m(label), value: { kind: "text", value: text(value) }, standing: "claimed" });

export const name = (part: number): PartsName => ({ part, name: text(stem(part)), version: text(`3.${part % 50}.1`) });

export const item = (part: number): PartsItem => ({
  ...name(part),
  kind: m(part === 0 ? "parts-kind-application" : "parts-kind-library"),
  licence: part % 7 === 0 ? null : text(LICENCES[part % 4] ?? ""),
  supplier: part % 5 === 0 ? null : text(SUPPLIERS[part % 3] ?? ""),
  relation: m(part === 0 ? "parts-relation-root" : part < 12 ? "parts-relation-direct" : "parts-relation-transitive"),
  hasHash: part % 3 !== 0,
  usedBy: part === 0 ? 0 : 1 + (part % 17),
  uses: part < 4_000 ? 12 : 0,
  identifier: text(`pkg:generic/${stem(part)}@3.${part % 50}.1`),
});

const fits = (query: PartsQuery) => {
  const all: number[] = [];
  for (let part = 0; part < PARTS; part += 1) {
    const named = stem(part).includes(query.text.toLowerCase());
    const lacks = query.filters.every((filter) => filter.by !== "gap" || part % 5 === 0);
    if (named && lacks) all.push(part);
  }
  return query.sort?.descending ? all.reverse() : all;
};

export function page(query: PartsQuery, first: number): PartsPage {
  const parts = fits(query);
  if (query.group) {
    const names = [...LICENCES, null];
    const rows: PartsPage["rows"] = names.flatMap((licence, value) => [
      { row: "group" as const, value, name: licence === null ? null : text(licence), count: 10, open: query.open.includes(value) },
      ...(query.open.includes(value) ? parts.slice(0, 10).map((part) => ({ row: "part" as const, ...item(part) })) : []),
    ]);
    return { rows: rows.slice(first, first + PAGE), first, total: rows.length, parts: parts.length };
  }
  const rows = parts.slice(first, first + PAGE).map((part) => ({ row: "part" as const, ...item(part) }));
  return { rows, first, total: parts.length, parts: parts.length };
}

export const seek = (query: PartsQuery, prefix: string, after: number): number | null => {
  const parts = fits(query);
  const found = parts.findIndex((part, row) => row >= after && stem(part).startsWith(prefix));
  return found < 0 ? null : found;
};

export const counts = (query: PartsQuery): PartsCounts => ({
  kinds: [
    { filter: { by: "kind", value: "library" }, label: m("parts-kind-library"), count: PARTS - 1 },
    { filter: { by: "kind", value: "application" }, label: m("parts-kind-application"), count: 1 },
  ],
  relations: [
    { filter: { by: "relation", value: "direct" }, label: m("parts-relation-direct"), count: 11 },
    { filter: { by: "relation", value: "transitive" }, label: m("parts-relation-transitive"), count: PARTS - 12 },
  ],
  chosen: query.filters
    .filter((filter) => filter.by === "gap" || filter.by === "licence" || filter.by === "supplier")
    .map((filter) => ({
      filter,
      label:
        filter.by === "gap"
          ? m("parts-chosen-gap", { element: { kind: "words", value: m("parts-element-supplier") } })
          : m("parts-value", { text: t(LICENCES[filter.value as number] ?? "") }),
    })),
});

export const gaps: PartsGaps[] = [
  {
    standard: m("parts-standard-ntia-2021"),
    elements: [
      {
        label: m("parts-element-supplier"),
        standing: m("parts-gap-of", { have: { kind: "number", value: 38_569 }, of: { kind: "number", value: PARTS } }),
        missing: 9_643,
        filter: { by: "gap", value: "supplier" },
      },
      {
        label: m("parts-element-name"),
        standing: m("parts-gap-of", { have: { kind: "number", value: PARTS }, of: { kind: "number", value: PARTS } }),
        missing: 0,
        filter: null,
      },
      { label: m("parts-element-author"), standing: m("parts-gap-weak"), missing: null, filter: null },
      { label: m("parts-element-frequency"), standing: m("parts-gap-not-assessable"), missing: null, filter: null },
    ],
  },
];

export const values = (first: number): PartsValues => ({
  values: [...LICENCES, null].map((licence, value) => ({
    value,
    name: licence === null ? null : text(licence),
    count: Math.round(20_000 / (value + 1)),
    open: false,
  })),
  first,
  total: 5,
  most: 20_000,
});

export const detail = (part: number): PartsDetail => ({
  item: item(part),
  facts: [
    claimed("parts-fact-purl", `pkg:generic/${stem(part)}@3.${part % 50}.1`),
    claimed("parts-fact-reference", `ref-${part}`),
  ],
  omitted: 0,
  remarks: part >= 4_000 ? [m("parts-remark-undeclared")] : [],
});

export const neighbours = (part: number, uses: boolean, first: number): PartsNeighbours => {
  const others = uses ? (part < 4_000 ? Array.from({ length: 12 }, (_, index) => part * 12 + index + 1) : []) : part === 0 ? [] : [Math.floor((part - 1) / 12)];
  return {
    rows: others.slice(first, first + PAGE).map((other) => ({
      name: name(other),
      how: m("parts-how-depends-on", { way: code(uses ? "out" : "in") }),
      uses: other < 4_000 ? 12 : 0,
    })),
    first,
    total: others.length,
  };
};

/** A tree in which everything uses the top again: without an end to it. */
export const children = (part: number | null, first: number): PartsNeighbours => {
  if (part === null) return { rows: [{ name: name(0), how: null, uses: 12 }], first, total: 1 };
  const below = neighbours(part, true, first);
  return { ...below, rows: [...below.rows, { name: name(0), how: null, uses: 12 }], total: below.total + 1 };
};

export const paths = (part: number) => ({ paths: [[name(0), name(Math.floor((part - 1) / 12)), name(part)]], more: true });

export const vulnerabilities = (first: number): PartsVulnerabilities => ({
  rows: [
    {
      id: text("CVE-2026-0001"),
      facts: [claimed("parts-vulnerability-status", "not_affected"), claimed("parts-vulnerability-justification", "code_not_reachable")],
      affects: [name(3)],
      affected: 4,
    },
  ],
  first,
  total: 1,
});

export const findings = (first: number): PartsFindings => ({
  rows: [
    {
      label: m("parts-finding-dangling-reference"),
      text: text("no-such-part"),
      place: text("/dependencies/3/dependsOn/0"),
      line: 812,
      part: name(7),
    },
  ],
  first,
  total: 1,
  counts: [
    { code: "dangling-reference", label: m("parts-finding-dangling-reference"), count: 1, filter: { by: "finding", value: "dangling-reference" } },
  ],
  dropped: 0,
});

const who = m("who-without-service", { identity: t("release@acme.example") });
export const signed: PartsBinding = {
  step: "signed-statement",
  outcome: "held",
  sentence: m("parts-binding-signed-statement", { target: code("file") }),
  details: [
    m("parts-signed-by", { who: { kind: "words", value: who }, list: code("listed") }),
    m("parts-claims-of-signer"),
  ],
};
export const other: PartsBinding = {
  step: "other-file",
  outcome: "failed",
  sentence: m("sbom-binding-other", { target: { kind: "code", value: "file" } }),
  details: [m("parts-claims-about-other")],
};
export const alone: PartsBinding = {
  step: "alone-unsigned",
  outcome: "noted",
  sentence: m("parts-binding-alone-unsigned"),
  details: [m("parts-claims-of-nobody")],
};

export const document = (number: number, binding: PartsBinding = signed): PartsDocument => ({
  document: number,
  name: text("tool-4.2.cdx.json"),
  origin: "statement",
  binding,
  facts: [claimed("parts-fact-tool", "lister 2.1"), claimed("parts-fact-created", "2026-03-03T14:00:00Z")],
  parts: PARTS,
  relations: 48_000,
  hasRelations: true,
  licences: 4,
  suppliers: 3,
  vulnerabilities: 1,
  findings: 1,
  files: [
    { name: text("tool-4.2.tar.gz"), listed: true, sentence: m("parts-file-listed", { versioned: code("yes"), name: t("tool"), version: t("4.2"), more: { kind: "number", value: 0 } }), part: 0 },
    { name: text("notes.txt"), listed: false, sentence: m("parts-file-not-listed"), part: null },
  ],
});

export const comparison: PartsComparison = {
  comparison: 1,
  before: { document: 1, name: text("tool-4.1.cdx.json"), parts: 48_100, binding: alone.sentence, details: alone.details },
  after: { document: 2, name: text("tool-4.2.cdx.json"), parts: PARTS, binding: signed.sentence, details: signed.details },
  counts: (["added", "removed", "version", "licence", "hash"] as const).map((change, index) => ({ change, count: index === 4 ? 0 : 3 })),
  same: 48_000,
  different: 12,
};

export const differences = (first: number): PartsDifferences => {
  const state = (version: string, licence: string, part: number) => ({ version: text(version), licence: text(licence), hash: null, part });
  const rows: PartsDifferences["rows"] = [
    { name: text("openssl"), changes: ["version"], before: state("3.0.13", "Apache-2.0", 1), after: state("3.0.14", "Apache-2.0", 1) },
    { name: text("zlib"), changes: ["licence"], before: state("1.3", "Zlib", 2), after: state("1.3", "MIT", 2) },
    { name: text("tiny-json"), changes: ["added"], before: null, after: state("0.9", "MIT", 3) },
    { name: text("left-pad"), changes: ["removed"], before: state("1.0", "WTFPL", 4), after: null },
  ];
  return { rows: rows.slice(first), first, total: rows.length };
};
