import { textOption } from "../options/flink-option";
import { CheckpointingOptions } from "../options/job";
import type { Deployment } from "./deployment";
import type { OperatorRule } from "./rule";
import { directoryOf, textOf } from "./settings";

const PERIODIC_SAVEPOINTS = textOption("kubernetes.operator.periodic.savepoint.interval");
const MAX_CHECKPOINT_AGE = textOption("kubernetes.operator.job.upgrade.last-state.max.allowed.checkpoint.age");

/** Where a job's checkpoints and savepoints go. They are asked for whenever something would need them. */
export const STATE_RULES: readonly OperatorRule<Deployment>[] = [
  {
    number: 10,
    says: "must be defined for last-state and savepoint upgrade modes",
    check: (deployment) => {
      const { key, directory } = directoryOf(deployment, CheckpointingOptions.DIRECTORY);
      const { job, operator } = deployment;
      return job !== undefined && job.upgradeMode !== "stateless" && directory === undefined
        ? `upgradeMode ${job.upgradeMode} needs a checkpoint directory, and ${key}, which operator ${operator} reads, is not set; set it to a URI such as s3p://bucket/checkpoints`
        : undefined;
    },
  },
  withoutSavepoints(11, "Job could not be upgraded with savepoint", ({ job }) =>
    job?.upgradeMode === "savepoint" ? "upgradeMode savepoint" : undefined,
  ),
  withoutSavepoints(12, "Savepoint could not be manually triggered", ({ job }) =>
    job?.savepointTriggerNonce === undefined ? undefined : `savepointTriggerNonce ${job.savepointTriggerNonce}`,
  ),
  withoutSavepoints(13, "Periodic savepoints cannot be enabled", ({ settings }) =>
    textOf(settings, PERIODIC_SAVEPOINTS) === undefined ? undefined : PERIODIC_SAVEPOINTS.key,
  ),
  withoutSavepoints(14, "In order to use max-checkpoint age functionality", ({ settings }) =>
    textOf(settings, MAX_CHECKPOINT_AGE) === undefined ? undefined : MAX_CHECKPOINT_AGE.key,
  ),
];

/** A rule about something that takes savepoints while there is no directory for them. */
function withoutSavepoints(
  number: number,
  says: string,
  needs: (deployment: Deployment) => string | undefined,
): OperatorRule<Deployment> {
  return {
    number,
    says,
    check: (deployment) => {
      const what = deployment.job && needs(deployment);
      const { key, directory } = directoryOf(deployment, CheckpointingOptions.SAVEPOINT_DIRECTORY);
      return what !== undefined && directory === undefined
        ? `${what} needs a savepoint directory, and ${key}, which operator ${deployment.operator} reads, is not set; set it to a URI such as s3p://bucket/savepoints`
        : undefined;
    },
  };
}
