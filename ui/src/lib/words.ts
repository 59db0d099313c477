// Sentences: the id of a message and typed values in, parts to draw out. Text from outside never
// enters a formatted string: a mark stands for it until a component draws it.
import { FluentBundle, FluentResource } from "@fluent/bundle";
import type { Arg } from "./types/Arg";
import type { DisplayText } from "./types/DisplayText";
import type { Message } from "./types/Message";
import type { Segment } from "./types/Segment";

/** A piece of a sentence, in the order of reading. */
export type Part =
  | { kind: "words"; text: string }
  | { kind: "untrusted"; text: DisplayText }
  | { kind: "time"; at: number; day: boolean };

// The spelling of dates and numbers; the words are those of locales/en.
const LOCALE = "en-GB";

/** Sentences with nothing put in: long tables say the same few thousands of times. */
const bare = new Map<string, Part[]>();

const files = import.meta.glob<string>("../../../locales/en/*.ftl", { query: "?raw", import: "default", eager: true });

// Isolation marks are left out because every insertion is an element of its own that isolates it.
const bundle = new FluentBundle(LOCALE, { useIsolating: false });
for (const source of Object.values(files)) addWords(source);

/** Adds messages; ids that are already there stay as they are. */
export function addWords(source: string): void {
  bundle.addResource(new FluentResource(source));
  bare.clear();
}

export const knows = (id: string): boolean => bundle.hasMessage(id);

// Private-use characters cannot come from our own words, and nothing else is formatted.
const OPEN = "\uE000";
const CLOSE = "\uE001";

/** A sentence as parts to draw. */
export function parts(message: Message): readonly Part[] {
  for (const name in message.args) if (message.args[name]) return filled(message);
  const known = bare.get(message.id) ?? filled(message);
  bare.set(message.id, known);
  return known;
}

function filled(message: Message): Part[] {
  const held: (readonly Part[])[] = [];
  const hold = (inserted: readonly Part[]) => `${OPEN}${held.push(inserted) - 1}${CLOSE}`;
  const values: Record<string, string | number> = {};
  for (const [name, arg] of Object.entries(message.args)) {
    if (arg) values[name] = value(arg, hold);
  }
  return format(message.id, values)
    .split(/(\uE000\d+\uE001)/)
    .flatMap((piece): readonly Part[] => {
      if (piece.startsWith(OPEN)) return held[Number(piece.slice(1, -1))] ?? [];
      return piece === "" ? [] : [{ kind: "words", text: piece }];
    });
}

function value(arg: Arg, hold: (inserted: readonly Part[]) => string): string | number {
  switch (arg.kind) {
    case "number":
    case "code":
      return arg.value;
    case "size":
      return size(arg.value);
    case "text":
      return hold([{ kind: "untrusted", text: arg.value }]);
    case "time":
      return hold([{ kind: "time", at: arg.value, day: false }]);
    case "date":
      return hold([{ kind: "time", at: arg.value, day: true }]);
    case "words":
      return hold(parts(arg.value));
    default:
      return "?";
  }
}

function format(id: string, values: Record<string, string | number>): string {
  const pattern = bundle.getMessage(id)?.value;
  if (!pattern) return `[${id}]`;
  const errors: Error[] = [];
  const text = bundle.formatPattern(pattern, values, errors);
  for (const error of errors) console.error(`message ${id}: ${error.message}`);
  return text;
}

/** A sentence as one string, for announcements and names of controls: escapes are spelled out. */
export function plain(message: Message): string {
  return parts(message)
    .map((part) => {
      switch (part.kind) {
        case "words":
          return part.text;
        case "untrusted":
          return plainText(part.text);
        case "time":
          return part.day ? day(part.at) : time(part.at);
      }
    })
    .join("");
}

/** Our own words without text from outside. */
export function say(id: string, values: Record<string, string | number> = {}): string {
  return format(id, values);
}

/** A message of our own with nothing or only text from outside put in. */
export function message(id: string, args: Message["args"] = {}): Message {
  return { id, args };
}

/** Text from outside on one line; what must not be drawn is named. */
export function plainText(text: DisplayText, cap = Infinity): string {
  const whole = text.segments
    .map((segment) => {
      switch (segment.kind) {
        case "text":
          return segment.text;
        case "escape":
          return `‹${segment.code}›`;
        default:
          return "…";
      }
    })
    .join("");
  const characters = [...whole];
  return characters.length > cap ? `${characters.slice(0, cap - 1).join("")}…` : whole;
}

/** How many characters of a name its ending takes at most. */
const ENDING = 12;

/** Scripts that run from right to left. */
const LEFTWARDS = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFF\u{10800}-\u{10FFF}\u{1E800}-\u{1EFFF}]/u;

/**
 * A name in two, so that it can be shortened before its ending: the one or two last extensions with a letter or two
 * before them. Null where there is no such ending, and where a cut might change the order in which the rest is drawn.
 */
export function beginningAndEnding(text: DisplayText): { beginning: Segment[]; ending: string } | null {
  const last = text.segments.at(-1);
  if (last?.kind !== "text" || LEFTWARDS.test(plainText(text))) return null;
  const ending = /[!-~]{0,2}(?:\.[0-9A-Za-z]+){1,2}$/.exec(last.text.slice(-ENDING))?.[0] ?? /[!-~]{1,4}$/.exec(last.text)?.[0];
  if (ending === undefined) return null;
  const rest = last.text.slice(0, -ending.length);
  const beginning = text.segments.slice(0, -1);
  if (rest !== "") beginning.push({ kind: "text", text: rest });
  return beginning.length === 0 ? null : { beginning, ending };
}

const bySize = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"].map(
  (unit, power) =>
    new Intl.NumberFormat(LOCALE, {
      style: "unit",
      unit,
      unitDisplay: power === 0 ? "long" : "short",
      maximumFractionDigits: power === 0 ? 0 : 1,
    }),
);

/** Bytes in the largest decimal unit that keeps a whole number before the point. */
export function size(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(bySize.length - 1, Math.floor(Math.log10(bytes) / 3));
  return bySize[power]?.format(bytes / 1000 ** power) ?? String(bytes);
}

const decimal = new Intl.NumberFormat(LOCALE);
const percent = new Intl.NumberFormat(LOCALE, { style: "percent" });

/** A count with separators; also decimal digits too long for a number. */
export function count(value: number | string): string {
  if (typeof value === "number") return decimal.format(value);
  return /^\d+$/.test(value) ? decimal.format(BigInt(value)) : value;
}

export const share = (done: number, total: number): string => percent.format(total > 0 ? done / total : 0);

const enumeration = new Intl.ListFormat(LOCALE);

/** Several of our own words in one sentence. */
export const enumerate = (items: string[]): string => enumeration.format(items);

const clock: Intl.DateTimeFormatOptions = {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
};
const localTime = new Intl.DateTimeFormat(LOCALE, { ...clock, timeZoneName: "short" });
const utcTime = new Intl.DateTimeFormat(LOCALE, { ...clock, timeZone: "UTC", timeZoneName: "short" });
const utcDay = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeZone: "UTC" });

const inTime = (at: number, show: Intl.DateTimeFormat) => (Math.abs(at) <= 8.64e15 ? show.format(at) : String(at));

/** A moment in the time of this computer, to the second. */
export const time = (at: number): string => inTime(at, localTime);

/** A moment in UTC. */
export const timeInUtc = (at: number): string => inTime(at, utcTime);

/** A day of UTC. */
export const day = (at: number): string => inTime(at, utcDay);

/** A moment as machines read it. */
export const timeForMachines = (at: number): string => (Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : "");
