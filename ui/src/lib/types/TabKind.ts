export type TabKind = "certificate" | "log-entry" | "timestamps" | "statement" | "raw";
