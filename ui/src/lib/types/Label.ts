export type Label = "hidden-character" | "direction-control" | "line-break" | "control-character" | "unusual-space" | "look-alike-symbol" | "combining-mark" | "unassigned-character" | "not-utf8";
