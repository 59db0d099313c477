export type Origin = "handed" | "beside" | "itself";
