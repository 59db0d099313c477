import type { Message } from "./Message";

export type TrustDataView = { name: Message, dated: number | null, };
