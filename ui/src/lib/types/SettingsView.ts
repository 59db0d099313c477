import type { DisplayText } from "./DisplayText";
import type { Message } from "./Message";
import type { Theme } from "./Theme";
import type { TrustDataView } from "./TrustDataView";

export type SettingsView = { theme: Theme, trustData: TrustDataView, trustedRoot: DisplayText | null, problems: Array<Message>, version: string, };
