export type SubjectKind = "file" | "digest" | "statement";
