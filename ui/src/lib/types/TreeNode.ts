import type { DisplayText } from "./DisplayText";

export type TreeNode = { key: DisplayText, value: DisplayText | null, children: Array<TreeNode>, omitted: number, };
