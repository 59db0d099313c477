import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";

const css = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");
const pairs = new Map(
  [...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name, light, dark]) => [
    name ?? "",
    { light: light ?? "", dark: dark ?? "" },
  ]),
);

function luminance(colour: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

const colour = (name: string, theme: "light" | "dark") => {
  const pair = pairs.get(name);
  if (!pair) throw new Error(`no colour pair --${name}`);
  return pair[theme];
};

test("the sum of contrast follows the definition", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
});

describe.each(["light", "dark"] as const)("%s", (theme) => {
  const grounds = ["base", "panel"];

  test.each(["text", "muted", "listed", "unlisted", "failed", "neutral"])("%s can be read on every ground", (name) => {
    for (const ground of grounds) {
      expect(contrast(colour(name, theme), colour(ground, theme))).toBeGreaterThanOrEqual(4.5);
    }
  });

  test("text and muted text can be read where the pointer is", () => {
    for (const name of ["text", "muted"]) {
      expect(contrast(colour(name, theme), colour("hover", theme))).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each(["control-line", "focus"])("%s can be seen on every ground", (name) => {
    for (const ground of grounds) {
      expect(contrast(colour(name, theme), colour(ground, theme))).toBeGreaterThanOrEqual(3);
    }
  });

  test("filled badges and buttons can be read", () => {
    expect(contrast(colour("on-filled", theme), colour("failed", theme))).toBeGreaterThanOrEqual(4.5);
    expect(contrast(colour("base", theme), colour("text", theme))).toBeGreaterThanOrEqual(7);
  });
});

test("no green: it promises too much", () => {
  for (const [name, pair] of pairs) {
    for (const value of [pair.light, pair.dark]) {
      const [red, green, blue] = [1, 3, 5].map((at) => parseInt(value.slice(at, at + 2), 16));
      expect((green ?? 0) - Math.max(red ?? 0, blue ?? 0), `--${name}`).toBeLessThan(16);
    }
  }
});
