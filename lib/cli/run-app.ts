import { spawnSync } from "node:child_process";
import { UsageError } from "./project";

/**
 * The command of cdktf.json, as cdktf's own CLI runs it; its output belongs on standard error, ours is the plan.
 *
 * @param context - what the app reads with `tryGetContext`
 */
export function runApp(app: string, output: string, context?: Readonly<Record<string, unknown>>): void {
  const { status, signal } = spawnSync(app, {
    shell: true,
    stdio: ["ignore", 2, 2],
    env: {
      ...process.env,
      CDKTF_OUTDIR: output,
      ...(context && { CDKTF_CONTEXT_JSON: JSON.stringify(context) }),
    },
  });
  if (status !== 0) {
    throw new UsageError(
      `the app of cdktf.json (${app}) ended with ${signal ?? `exit code ${status}`}; its message stands above`,
    );
  }
}
