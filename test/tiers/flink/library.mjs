import { createRequire } from "node:module";
import { CannotRun } from "./distributions.mjs";

const require = createRequire(new URL("../../../dist/", import.meta.url));

/** A compiled file of ours. The tier tests what is shipped, parts that the package does not export included. */
function compiled(file) {
  try {
    return require(`./${file}.js`);
  } catch (cause) {
    throw new CannotRun(`dist/${file}.js cannot be loaded; run npm run build (${cause.message.split("\n")[0]})`);
  }
}

export const { FlinkVersion } = compiled("lib/environment/flink-version");
export const { readConfiguration } = compiled("lib/flink/advisor/configuration-text");
export const { settingsMap } = compiled("lib/flink/advisor/setting");
export const { InvalidInputError } = compiled("lib/errors");
export const { optionsOf } = compiled("lib/flink/catalogue/catalogue");
export const { FlinkConfiguration } = compiled("lib/flink/flink-configuration");
export const { jobManagerMemoryOf, read, taskManagerMemoryOf } = compiled("lib/flink/memory-from-configuration");
export const { JobManagerOptions } = compiled("lib/flink/options/process");
export const { stageConfiguration } = compiled("lib/flink/stage-configuration");
export const { jobManagerJvmFlags } = compiled("lib/sizing/memory/job-manager-memory");
export const { taskManagerJvmFlags } = compiled("lib/sizing/memory/task-manager-memory");
export const { planPlatform } = compiled("lib/sizing/plan-platform");
export const { environments, workload } = compiled("stacks/platform");
