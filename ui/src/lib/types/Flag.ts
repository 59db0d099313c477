export type Flag = "hidden-characters" | "direction-controls" | "mixed-script" | "look-alike-letters" | "right-to-left" | "not-utf8" | "elided" | "unusual" | "double-extension" | "hidden-extension";
