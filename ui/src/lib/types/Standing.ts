export type Standing = "checked" | "claimed" | "computed";
