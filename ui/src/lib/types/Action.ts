export type Action = "show-in-folder" | "why" | "what-to-do" | "where-we-looked" | "try-again";
