import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { code, m, states, t, text } from "../stories/samples";
import { addWords, beginningAndEnding, count, day, knows, parts, plain, plainText, say, size, time, timeInUtc } from "./words";

addWords(`
test-sentence = Signed by { $who } at { $place }.
test-selected = { $which ->
    [one] First
   *[other] Second
}
test-count = { $n ->
    [one] one file
   *[other] { $n } files
}
test-outer = Before { $inner } after
`);

const source = join(import.meta.dirname, "..");
const locales = join(import.meta.dirname, "../../../locales/en");
const ids = (file: string) => [...readFileSync(join(locales, file), "utf8").matchAll(/^([a-z][\w-]*) =/gm)].map((hit) => hit[1] ?? "");

describe("sentences", () => {
  test("text from outside stays a part of its own", () => {
    const hostile = text("<b>{ $place }‹U+202E:direction-control›\uE0000\uE001</b>");
    expect(parts(m("test-sentence", { who: { kind: "text", value: hostile }, place: t("home") }))).toEqual([
      { kind: "words", text: "Signed by " },
      { kind: "untrusted", text: hostile },
      { kind: "words", text: " at " },
      { kind: "untrusted", text: text("home") },
      { kind: "words", text: "." },
    ]);
  });

  test("words in words keep their parts", () => {
    const inner = m("test-sentence", { who: t("a"), place: t("b") });
    const outer = m("test-outer", { inner: { kind: "words", value: inner } });
    expect(plain(outer)).toBe("Before Signed by a at b. after");
    expect(parts(outer).filter((part) => part.kind === "untrusted")).toHaveLength(2);
  });

  test("codes select, numbers count", () => {
    expect(plain(m("test-selected", { which: code("one") }))).toBe("First");
    expect(plain(m("test-selected", { which: code("never heard of") }))).toBe("Second");
    expect(plain(m("test-count", { n: { kind: "number", value: 1 } }))).toBe("one file");
    expect(plain(m("test-count", { n: { kind: "number", value: 1200 } }))).toBe("1,200 files");
  });

  test("a name is shortened before its ending, and only where that changes nothing else", () => {
    const cut = (name: string) => {
      const found = beginningAndEnding(text(name));
      return found && [plainText({ segments: found.beginning, flags: [], characters: 0 }), found.ending];
    };
    expect(cut("tool-linux-x86_64-4.12.0.exe")).toEqual(["tool-linux-x86_64-4.", "12.0.exe"]);
    expect(cut(`${"x".repeat(200)}.tar.gz`)).toEqual(["x".repeat(198), "xx.tar.gz"]);
    expect(cut("invoice‹U+202E:direction-control›gpj.exe")).toEqual(["invoice‹U+202E›g", "pj.exe"]);
    expect(cut("‹U+202E:direction-control›.exe")).toEqual(["‹U+202E›", ".exe"]);
    expect(cut("été-日本-1.2.zip")).toEqual(["été-日本", "-1.2.zip"]);
    expect(cut("README")).toEqual(["RE", "ADME"]);
    expect(cut(".zip")).toBeNull();
    expect(cut("עברית-1.2.zip")).toBeNull();
    expect(cut("a‹U+202E:direction-control›")).toBeNull();
  });

  test("a missing message shows its id", () => {
    expect(plain(m("no-such-message"))).toBe("[no-such-message]");
  });

  test("an argument of an unknown kind does no harm", () => {
    expect(plain(m("test-outer", { inner: { kind: "colour", value: "red" } as never }))).toBe("Before ? after");
  });

  test("as plain text, escapes are named and long names end early", () => {
    expect(plainText(text("a‹U+202E:direction-control›b"))).toBe("a‹U+202E›b");
    expect(plainText(text("x".repeat(100)), 60)).toBe(`${"x".repeat(59)}…`);
  });
});

describe("numbers, sizes, times", () => {
  test("sizes use the largest unit that keeps a whole number", () => {
    expect([0, 1, 999, 1000, 18_203_648, 5e15].map(size)).toEqual(["0 bytes", "1 byte", "999 bytes", "1 kB", "18.2 MB", "5,000 TB"]);
  });

  test("digits beyond what numbers hold stay exact", () => {
    expect(count("18446744073709551615")).toBe("18,446,744,073,709,551,615");
    expect(count("-1 or so")).toBe("-1 or so");
  });

  test("times are absolute, and a time nobody can show is shown as digits", () => {
    const at = Date.UTC(2026, 2, 3, 14, 2, 7);
    expect(timeInUtc(at)).toBe("3 Mar 2026, 14:02:07 UTC");
    expect(day(at)).toBe("3 Mar 2026");
    expect(time(1e300)).toBe("1e+300");
  });
});

describe("the words of the window", () => {
  const code = readdirSync(source, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(svelte|ts)$/.test(entry.name) && !entry.name.endsWith(".test.ts"))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8"))
    .join("\n");
  const named = new Set([...code.matchAll(/["'`](ui-[a-z0-9-]+)(?=["'`])/g)].map((hit) => hit[1] ?? ""));
  const families = [...code.matchAll(/`(ui-[a-z0-9-]*-)\$\{[^}]*\}([a-z0-9-]*)`/g)].map((hit) => ({ start: hit[1] ?? "", end: hit[2] ?? "" }));

  const ofTheWindow = readdirSync(locales).filter((file) => file.startsWith("window"));

  test("every id that is named exists", () => {
    expect([...named].filter((id) => !knows(id))).toEqual([]);
  });

  test("every message is used", () => {
    const used = (id: string) =>
      named.has(id) || families.some(({ start, end }) => id.startsWith(start) && id.endsWith(end));
    expect(ofTheWindow.flatMap(ids).filter((id) => !used(id))).toEqual([]);
  });

  test("no id is defined twice", () => {
    const all = readdirSync(locales).flatMap(ids);
    expect(all.filter((id, at) => all.indexOf(id) !== at)).toEqual([]);
  });

  test("no word promises what a signature cannot tell", () => {
    const forbidden =
      /\b(safe|secure|trusted file|genuine|authentic|clean|harmless|virus|malicious|tampered|hacked|guaranteed|certified|verified publisher|ok|valid)\b/i;
    const lines = ofTheWindow.flatMap((file) => readFileSync(join(locales, file), "utf8").split("\n"));
    const values = lines.filter((line) => !line.startsWith("#"));
    expect(values.filter((line) => forbidden.test(line))).toEqual([]);
  });

  test("the samples use messages that exist", () => {
    const missing = new Set<string>();
    JSON.stringify(states, (key, value: unknown) => {
      if (key === "id" && typeof value === "string" && !value.includes(".") && !knows(value)) missing.add(value);
      return value;
    });
    expect([...missing]).toEqual([]);
  });

  test("words of our own take plain values", () => {
    expect(say("ui-tree-members", { count: 2 })).toBe("2 members");
  });
});
