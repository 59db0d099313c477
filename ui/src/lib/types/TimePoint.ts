import type { Message } from "./Message";
import type { Standing } from "./Standing";

export type TimePoint = { at: number, label: Message, standing: Standing, inside: boolean, };
