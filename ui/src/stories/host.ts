// Answers like the program would, out of the samples.
import type * as Host from "../lib/host";
import type { Progress } from "../lib/types/Progress";
import * as batches from "./batch";
import * as samplesOfHistory from "./history";
import * as parts from "./parts";
import { listed, m, rawPage as page, settings as preset, tab as sampleTab, unlisted } from "./samples";
import * as place from "./settings";
import * as list from "./signers";

export const ROWS_PER_PAGE: typeof Host.ROWS_PER_PAGE = 200;
export const opened: typeof Host.opened = async () => [];
export const check: typeof Host.check = (_ticket, report: (progress: Progress) => void) => {
  report({ kind: "hashing", done: 11_534_336, total: 18_203_648 });
  return new Promise(() => undefined);
};
export const cancel: typeof Host.cancel = async () => undefined;
export const again: typeof Host.again = async () => ({ ticket: 1, name: listed.subject.name, count: 1 });
export const registryQuestion: typeof Host.registryQuestion = async () => null;
export const allowRegistry: typeof Host.allowRegistry = async () => undefined;
export const forgetRegistry: typeof Host.forgetRegistry = async () => place.networkView;
export const addPlainRegistry: typeof Host.addPlainRegistry = async () => place.networkView;
export const setPlainPasswords: typeof Host.setPlainPasswords = async () => place.networkView;
export const forgetPlainRegistry: typeof Host.forgetPlainRegistry = async () => place.networkView;
export const tab: typeof Host.tab = async (_result, _evidence, kind) => sampleTab(kind);
export const rawPage: typeof Host.rawPage = async (_address, form, firstRow) => page(form, firstRow);
export const rawCopy: typeof Host.rawCopy = async () => "";
export const rawSave: typeof Host.rawSave = async () => true;
export const chooseFiles: typeof Host.chooseFiles = async () => undefined;
export const openText: typeof Host.openText = () =>
  Promise.reject({ code: "file-missing", message: m("file-missing") });
export const showInFolder: typeof Host.showInFolder = async () => undefined;
export const reportSave: typeof Host.reportSave = async () => true;
export const summary: typeof Host.summary = async () => "";
export const comparePasted: typeof Host.comparePasted = async () => ({ outcome: "not-compared", sentence: { id: "pasted-no-digest", args: {} }, more: [], pairs: [] });
export const stopComparing: typeof Host.stopComparing = async () => {};
let kept = preset;
export const settings: typeof Host.settings = async () => kept;
export const resetSettings: typeof Host.resetSettings = async () => (kept = preset);
export const undoResetSettings: typeof Host.undoResetSettings = async () => kept;
export const advanced: typeof Host.advanced = async () => ({
  limits: [{ id: "limit-evidence", args: { most: { kind: "size", value: 33_554_432 } } }],
  unchecked: [
    { title: { id: "unchecked-signatures", args: {} }, names: [{ id: "system-openpgp", args: {} }], instead: { id: "unchecked-signatures-instead", args: {} } },
  ],
});
export const setAppearance: typeof Host.setAppearance = async (change) =>
  (kept = { ...kept, appearance: { ...kept.appearance, ...change } });
export const chooseTrustedRoot: typeof Host.chooseTrustedRoot = async () => kept;
export const useBuiltInTrustData: typeof Host.useBuiltInTrustData = async () => kept;
export const showListInFolder: typeof Host.showListInFolder = async () => undefined;
export const batch: typeof Host.batch = async () => batches.view;
export const batchPage: typeof Host.batchPage = async (_batch, query, _revision, first) => batches.page(query, first);
export const batchSeek: typeof Host.batchSeek = async () => null;
export const batchCopy: typeof Host.batchCopy = async () => "";
export const batchSave: typeof Host.batchSave = async () => true;
export const batchOpen: typeof Host.batchOpen = async () => ({ ticket: 1, name: listed.subject.name, count: 1 });
export const batchAgain: typeof Host.batchAgain = async () => ({ ticket: 1, name: listed.subject.name, count: 1 });
export const chooseFolder: typeof Host.chooseFolder = async () => undefined;
export const close: typeof Host.close = async () => undefined;
export const stay: typeof Host.stay = async () => undefined;
export const PARTS_PER_PAGE: typeof Host.PARTS_PER_PAGE = 200;
export const partsFind: typeof Host.partsFind = async () => [];
export const partsOpen: typeof Host.partsOpen = async (document) => parts.document(document);
export const partsCancel: typeof Host.partsCancel = async () => undefined;
export const partsPast: typeof Host.partsPast = async () => [];
export const partsOfCheck: typeof Host.partsOfCheck = async () => ({ document: 9, name: listed.subject.name, origin: "chosen", attached: null });
export const ownStatement: typeof Host.ownStatement = async () => [];
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
export const partsChoose: typeof Host.partsChoose = async () => ({ document: 9, name: listed.subject.name, origin: "chosen", attached: null });
export const partsCompare: typeof Host.partsCompare = async () => parts.comparison;
export const partsDifferences: typeof Host.partsDifferences = async (_comparison, _query, first) => parts.differences(first);
export const partsDifferencesSave: typeof Host.partsDifferencesSave = async () => true;
export const watch: typeof Host.watch = async () => undefined;
export const copyText: typeof Host.copyText = async () => undefined;
export const commandError: typeof Host.commandError = (reason) => reason as ReturnType<typeof Host.commandError>;

export const trustData: typeof Host.trustData = async () => place.trustDataPage;
export const updateTrustData: typeof Host.updateTrustData = async () => place.outcome;
export const updateTrustDataFromFolder: typeof Host.updateTrustDataFromFolder = async () => place.outcome;
export const cancelTrustUpdate: typeof Host.cancelTrustUpdate = async () => undefined;
export const setFreshness: typeof Host.setFreshness = async (freshness) => ({ ...place.trustDataPage, freshness });
export const chooseInstance: typeof Host.chooseInstance = async () => place.chosen;
export const addInstance: typeof Host.addInstance = async (name) =>
  name === "" ? { kind: "refused", field: "name", message: m("story-note-settings") } : { kind: "added" };
export const renameInstance: typeof Host.renameInstance = async () => place.trustDataPage;
export const removeInstance: typeof Host.removeInstance = async () => 1;
export const undoRemoveInstance: typeof Host.undoRemoveInstance = async () => place.trustDataPage;
export const network: typeof Host.network = async () => place.networkView;
export const setNetworkOff: typeof Host.setNetworkOff = async (off) => ({ ...place.networkView, off });
export const setProxy: typeof Host.setProxy = async (proxy, proxyAddress) => ({ ...place.networkView, proxy, proxyAddress });
export const chooseAuthorities: typeof Host.chooseAuthorities = async () => place.networkView;
export const forgetAuthorities: typeof Host.forgetAuthorities = async () => ({ ...place.networkView, authorities: null });
export const setConsent: typeof Host.setConsent = async (source, consent) => place.consented(source, consent);
export const setSourcePlace: typeof Host.setSourcePlace = async () => place.networkView;
export const SENT_PER_PAGE: typeof Host.SENT_PER_PAGE = 50;
export const networkLog: typeof Host.networkLog = async () => place.sent;
export const clearNetworkLog: typeof Host.clearNetworkLog = async () => undefined;

const handOut = async () => ({ ticket: 1, name: listed.subject.name, count: 1 });

export const signers: typeof Host.signers = async (query) => list.signersView(query);
export const signer: typeof Host.signer = async (_revision, entry) => list.signer(entry);
export const lintSigner: typeof Host.lintSigner = async (draft, entry, typedName) => list.lint(draft, entry, typedName);
export const editSigners: typeof Host.editSigners = async (_revision, edit) => list.done(edit.kind, null);
export const lookAtSigners: typeof Host.lookAtSigners = async () => undefined;
export const testSigner: typeof Host.testSigner = async () => list.test;
export const testEntry: typeof Host.testEntry = async () => list.test;
export const trustProposal: typeof Host.trustProposal = async () => list.trustView;
export const lintTrust: typeof Host.lintTrust = async (_result, _evidence, draft) => list.trustLint(draft);
export const compareWithList: typeof Host.compareWithList = async () => [list.look];
export const resultNow: typeof Host.resultNow = async () => unlisted;
export const importFile: typeof Host.importFile = async () => list.imported;
export const importText: typeof Host.importText = async () => list.imported;
export const forgetImport: typeof Host.forgetImport = async () => undefined;
export const exportPreview: typeof Host.exportPreview = async (_revision, kind) => list.exported(kind);
export const exportSave: typeof Host.exportSave = async () => true;
export const exportCopy: typeof Host.exportCopy = async () => "";

export const ROWS_PER_CALL: typeof Host.ROWS_PER_CALL = 100;
export const history: typeof Host.history = async () => samplesOfHistory.past;
export const historyRows: typeof Host.historyRows = async () => samplesOfHistory.moreRows;
export const compareChecks: typeof Host.compareChecks = async () => samplesOfHistory.compared;
export const compareWithHistory: typeof Host.compareWithHistory = async () => samplesOfHistory.compared;
export const checkAgain: typeof Host.checkAgain = handOut;
export const forget: typeof Host.forget = async () => ({ checks: 1, undo: 1 });
export const undoForget: typeof Host.undoForget = async () => undefined;
export const keepEffect: typeof Host.keepEffect = async () => 4;
export const keepHistory: typeof Host.keepHistory = async () => undefined;
export const exportHistory: typeof Host.exportHistory = async () => true;
export const beginHistoryAnew: typeof Host.beginHistoryAnew = async () => undefined;
export const changedResults: typeof Host.changedResults = async () => [];
export const watched: typeof Host.watched = async () => samplesOfHistory.folders;
export const watchFolder: typeof Host.watchFolder = async () => samplesOfHistory.folders;
export const unwatchFolder: typeof Host.unwatchFolder = async () => samplesOfHistory.folders;
export const pauseFolder: typeof Host.pauseFolder = async () => samplesOfHistory.folders;
export const watchedRows: typeof Host.watchedRows = async () => [];
export const openWatched: typeof Host.openWatched = handOut;
