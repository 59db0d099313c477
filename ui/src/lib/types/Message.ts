import type { Arg } from "./Arg";

export type Message = { id: string, args: { [key in string]: Arg }, };
