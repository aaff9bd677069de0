/**
 * Stops cdktf from recording a call stack for every token: 40 % of the time of a synth, for nothing in its output.
 *
 * cdktf 0.21 has no switch, so its private module is patched; where it is not there (the fork has an environment
 * variable), nothing happens.
 */
export function withoutCreationStacks(): void {
  try {
    const module = require("cdktf/lib/tokens/private/stack-trace") as { captureStackTrace: () => string[] };
    module.captureStackTrace = () => [];
  } catch {
    // Another framework version: slower, not wrong.
  }
}
