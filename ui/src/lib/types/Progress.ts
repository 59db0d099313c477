export type Progress = { "kind": "looking" } | { "kind": "hashing", done: number, total: number, } | { "kind": "checking" };
