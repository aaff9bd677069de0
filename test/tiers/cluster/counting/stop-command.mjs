import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { finalTotals } from "./exact.mjs";

const MAIN = fileURLToPath(new URL("../../../../dist/lib/cli/main.js", import.meta.url));
const DECLARED = new URL("declared.mjs", import.meta.url).href;

/**
 * Stops the job as a user does, by `cdktf-flink stop`. Returns the savepoint that it prints, and the sums that every
 * subtask printed at its end.
 */
export async function stoppedByCommand(cluster, kubectl, { environment, load }) {
  const since = Date.now();
  const folder = mkdtempSync(join(tmpdir(), "cdktf-flink-stop-"));
  const platform = join(folder, "platform.cjs");
  writeFileSync(platform, "module.exports = globalThis.countingPlatform;\n");
  try {
    const context = (await kubectl.run(["config", "current-context"])).trim();
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [
        ...["--import", DECLARED, MAIN, "stop", "local", cluster.stage.name, "--json", "--platform", platform],
        ...["--kubeconfig", kubectl.kubeconfig ?? process.env.KUBECONFIG, "--context", context],
      ],
      {
        env: {
          ...process.env,
          COUNTING_PLATFORM: JSON.stringify({ namespace: cluster.namespace, environment, load }),
        },
      },
    );
    return { path: JSON.parse(stdout).savepoint, totals: await finalTotals(cluster, since) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
