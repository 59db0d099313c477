// Answers like the program would, out of the samples.
import type * as Host from "../lib/host";
import type { Progress } from "../lib/types/Progress";
import * as parts from "./parts";
import { list, listed, m, rawPage as page, settings as preset, tab as sampleTab } from "./samples";

export const ROWS_PER_PAGE: typeof Host.ROWS_PER_PAGE = 200;
export const opened: typeof Host.opened = async () => [];
export const check: typeof Host.check = (_ticket, report: (progress: Progress) => void) => {
  report({ kind: "hashing", done: 11_534_336, total: 18_203_648 });
  return new Promise(() => undefined);
};
export const cancel: typeof Host.cancel = async () => undefined;
export const again: typeof Host.again = async () => ({ ticket: 1, name: listed.subject.name, count: 1 });
export const tab: typeof Host.tab = async (_result, _evidence, kind) => sampleTab(kind);
export const rawPage: typeof Host.rawPage = async (_address, form, firstRow) => page(form, firstRow);
export const rawCopy: typeof Host.rawCopy = async () => "";
export const rawSave: typeof Host.rawSave = async () => true;
export const chooseFiles: typeof Host.chooseFiles = async () => undefined;
export const openText: typeof Host.openText = () =>
  Promise.reject({ code: "file-missing", message: m("file-missing") });
export const showInFolder: typeof Host.showInFolder = async () => undefined;
export const summary: typeof Host.summary = async () => "";
export const settings: typeof Host.settings = async () => preset;
export const setTheme: typeof Host.setTheme = async () => undefined;
export const chooseTrustedRoot: typeof Host.chooseTrustedRoot = async () => preset;
export const useBuiltInTrustData: typeof Host.useBuiltInTrustData = async () => preset;
export const trustedList: typeof Host.trustedList = async () => list;
export const showListInFolder: typeof Host.showListInFolder = async () => undefined;
export const PARTS_PER_PAGE: typeof Host.PARTS_PER_PAGE = 200;
export const partsFind: typeof Host.partsFind = async () => [];
export const partsOpen: typeof Host.partsOpen = async (document) => parts.document(document);
export const partsPage: typeof Host.partsPage = async (_document, query, first) => parts.page(query, first);
export const partsSeek: typeof Host.partsSeek = async (_document, query, prefix, after) => parts.seek(query, prefix, after);
export const partsCounts: typeof Host.partsCounts = async (_document, query) => parts.counts(query);
export const partsGaps: typeof Host.partsGaps = async () => parts.gaps;
export const partsValues: typeof Host.partsValues = async (_document, _by, _text, first) => parts.values(first);
export const partsDetail: typeof Host.partsDetail = async (_document, part) => parts.detail(part);
export const partsNeighbours: typeof Host.partsNeighbours = async (_document, part, side, _text, first) =>
  side === "related" ? { rows: [], first, total: 0 } : parts.neighbours(part, side === "uses", first);
export const partsChildren: typeof Host.partsChildren = async (_document, part, first) => parts.children(part, first);
export const partsPaths: typeof Host.partsPaths = async (_document, part) => parts.paths(part);
export const partsVulnerabilities: typeof Host.partsVulnerabilities = async (_document, first) => parts.vulnerabilities(first);
export const partsFindings: typeof Host.partsFindings = async (_document, _code, first) => parts.findings(first);
export const partsCopy: typeof Host.partsCopy = async () => "";
export const partsSave: typeof Host.partsSave = async () => true;
export const partsChoose: typeof Host.partsChoose = async () => ({ document: 9, name: listed.subject.name, origin: "chosen" });
export const partsCompare: typeof Host.partsCompare = async () => parts.comparison;
export const partsDifferences: typeof Host.partsDifferences = async (_comparison, _query, first) => parts.differences(first);
export const partsDifferencesSave: typeof Host.partsDifferencesSave = async () => true;
export const watch: typeof Host.watch = async () => undefined;
export const copyText: typeof Host.copyText = async () => undefined;
export const commandError: typeof Host.commandError = (reason) => reason as ReturnType<typeof Host.commandError>;
