import { InvalidInputError } from "../errors";
import { type FlinkJob, requireJob } from "./job";
import { clusterId, requireName } from "./names";
import type { Stage } from "./stage";

/** What a team knows about its jobs: a named list of stages, joined by Kafka topics, and the artefact they run. */
export interface Workload {
  readonly name: string;
  /** In the order the data flows. */
  readonly stages: readonly Stage[];
  readonly job: FlinkJob;
}

/**
 * Checks and names a set of stages.
 *
 * Stages are a list, not an object: an object literal with two equal keys silently keeps the last.
 *
 * @throws InvalidInputError `WorkloadEmpty`, `DuplicateStage`, `StageNamesCollide`, `NameInvalid`, `NameTooLong`, `JobInvalid`
 */
export function workload(name: string, job: FlinkJob, stages: readonly Stage[]): Workload {
  requireName(name, "a workload");
  if (stages.length === 0) {
    throw new InvalidInputError(
      "WorkloadEmpty",
      `workload ${name} has no stage; add stateless(), asyncIo() or windowed()`,
    );
  }
  const seen = new Set<string>();
  for (const stage of stages) {
    if (seen.has(stage.name)) {
      throw new InvalidInputError(
        "DuplicateStage",
        `workload ${name} has two stages called ${stage.name}; they would share checkpoints, so rename one`,
      );
    }
    seen.add(stage.name);
    requireApart(name, stage.name, stages);
    clusterId(name, stage.name);
    requireJob(jobOf({ job }, stage), stage.name);
  }
  return { name, job, stages };
}

/** What the objects of a cluster are called, after its id. */
const OBJECT_SUFFIXES = ["jobmanager", "taskmanager", "rest", "config"];

/** Flink calls the REST service of `a` as the cluster of a stage `a-rest` would be called, and so on. */
function requireApart(name: string, stage: string, stages: readonly Stage[]): void {
  const suffix = OBJECT_SUFFIXES.find((each) => stages.some((other) => other.name === `${stage}-${each}`));
  if (suffix !== undefined) {
    throw new InvalidInputError(
      "StageNamesCollide",
      `workload ${name} has the stages ${stage} and ${stage}-${suffix}, and ${name}-${stage}-${suffix} is also what objects of ${stage} are called; give one another name`,
    );
  }
}

/** The workload's job with what the stage changes. */
export function jobOf(workload: Pick<Workload, "job">, stage: Stage): FlinkJob {
  return { ...workload.job, ...stage.job };
}
