import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Examples and stacks import the package by name; tests must not need a build for that.
  resolve: { alias: { "cdktf-flink": fileURLToPath(new URL("./lib/index.ts", import.meta.url)) } },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/tiers/**"],
    // Two processes for all files: importing cdktf and its providers costs half a second per file otherwise.
    isolate: false,
    pool: "forks",
    maxWorkers: 2,
    globalSetup: "test/support/pack-folder.mts",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
