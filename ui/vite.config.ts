import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { svelteTesting } from "@testing-library/svelte/vite";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

// The words of the program stand beside this folder, because the terminal says the same ones.
const repository = fileURLToPath(new URL("..", import.meta.url));
const storiesHost = fileURLToPath(new URL("src/stories/host.ts", import.meta.url));

/** For `npm run stories`: the window is answered out of samples instead of by the program. */
const stories: Plugin = {
  name: "stories-host",
  apply: (_config, { command, mode }) => command === "serve" && mode === "stories",
  enforce: "pre",
  resolveId: (source) => (/\/host$/.test(source) ? storiesHost : null),
};

export default defineConfig({
  plugins: [stories, svelte(), svelteTesting()],
  clearScreen: false,
  server: { port: 5173, strictPort: true, fs: { allow: [repository] } },
  build: {
    // The content policy allows files of our own and nothing inline.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    sourcemap: false,
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["src/test/setup.ts"],
    // A table of hundreds of rows takes its time in an engine without a screen.
    testTimeout: 60_000,
  },
});
