import type { Block } from "./Block";
import type { TabKind } from "./TabKind";

export type TabView = { kind: TabKind, blocks: Array<Block>, };
