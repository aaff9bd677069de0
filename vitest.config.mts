import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** What the library loads late is TypeScript here, which Node's own require cannot read: the tests import it. */
const lateModules = {
  name: "late-modules",
  enforce: "pre",
  transform(code: string, file: string) {
    if (!file.includes("/lib/") || file.includes("node_modules")) {
      return null;
    }
    const modules: string[] = [];
    const imported = code.replaceAll(/require\("(\.[^"]+)"\)(?= as typeof import)/g, (whole, path: string) =>
      path.endsWith(".json") ? whole : `late${modules.push(path)}`,
    );
    // On one line with the first, so that line numbers stay.
    return modules.map((path, index) => `import * as late${index + 1} from "${path}"; `).join("") + imported;
  },
} as const;

/** What is run on the package as it is packed, in processes of its own: a minute that `npm test` does not have. */
const PACKED = ["test/cli/{check,diff-and-report,explain-and-import,lock,plan,synth}.test.ts", "test/package.test.ts"];
const packed = process.env.PACKED !== undefined;

export default defineConfig({
  plugins: [lateModules],
  // Examples and stacks import the package by name; tests must not need a build for that.
  resolve: { alias: { "cdktf-flink": fileURLToPath(new URL("./lib/index.ts", import.meta.url)) } },
  test: {
    include: packed ? PACKED : ["test/**/*.test.ts"],
    exclude: ["test/tiers/**", ...(packed ? [] : PACKED)],
    // Two processes for all files: importing cdktf and its providers costs half a second per file otherwise.
    isolate: false,
    pool: "forks",
    maxWorkers: 2,
    globalSetup: "test/support/pack-folder.mts",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
