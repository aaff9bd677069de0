import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { differences } from "../compare.mjs";
import { compiledJava, run } from "../containers/java.mjs";
import { CannotRun, FLINK_RELEASES } from "../distributions.mjs";
import { FlinkProcess } from "../flink-process.mjs";
import { environments, planPlatform, stageConfiguration, workload } from "../library.mjs";
import { FlinkCluster } from "./flink-cluster.mjs";
import { configurationReport, jobReport, rocksDbReport, taskManagerReport } from "./reports.mjs";

const JOB = new URL("ClusterJob.java", import.meta.url);

/** The releases an environment can be planned for. */
export function clusterReleases() {
  return FLINK_RELEASES.filter((release) => planFor(release) !== undefined);
}

/**
 * A real cluster started from each stage's configuration has what the plan says, and a job of the stage's shape
 * completes a checkpoint where the stage keeps them.
 */
export async function cluster(release, { alter }) {
  const plan = planFor(release);
  if (plan === undefined) {
    throw new CannotRun(`Flink ${release} cannot be planned: our operator does not deploy it`);
  }
  const root = mkdtempSync(join(tmpdir(), "cdktf-flink-cluster-"));
  const flink = new FlinkProcess(release);
  const found = [];
  try {
    for (const stage of plan.stages) {
      const folder = join(root, stage.name);
      mkdirSync(folder);
      const differing = await stageDifferences(flink, plan, stage, folder, alter);
      found.push(...differing.map((text) => `${stage.name} (logs in ${folder}): ${text}`));
    }
  } finally {
    flink.close();
    if (found.length === 0) {
      rmSync(root, { recursive: true, force: true });
    }
  }
  return { summary: `${plan.stages.length} stages as clusters, a completed checkpoint each`, found };
}

/** The local environment without what only Kubernetes has; nothing where our operator does not deploy the release. */
function planFor(release) {
  const local = environments.find(({ name }) => name === "local");
  try {
    return planPlatform(workload, { ...local, flinkVersion: release, highAvailability: { type: "none" } });
  } catch (error) {
    if (error.code !== "FlinkVersionNotDeployable") {
      throw error;
    }
    return undefined;
  }
}

async function stageDifferences(flink, plan, stage, folder, alter) {
  const bucket = join(folder, "bucket");
  const locations = Object.fromEntries(
    Object.entries(stage.prefixes).map(([purpose, prefix]) => [purpose, pathToFileURL(join(bucket, prefix)).href]),
  );
  const configuration = stageConfiguration(plan, stage, locations);
  const jar = packedJob(flink.release, folder);
  let running;
  try {
    running = await FlinkCluster.start(flink, configuration, folder);
    const reports = {
      TaskManager: await taskManagerReport(running, stage),
      JobManager: await configurationReport(running, stage, configuration),
    };
    const job = await submitted(running.rest, stage, jar);
    const checkpoint = await completedCheckpoint(running.rest, job);
    Object.assign(reports, {
      job: await jobReport(running, stage, job),
      RocksDB: await rocksDbReport(running, stage, job),
    });
    await cancelled(running.rest, job);
    reports.checkpoint = checkpointReport(checkpoint, locations.checkpoints, bucket, stage.prefixes.checkpoints, job);
    return Object.entries(reports).flatMap(([what, { planned, reported }]) => {
      const ours = alter(planned);
      const kept = Object.fromEntries(Object.keys(ours).map((key) => [key, reported[key]]));
      const lines = differences(ours, kept);
      return lines.length === 0 ? [] : [`${what}\n    ${lines.join("\n    ")}`];
    });
  } catch (error) {
    if (error instanceof CannotRun) {
      throw error;
    }
    return [error.stack];
  } finally {
    await running?.stop();
  }
}

function packedJob(release, folder) {
  const jar = join(folder, "job.jar");
  run("jar", ["--create", "--file", jar, "-C", compiledJava(release, [JOB]), "."]);
  return jar;
}

async function submitted(rest, { parallelism, network }, jar) {
  const id = await rest.upload(jar);
  const submission = { entryClass: "ClusterJob", programArgsList: [String(network.shuffles)], parallelism };
  return (await rest.post(`/jars/${id}/run`, submission)).jobid;
}

/** Asked for, since the stage's own interval is minutes; all else about it is as configured. */
async function completedCheckpoint(rest, job) {
  await rest.eventually("all subtasks run", async () => {
    const { vertices } = await rest.get(`/jobs/${job}`);
    return vertices.every(({ status }) => status === "RUNNING") || undefined;
  });
  await rest.post(`/jobs/${job}/checkpoints`, { checkpointType: "CONFIGURED" });
  return rest.eventually("a checkpoint completes", async () => {
    const { completed, failed } = (await rest.get(`/jobs/${job}/checkpoints`)).latest;
    if (completed === null && failed !== null) {
      throw new Error(`a checkpoint failed: ${failed.failure_message}`);
    }
    return completed ?? undefined;
  });
}

async function cancelled(rest, job) {
  await rest.patch(`/jobs/${job}?mode=cancel`);
  await rest.eventually("the job is cancelled", async () => {
    const { state } = await rest.get(`/jobs/${job}`);
    return state === "CANCELED" || undefined;
  });
}

/** Where the checkpoint is, that it outlived the job, and what else was written to the bucket. */
function checkpointReport({ status, external_path: path }, location, bucket, prefix, job) {
  const files = readdirSync(bucket, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, path: parent, name }) => relative(bucket, join(parentPath ?? parent, name)));
  const checkpoint = fileURLToPath(path);
  return {
    planned: {
      status: "COMPLETED",
      folder: `${fileURLToPath(location)}/${job}`,
      "kept after cancellation": "true",
      "files elsewhere": "",
    },
    reported: {
      status,
      folder: dirname(checkpoint),
      "kept after cancellation": String(existsSync(join(checkpoint, "_metadata"))),
      "files elsewhere": paths.filter((file) => !file.startsWith(`${prefix}/`)).join(" "),
    },
  };
}
