// What the content policy and the rules of the house forbid and no compiler notices.
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../src", import.meta.url));

const rules = [
  { what: "HTML made from data", in: /\.(svelte|ts)$/, pattern: /\{@html|\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write|DOMParser/ },
  { what: "inline style attribute", in: /\.svelte$/, pattern: /\sstyle=/ },
  {
    what: "colour outside tokens.css",
    in: /\.(svelte|css|ts)$/,
    except: /^tokens\.css$/,
    pattern: /#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})\b(?!["'`]?\])|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(/i,
  },
  { what: "the host named outside host.ts", in: /\.(svelte|ts)$/, except: /^lib\/host\.ts$/, pattern: /["']@tauri-apps/ },
  { what: "text from outside drawn by hand", in: /\.svelte$/, except: /^lib\/kit\/Untrusted\.svelte$/, pattern: /\bsegments\b/ },
  { what: "physical side instead of a logical one", in: /\.(svelte|css)$/, pattern: /\b(?:margin|padding|border)-(?:left|right)\b|\btext-align:\s*(?:left|right)\b/ },
];

const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
  .filter((file) => !file.endsWith(".test.ts"));

let found = 0;
for (const file of files) {
  const lines = readFileSync(join(root, file), "utf8").split("\n");
  for (const rule of rules) {
    if (!rule.in.test(file) || rule.except?.test(file)) continue;
    lines.forEach((line, index) => {
      if (!rule.pattern.test(line)) return;
      found += 1;
      console.error(`src/${file}:${index + 1}: ${rule.what}: ${line.trim()}`);
    });
  }
}

if (found > 0) process.exit(1);
console.log(`lint: ${files.length} files, nothing found`);
