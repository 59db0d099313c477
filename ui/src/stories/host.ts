// Answers like the program would, out of the samples.
import type * as Host from "../lib/host";
import type { Progress } from "../lib/types/Progress";
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
export const watch: typeof Host.watch = async () => undefined;
export const copyText: typeof Host.copyText = async () => undefined;
export const commandError: typeof Host.commandError = (reason) => reason as ReturnType<typeof Host.commandError>;
