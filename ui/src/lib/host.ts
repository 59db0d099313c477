// The one door to the program around this page. Every call is a command of the shell; paths never
// come through here, only numbers that name things and text made fit to draw.
import { Channel, invoke } from "@tauri-apps/api/core";
import type { CommandError } from "./types/CommandError";
import type { ListView } from "./types/ListView";
import type { OpenedView } from "./types/OpenedView";
import type { Progress } from "./types/Progress";
import type { RawForm } from "./types/RawForm";
import type { RawPage } from "./types/RawPage";
import type { ResultView } from "./types/ResultView";
import type { SettingsView } from "./types/SettingsView";
import type { TabKind } from "./types/TabKind";
import type { TabView } from "./types/TabView";
import type { Theme } from "./types/Theme";

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

export const tab = (result: number, evidence: number, kind: TabKind) =>
  invoke<TabView>("tab", { result, evidence, kind });

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

/** The result in a few plain lines, for the clipboard. */
export const summary = (result: number) => invoke<string>("summary", { result });

export const settings = () => invoke<SettingsView>("settings");

export const setTheme = (theme: Theme) => invoke<void>("set_theme", { theme });

export const chooseTrustedRoot = () => invoke<SettingsView>("choose_trusted_root");

export const useBuiltInTrustData = () => invoke<SettingsView>("use_built_in_trust_data");

export const trustedList = () => invoke<ListView>("trusted_list");

export const showListInFolder = () => invoke<void>("show_list_in_folder");

/** What happens outside the page; what exactly, the page asks for. */
export type Happening =
  /** Something waits to be taken with `opened`. */
  | "opened"
  /** Files are held over the window, or no longer. */
  | "drag-entered"
  | "drag-left"
  /** What was dropped is no file of this computer. */
  | "drop-refused";

/** Hears from now on what happens outside the page. */
export function watch(hear: (happening: Happening) => void): Promise<void> {
  const onHappening = new Channel<Happening>();
  onHappening.onmessage = hear;
  return invoke("watch", { onHappening });
}

export const copyText = (text: string) => navigator.clipboard.writeText(text);

/** What a rejected call says; anything that is not one of the program's errors becomes a plain one. */
export function commandError(reason: unknown): CommandError {
  if (typeof reason === "object" && reason !== null && "code" in reason && "message" in reason) {
    return reason as CommandError;
  }
  return { code: "host-unreachable", message: { id: "ui-error-unexpected", args: {} } };
}
