export type RawForm = "text" | "hex" | "pem";
