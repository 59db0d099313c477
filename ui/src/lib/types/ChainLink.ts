import type { Fact } from "./Fact";
import type { Message } from "./Message";
import type { Standing } from "./Standing";

export type ChainLink = { role: Message, standing: Standing, facts: Array<Fact>, };
