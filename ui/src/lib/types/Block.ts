import type { ChainLink } from "./ChainLink";
import type { DisplayText } from "./DisplayText";
import type { Fact } from "./Fact";
import type { Message } from "./Message";
import type { ProofStep } from "./ProofStep";
import type { RawPart } from "./RawPart";
import type { Standing } from "./Standing";
import type { TimePoint } from "./TimePoint";
import type { TreeNode } from "./TreeNode";

export type Block = { "kind": "facts", title: Message, folded: boolean, facts: Array<Fact>, } | { "kind": "chain", title: Message, certificates: Array<ChainLink>, } | { "kind": "timeline", title: Message, from: number, until: number, points: Array<TimePoint>, } | { "kind": "inclusion-proof", title: Message, leaf: string, steps: Array<ProofStep>, computedRoot: string, signedRoot: string | null, } | { "kind": "tree", title: Message, standing: Standing, nodes: Array<TreeNode>, } | { "kind": "lines", title: Message, standing: Standing, lines: Array<DisplayText>, } | { "kind": "raw-parts", parts: Array<RawPart>, } | { "kind": "remark", message: Message, };
