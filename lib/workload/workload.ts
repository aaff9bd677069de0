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
 * @throws InvalidInputError `WorkloadEmpty`, `DuplicateStage`, `NameInvalid`, `NameTooLong`, `JobInvalid`
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
    clusterId(name, stage.name);
    requireJob(jobOf({ job }, stage), stage.name);
  }
  return { name, job, stages };
}

/** The workload's job with what the stage changes. */
export function jobOf(workload: Pick<Workload, "job">, stage: Stage): FlinkJob {
  return { ...workload.job, ...stage.job };
}
