import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environments, FlinkVersion, planPlatform, stageConfiguration, workload } from "./library.mjs";

/** Every stage of every environment, planned and rendered for a Flink release. */
export function renderedStages(release) {
  return environments.flatMap((environment) => {
    const plan = planFor(environment, release);
    return plan.stages.map((stage) => ({
      name: `${environment.name}/${stage.name}`,
      stage,
      runtime: plan.environment.runtime.type,
      configuration: stageConfiguration(plan, stage, locations(plan, stage)),
    }));
  });
}

/** Rendering may be ahead of the operator: a release it cannot deploy yet is rendered from the environment's own plan. */
function planFor(environment, release) {
  try {
    return planPlatform(workload, { ...environment, flinkVersion: release });
  } catch (error) {
    if (error.code !== "FlinkVersionNotDeployable") {
      throw error;
    }
    const plan = planPlatform(workload, environment);
    return { ...plan, environment: { ...plan.environment, flink: FlinkVersion.of(release) } };
  }
}

function locations({ environment }, { prefixes }) {
  return Object.fromEntries(
    Object.entries(prefixes).map(([purpose, prefix]) => [purpose, `s3p://${environment.bucketName}/${prefix}`]),
  );
}

/** Writes each configuration into a folder of its own and passes the folders on; they are gone afterwards. */
export async function withConfigurationFolders(release, configurations, use) {
  const root = mkdtempSync(join(tmpdir(), "cdktf-flink-"));
  try {
    const folders = configurations.map((configuration, index) => {
      const folder = join(root, String(index));
      mkdirSync(folder);
      writeFileSync(join(folder, FlinkVersion.of(release).configurationFile), configuration.toFile());
      return folder;
    });
    return await use(folders);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
