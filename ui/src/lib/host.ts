// The one door to the program around this page. Every call is a command of the shell; paths never
// come through here, only numbers that name things and text made fit to draw.
import { Channel, invoke } from "@tauri-apps/api/core";
import type { BatchAgain } from "./types/BatchAgain";
import type { BatchFormat } from "./types/BatchFormat";
import type { BatchPage } from "./types/BatchPage";
import type { BatchQuery } from "./types/BatchQuery";
import type { BatchView } from "./types/BatchView";
import type { Block } from "./types/Block";
import type { AddAnswer } from "./types/AddAnswer";
import type { AdvancedView } from "./types/AdvancedView";
import type { AppearanceChange } from "./types/AppearanceChange";
import type { ChangedView } from "./types/ChangedView";
import type { ChosenInstance } from "./types/ChosenInstance";
import type { CommandError } from "./types/CommandError";
import type { CompareView } from "./types/CompareView";
import type { DisplayText } from "./types/DisplayText";
import type { EditAnswer } from "./types/EditAnswer";
import type { EntryDraft } from "./types/EntryDraft";
import type { ExportKind } from "./types/ExportKind";
import type { ExportView } from "./types/ExportView";
import type { Forget } from "./types/Forget";
import type { Forgotten } from "./types/Forgotten";
import type { FreshnessView } from "./types/FreshnessView";
import type { HistoryForm } from "./types/HistoryForm";
import type { HistoryQuery } from "./types/HistoryQuery";
import type { HistoryRow } from "./types/HistoryRow";
import type { HistoryView } from "./types/HistoryView";
import type { ImportView } from "./types/ImportView";
import type { Lint } from "./types/Lint";
import type { LookupPlanView } from "./types/LookupPlanView";
import type { Message } from "./types/Message";
import type { NetworkLogView } from "./types/NetworkLogView";
import type { NetworkView } from "./types/NetworkView";
import type { OpenedView } from "./types/OpenedView";
import type { PartsCompareQuery } from "./types/PartsCompareQuery";
import type { PartsComparison } from "./types/PartsComparison";
import type { PartsCounts } from "./types/PartsCounts";
import type { PartsDetail } from "./types/PartsDetail";
import type { PartsDifferences } from "./types/PartsDifferences";
import type { PartsDocument } from "./types/PartsDocument";
import type { PartsEarlier } from "./types/PartsEarlier";
import type { PartsFindings } from "./types/PartsFindings";
import type { PartsFormat } from "./types/PartsFormat";
import type { PartsFound } from "./types/PartsFound";
import type { PartsGaps } from "./types/PartsGaps";
import type { PartsGrouping } from "./types/PartsGrouping";
import type { PartsNeighbours } from "./types/PartsNeighbours";
import type { PartsPage } from "./types/PartsPage";
import type { PartsPaths } from "./types/PartsPaths";
import type { PartsQuery } from "./types/PartsQuery";
import type { PartsSide } from "./types/PartsSide";
import type { PartsValues } from "./types/PartsValues";
import type { PartsVulnerabilities } from "./types/PartsVulnerabilities";
import type { PastedAnswer } from "./types/PastedAnswer";
import type { Progress } from "./types/Progress";
import type { ProxyKind } from "./types/ProxyKind";
import type { RawForm } from "./types/RawForm";
import type { RawPage } from "./types/RawPage";
import type { RegistryQuestion } from "./types/RegistryQuestion";
import type { ResultView } from "./types/ResultView";
import type { Role } from "./types/Role";
import type { SettingsView } from "./types/SettingsView";
import type { SignerEdit } from "./types/SignerEdit";
import type { SignersQuery } from "./types/SignersQuery";
import type { SignersView } from "./types/SignersView";
import type { SignerTest } from "./types/SignerTest";
import type { SignerView } from "./types/SignerView";
import type { TabKind } from "./types/TabKind";
import type { TabView } from "./types/TabView";
import type { TrustDataPage } from "./types/TrustDataPage";
import type { TrustDraft } from "./types/TrustDraft";
import type { TrustLint } from "./types/TrustLint";
import type { TrustView } from "./types/TrustView";
import type { UpdateOutcome } from "./types/UpdateOutcome";
import type { UpdateProgress } from "./types/UpdateProgress";
import type { WatchedRow } from "./types/WatchedRow";
import type { WatchedView } from "./types/WatchedView";

/** Rows of one page of exact bytes, as the program cuts them. */
export const ROWS_PER_PAGE = 200;

/** Takes what was handed over and not taken yet. */
export const opened = () => invoke<OpenedView[]>("opened");

export function check(ticket: number, report: (progress: Progress) => void): Promise<ResultView[]> {
  const onProgress = new Channel<Progress>();
  onProgress.onmessage = report;
  return invoke("check", { ticket, onProgress });
}

export const cancel = (ticket: number) => invoke<void>("cancel", { ticket });

/** Hands the targets of a result over once more. */
export const again = (result: number) => invoke<OpenedView>("again", { result });
/** The same once more, with one of the files that were handed over taken for something else. */
export const againAs = (result: number, index: number, role: Role) => invoke<OpenedView>("again_as", { result, index, role });

export const tab = (result: number, evidence: number, kind: TabKind) =>
  invoke<TabView>("tab", { result, evidence, kind });

/** What the file itself says, when it is a statement that nobody signed; nothing when it is none. */
export const ownStatement = (result: number) => invoke<Block[]>("own_statement", { result });

export interface RawAddress {
  result: number;
  evidence: number;
  part: number;
}

export const rawPage = (address: RawAddress, form: RawForm, firstRow: number) =>
  invoke<RawPage>("raw_page", { ...address, form, firstRow });

export const rawCopy = (address: RawAddress, form: RawForm) => invoke<string>("raw_copy", { ...address, form });

/** Asks where to and saves; false when the person decided otherwise. */
export const rawSave = (address: RawAddress) => invoke<boolean>("raw_save", { ...address });

/** Opens the system's file dialog; what is chosen comes as if it were dropped. */
export const chooseFiles = () => invoke<void>("choose_files");

/** Takes a typed or pasted place; what it names comes as if it were dropped. */
export const openText = (text: string) => invoke<void>("open_text", { text });

export const showInFolder = (result: number) => invoke<void>("show_in_folder", { result });

/** Asks where to and saves the record of a result; false when the person decided otherwise. */
export const reportSave = (result: number) => invoke<boolean>("report_save", { result });

/** The result in a few plain lines, for the clipboard. */
export const summary = (result: number) => invoke<string>("summary", { result });

/** Compares a result with the digest in a text; an earlier comparison under way is stopped. */
export const comparePasted = (result: number, text: string) => invoke<PastedAnswer>("compare_pasted", { result, text });

/** Stops the comparison under way. */
export const stopComparing = () => invoke<void>("stop_comparing");

export const settings = () => invoke<SettingsView>("settings");

/** Puts appearance, network and look-ups back to what is usual. */
export const resetSettings = () => invoke<SettingsView>("reset_settings");

export const undoResetSettings = () => invoke<SettingsView>("undo_reset_settings");

/** Limits, and what is recognised but not checked. */
export const advanced = () => invoke<AdvancedView>("advanced");

export const setAppearance = (change: AppearanceChange) => invoke<SettingsView>("set_appearance", { change });

export const chooseTrustedRoot = () => invoke<SettingsView>("choose_trusted_root");

export const useBuiltInTrustData = () => invoke<SettingsView>("use_built_in_trust_data");

export const showListInFolder = () => invoke<void>("show_list_in_folder");

// Trust data: its age, updates, and instances of the person's own.

export const trustData = () => invoke<TrustDataPage>("trust_data");

/** Asks for newer data of one instance, or of all. */
export function updateTrustData(instance: string | null, report: (progress: UpdateProgress) => void): Promise<UpdateOutcome> {
  const onProgress = new Channel<UpdateProgress>();
  onProgress.onmessage = report;
  return invoke("update_trust_data", { instance, onProgress });
}

/** Opens the system's folder dialog and takes newer data from there. */
export const updateTrustDataFromFolder = () => invoke<UpdateOutcome>("update_trust_data_from_folder");

export const cancelTrustUpdate = () => invoke<void>("cancel_trust_update");

export const setFreshness = (freshness: FreshnessView) => invoke<TrustDataPage>("set_freshness", { freshness });

/** Opens the system's file dialog for a file from which an instance can be added. */
export const chooseInstance = () => invoke<ChosenInstance>("choose_instance");

/** Adds an instance from the file that was chosen last; `mirror` counts for a repository. */
export const addInstance = (name: string, mirror: string) => invoke<AddAnswer>("add_instance", { name, mirror });

export const renameInstance = (instance: string, name: string) =>
  invoke<TrustDataPage>("rename_instance", { instance, name });

export const removeInstance = (instance: string) => invoke<number>("remove_instance", { instance });

export const undoRemoveInstance = (undo: number) => invoke<TrustDataPage>("undo_remove_instance", { undo });

// The network.

export const network = () => invoke<NetworkView>("network");

export const setNetworkOff = (off: boolean) => invoke<NetworkView>("set_network_off", { off });

export const setProxy = (kind: ProxyKind, address: string) => invoke<NetworkView>("set_proxy", { kind, address });

/** Opens the system's file dialog for certificates of further authorities. */
export const chooseAuthorities = () => invoke<NetworkView>("choose_authorities");

export const forgetAuthorities = () => invoke<NetworkView>("forget_authorities");

export const setConsent = (source: string, consent: string) => invoke<NetworkView>("set_consent", { source, consent });

/** Where a source is asked; empty for the usual place. */
export const setSourcePlace = (source: string, place: string) =>
  invoke<NetworkView>("set_source_place", { source, place });

/** Requests of one page of what was sent. */
export const SENT_PER_PAGE = 50;

export const networkLog = (first: number) => invoke<NetworkLogView>("network_log", { first });

export const clearNetworkLog = () => invoke<void>("clear_network_log");

// Look-ups on the network, each after the person's word.

/** What could be asked about a result, and what that would send; `repository` may be empty. */
export const lookupPlan = (result: number, repository: string) =>
  invoke<LookupPlanView>("lookup_plan", { result, repository });

/** Asks these sources; the answer is a result of its own. */
export function lookUp(
  result: number,
  sources: string[],
  repository: string,
  report: (progress: Progress) => void,
): Promise<ResultView> {
  const onProgress = new Channel<Progress>();
  onProgress.onmessage = report;
  return invoke("look_up", { result, sources, repository, onProgress });
}

export const stopLookUp = () => invoke<void>("stop_look_up");

// Registries of images, each after the person's word.

/** What asking for the image behind a ticket would send; null when there is nothing to ask the person. */
export const registryQuestion = (ticket: number) => invoke<RegistryQuestion | null>("registry_question", { ticket });

/** Lets the registry of the image be asked, for this check or `always`. */
export const allowRegistry = (ticket: number, always: boolean) => invoke<void>("allow_registry", { ticket, always });

/** Asks again before the registry that is shown by this name is asked. */
export const forgetRegistry = (shown: DisplayText) => invoke<NetworkView>("forget_registry", { shown });

/** Asks a registry without encryption from now on, without passwords. */
export const addPlainRegistry = (registry: string) => invoke<NetworkView>("add_plain_registry", { registry });

export const setPlainPasswords = (shown: DisplayText, passwords: boolean) =>
  invoke<NetworkView>("set_plain_passwords", { shown, passwords });

export const forgetPlainRegistry = (shown: DisplayText) => invoke<NetworkView>("forget_plain_registry", { shown });

/** Saves a piece of evidence as a bundle beside the file, and says under which name. */
export const saveBundle = (result: number, evidence: number) => invoke<Message>("save_bundle", { result, evidence });

// The trusted identity list. An entry is named by a number that holds as long as the revision does.

export const signers = (query: SignersQuery) => invoke<SignersView>("signers", { query });

export const signer = (revision: string, entry: number) => invoke<SignerView>("signer", { revision, entry });

/** What is to be said of a draft, and of the entry it would change; asked while a person types. */
export const lintSigner = (draft: EntryDraft, entry: number | null, typedName: string) =>
  invoke<Lint>("lint_signer", { draft, entry, typedName });

export const editSigners = (revision: string, edit: SignerEdit) => invoke<EditAnswer>("edit_signers", { revision, edit });

/** Acknowledges what was changed outside the window. */
export const lookAtSigners = (revision: string) => invoke<void>("look_at_signers", { revision });

export const testSigner = (draft: EntryDraft, entry: number | null) =>
  invoke<SignerTest>("test_signer", { draft, entry });

/** Tries an entry as it is, also one of the organisation. */
export const testEntry = (revision: string, entry: number) => invoke<SignerTest>("test_entry", { revision, entry });

/** Refused unless the result is unlisted with all checks held. */
export const trustProposal = (result: number, evidence: number) =>
  invoke<TrustView>("trust_proposal", { result, evidence });

export const lintTrust = (result: number, evidence: number, draft: TrustDraft) =>
  invoke<TrustLint>("lint_trust", { result, evidence, draft });

/** The signer of a result beside the entries it could be taken for. */
export const compareWithList = (result: number) => invoke<CompareView[]>("compare_with_list", { result });

/** The result decided again with the list in force now. */
export const resultNow = (result: number) => invoke<ResultView>("result_now", { result });

/** Opens the system's file dialog and reads what is chosen. */
export const importFile = () => invoke<ImportView>("import_file");

export const importText = (text: string) => invoke<ImportView>("import_text", { text });

export const forgetImport = (imported: number) => invoke<void>("forget_import", { imported });

/** Of these entries, or of all own ones. */
export const exportPreview = (revision: string, kind: ExportKind, entries: number[] | null) =>
  invoke<ExportView>("export_preview", { revision, kind, entries });

/** Asks where to and saves; false when the person decided otherwise. */
export const exportSave = (revision: string, kind: ExportKind, entries: number[] | null) =>
  invoke<boolean>("export_save", { revision, kind, entries });

export const exportCopy = (revision: string, kind: ExportKind, entries: number[] | null) =>
  invoke<string>("export_copy", { revision, kind, entries });

// Earlier checks.

/** Checks that one call of `historyRows` or `watchedRows` answers with. */
export const ROWS_PER_CALL = 100;

export const history = (query: HistoryQuery) => invoke<HistoryView>("history", { query });

/** Checks of one product from number `first` on, newest first; of the query only text and state count. */
export const historyRows = (query: HistoryQuery, group: number, first: number) =>
  invoke<HistoryRow[]>("history_rows", { query, group, first });

export const compareChecks = (before: number, after: number) =>
  invoke<CompareView>("compare_checks", { before, after });

/** A result beside the earlier check that its notes speak of. */
export const compareWithHistory = (result: number) => invoke<CompareView>("compare_with_history", { result });

/** Hands the file of an earlier check over once more. */
export const checkAgain = (check: number) => invoke<OpenedView>("check_again", { check });

export const forget = (what: Forget) => invoke<Forgotten>("forget", { what });

export const undoForget = (undo: number) => invoke<void>("undo_forget", { undo });

/** How many checks `keepHistory` with these months would forget. */
export const keepEffect = (months: number | null) => invoke<number>("keep_effect", { months });

/** Keeps checks for so many months from now on: 0 for not at all, null for ever. */
export const keepHistory = (months: number | null) => invoke<void>("keep_history", { months });

/** Asks where to and saves what fits the query; false when the person decided otherwise. */
export const exportHistory = (query: HistoryQuery, form: HistoryForm) =>
  invoke<boolean>("export_history", { query, form });

/** Sets a history that cannot be read aside and begins an empty one. */
export const beginHistoryAnew = () => invoke<void>("begin_history_anew");

// What is watched.

/** Results whose files are no longer what was checked. */
export const changedResults = () => invoke<ChangedView[]>("changed_results");

export const watched = () => invoke<WatchedView>("watched");

/** Opens the system's folder dialog and watches what is chosen. */
export const watchFolder = () => invoke<WatchedView>("watch_folder");

export const unwatchFolder = (folder: number) => invoke<WatchedView>("unwatch_folder", { folder });

export const pauseFolder = (folder: number, paused: boolean) => invoke<WatchedView>("pause_folder", { folder, paused });

/** Files of a watched folder from number `first` on, those that need attention first. */
export const watchedRows = (folder: number, first: number) => invoke<WatchedRow[]>("watched_rows", { folder, first });

/** Hands a watched file over, to be checked and shown. */
export const openWatched = (file: number) => invoke<OpenedView>("open_watched", { file });

// Many files at once.

/** A batch as a whole. */
export const batch = (batch: number) => invoke<BatchView>("batch", { batch });

/** Rows of its table; with `revision`, of the table that was shown before. */
export const batchPage = (batch: number, query: BatchQuery, revision: number | null, first: number) =>
  invoke<BatchPage>("batch_page", { batch, query, revision, first });

/** The next row from `after` on whose name begins like this, round the end; null when there is none. */
export const batchSeek = (batch: number, query: BatchQuery, revision: number, prefix: string, after: number) =>
  invoke<number | null>("batch_seek", { batch, query, revision, prefix, after });

/** Rows at these positions, or all that fit, as text for the clipboard. */
export const batchCopy = (batch: number, query: BatchQuery, revision: number, rows: number[] | null) =>
  invoke<string>("batch_copy", { batch, query, revision, rows });

/** Asks where to and saves the rows that fit; false when the person decided otherwise. */
export const batchSave = (batch: number, query: BatchQuery, format: BatchFormat) =>
  invoke<boolean>("batch_save", { batch, query, format });

/** A ticket for one row, to see it in full. */
export const batchOpen = (batch: number, row: number) => invoke<OpenedView>("batch_open", { batch, row });

/** A ticket for checking something of a batch once more. */
export const batchAgain = (batch: number, which: BatchAgain) => invoke<OpenedView>("batch_again", { batch, which });

/** Opens the system's folder dialog; what is chosen comes as if it were dropped. */
export const chooseFolder = () => invoke<void>("choose_folder");

/** Stops what is being checked and closes the window. */
export const close = () => invoke<void>("close");

/** The window is not to be closed after all. */
export const stay = () => invoke<void>("stay");

/** Rows of one page of a parts list. */
export const PARTS_PER_PAGE = 200;

/** The parts lists that have to do with a result, none of them read yet. */
export const partsFind = (result: number) => invoke<PartsFound[]>("parts_find", { result });

/** Reads a parts list and says what ties it to the file. */
export const partsOpen = (document: number) => invoke<PartsDocument>("parts_open", { document });

/** Stops reading a parts list; whoever waits for it hears that it was stopped. */
export const partsCancel = (document: number) => invoke<void>("parts_cancel", { document });

/** Parts lists that were checked before, to compare this one with. */
export const partsPast = (document: number) => invoke<PartsEarlier[]>("parts_past", { document });

/** The parts list of an earlier check. */
export const partsOfCheck = (list: number) => invoke<PartsFound>("parts_of_check", { list });

export const partsPage = (document: number, query: PartsQuery, first: number) =>
  invoke<PartsPage>("parts_page", { document, query, first });

/** The next row from `after` on whose name begins like this, round the end; null when there is none. */
export const partsSeek = (document: number, query: PartsQuery, prefix: string, after: number) =>
  invoke<number | null>("parts_seek", { document, query, prefix, after });

export const partsCounts = (document: number, query: PartsQuery) =>
  invoke<PartsCounts>("parts_counts", { document, query });

export const partsGaps = (document: number) => invoke<PartsGaps[]>("parts_gaps", { document });

export const partsValues = (document: number, by: PartsGrouping, text: string, first: number) =>
  invoke<PartsValues>("parts_values", { document, by, text, first });

export const partsDetail = (document: number, part: number) => invoke<PartsDetail>("parts_detail", { document, part });

export const partsNeighbours = (document: number, part: number, side: PartsSide, text: string, first: number) =>
  invoke<PartsNeighbours>("parts_neighbours", { document, part, side, text, first });

/** The children of a part in the tree, or the tops of it. */
export const partsChildren = (document: number, part: number | null, first: number) =>
  invoke<PartsNeighbours>("parts_children", { document, part, first });

export const partsPaths = (document: number, part: number) => invoke<PartsPaths>("parts_paths", { document, part });

export const partsVulnerabilities = (document: number, first: number) =>
  invoke<PartsVulnerabilities>("parts_vulnerabilities", { document, first });

export const partsFindings = (document: number, code: string | null, first: number) =>
  invoke<PartsFindings>("parts_findings", { document, code, first });

/** Rows of the table, by their numbers in the query, as text for the clipboard. */
export const partsCopy = (document: number, query: PartsQuery, rows: number[]) =>
  invoke<string>("parts_copy", { document, query, rows });

/** Asks where to and saves the parts that fit the query; false when the person decided otherwise. */
export const partsSave = (document: number, query: PartsQuery, format: PartsFormat) =>
  invoke<boolean>("parts_save", { document, query, format });

/** Opens the system's file dialog for a parts list to compare with. */
export const partsChoose = () => invoke<PartsFound>("parts_choose");

export const partsCompare = (before: number, after: number) =>
  invoke<PartsComparison>("parts_compare", { before, after });

export const partsDifferences = (comparison: number, query: PartsCompareQuery, first: number) =>
  invoke<PartsDifferences>("parts_differences", { comparison, query, first });

export const partsDifferencesSave = (comparison: number, query: PartsCompareQuery, format: PartsFormat) =>
  invoke<boolean>("parts_differences_save", { comparison, query, format });

/** What happens outside the page; what exactly, the page asks for. */
export type Happening =
  /** Something waits to be taken with `opened`. */
  | "opened"
  /** Files are held over the window, or no longer. */
  | "drag-entered"
  | "drag-left"
  /** What was dropped is no file of this computer. */
  | "drop-refused"
  /** The trusted identity list is another one. */
  | "list-changed"
  /** Other trust data is in force, or the settings are others. */
  | "trust-data-changed"
  /** A file that was checked is no longer the same. */
  | "file-changed"
  /** Something was checked, or forgotten, that the history shows. */
  | "history-changed"
  /** A watched folder, or what is known of its files, changed. */
  | "watched-changed"
  /** The window is to be closed while something is being checked. */
  | "close-asked";

/** Hears from now on what happens outside the page. */
export function watch(hear: (happening: Happening) => void): Promise<void> {
  const onHappening = new Channel<Happening>();
  onHappening.onmessage = hear;
  return invoke("watch", { onHappening });
}

/** Puts text on the clipboard. It may still be on its way: the engine allows this only while a press is fresh, so
 *  the promise itself is handed over at once. */
export const copyText = (text: string | Promise<string>) =>
  navigator.clipboard.write([
    new ClipboardItem({ "text/plain": Promise.resolve(text).then((it) => new Blob([it], { type: "text/plain" })) }),
  ]);

/** What a rejected call says; anything that is not one of the program's errors becomes a plain one. */
export function commandError(reason: unknown): CommandError {
  if (typeof reason === "object" && reason !== null && "code" in reason && "message" in reason) {
    return reason as CommandError;
  }
  return { code: "host-unreachable", message: { id: "ui-error-unexpected", args: {} } };
}
