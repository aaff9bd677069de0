import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What is reviewed as golden files, nodes of every kind, and a certificate. */
const APPS = ["../../dist/stacks/main.js", "node-pools.mjs", "tls.mjs"];

/**
 * Synthesizes every app and hands the folders of its stacks on, by name; nothing is left behind.
 *
 * @param CannotRun - the error to throw where an app does not synthesize
 */
export function withStacks(CannotRun, use) {
  const outdir = mkdtempSync(join(tmpdir(), "cdktf-flink-stacks-"));
  try {
    for (const app of APPS) {
      const { status } = spawnSync(process.execPath, [fileURLToPath(new URL(app, import.meta.url))], {
        stdio: "inherit",
        env: { ...process.env, CDKTF_OUTDIR: outdir },
      });
      if (status !== 0) {
        throw new CannotRun(`${app} did not synthesize; run npm run build first`);
      }
    }
    const folder = join(outdir, "stacks");
    return use(
      readdirSync(folder)
        .sort()
        .map((stack) => ({ stack, folder: join(folder, stack) })),
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
