import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Examples and stacks import the package by name; tests must not need a build for that.
  resolve: { alias: { "cdktf-flink": fileURLToPath(new URL("./lib/index.ts", import.meta.url)) } },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/tiers/**"],
    // One process for all files: importing cdktf and its providers costs half a second per file otherwise, and the
    // package is packed once.
    isolate: false,
    pool: "forks",
    maxWorkers: 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
