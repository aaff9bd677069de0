import { effectiveParallelism, highAvailabilityType, isBlank, isOn, textOf } from "../../flink/operator-rules/settings";
import { numberAt, textAt } from "../../flink/operator-rules/tree";
import { OperatorOptions } from "../../flink/options/cluster";
import { CheckpointingOptions as Checkpointing, JobOptions, StateOptions } from "../../flink/options/job";
import { JudgedOptions } from "../../flink/options/judged";
import type { FlinkCluster, FlinkJob } from "../model/flink-cluster";
import { FLINK_DOCS, OPERATOR_DOCS, perJob, type Rule } from "../rule";

const JOB_DOCS = `${OPERATOR_DOCS}/custom-resource/job-management/`;
/** A fixed number of attempts is counted over the whole life of the job. */
const FEW_ATTEMPTS = 100;

export const UPGRADE_RULES: readonly Rule[] = [
  {
    id: "upgrade-mode-stateless",
    severity: "error",
    topic: "state",
    title: "A job that keeps state is upgraded without it",
    reason:
      "With upgradeMode stateless, which is also what an omitted one means, every change of the spec starts the job from nothing, however many checkpoints there are.",
    fix: "Set upgradeMode to savepoint, or to last-state with high availability.",
    source: JOB_DOCS,
    check: perJob(({ settings, upgradeMode, spec, placeOf }) => {
      const because = [
        [Checkpointing.INTERVAL.key, textOf(settings, Checkpointing.INTERVAL)],
        [Checkpointing.DIRECTORY.key, textOf(settings, Checkpointing.DIRECTORY)],
        [StateOptions.BACKEND.key, textOf(settings, StateOptions.BACKEND) === "rocksdb" ? "rocksdb" : undefined],
      ].find(([, value]) => value !== undefined);
      return upgradeMode === "stateless" && because !== undefined
        ? {
            place: placeOf("job.upgradeMode"),
            message: `upgradeMode is ${textAt(spec, "upgradeMode") ?? "not set, which is stateless"}, and the job keeps state: ${because.join(" is ")}`,
          }
        : undefined;
    }),
  },
  {
    id: "savepoint-on-deletion-off",
    severity: "warning",
    topic: "state",
    title: "Deleting the resource drops the job's position",
    reason:
      "The operator cancels a deleted job and removes its HA metadata; a terraform destroy, or a rename, then loses where the job stood. A warning, because it takes a deletion.",
    fix: `Set ${OperatorOptions.SAVEPOINT_ON_DELETION.key} to true.`,
    source: `${OPERATOR_DOCS}/operations/configuration/`,
    check: perJob(({ settings, upgradeMode, placeOf }) =>
      upgradeMode !== undefined &&
      upgradeMode !== "stateless" &&
      !isBlank(textOf(settings, Checkpointing.SAVEPOINT_DIRECTORY)) &&
      !isOn(settings, OperatorOptions.SAVEPOINT_ON_DELETION)
        ? {
            place: placeOf(OperatorOptions.SAVEPOINT_ON_DELETION.key),
            message: `${OperatorOptions.SAVEPOINT_ON_DELETION.key} is ${textOf(settings, OperatorOptions.SAVEPOINT_ON_DELETION) ?? "not set"}`,
          }
        : undefined,
    ),
  },
  {
    id: "non-restored-state-allowed",
    severity: "warning",
    topic: "state",
    title: "State that no operator claims is dropped in silence",
    reason:
      "An operator that was renamed, or has no uid, starts empty, and nobody is told; right for one deployment that removes an operator, wrong to leave on.",
    fix: "Leave it out, and set it for the one deployment that drops state on purpose.",
    source: `${FLINK_DOCS}/ops/state/savepoints/`,
    check: perJob(({ settings, spec, placeOf }) => {
      const option = JudgedOptions.IGNORE_UNCLAIMED_STATE;
      const inSpec = textAt(spec, "allowNonRestoredState") === "true";
      return inSpec || isOn(settings, option)
        ? {
            place: placeOf(inSpec ? "job.allowNonRestoredState" : option.key),
            message: `${inSpec ? "allowNonRestoredState" : option.key} is true`,
          }
        : undefined;
    }),
  },
  {
    id: "max-parallelism-unset",
    severity: "warning",
    topic: "state",
    title: "Max parallelism is left to Flink",
    reason:
      "Flink derives it from the first parallelism, 128 for most, and no restore may change it: the job can never be scaled beyond. A warning, because the job's code may set it.",
    fix: `Set ${JobOptions.MAX_PARALLELISM.key} to a number with many divisors, at least four times the parallelism, such as 2520, before state exists.`,
    source: `${FLINK_DOCS}/ops/production_ready/`,
    check: perJob(({ settings, upgradeMode, placeOf }, { isComplete }) => {
      const stated = textOf(settings, JobOptions.MAX_PARALLELISM);
      return isComplete && upgradeMode !== "stateless" && (stated === undefined || Number(stated) <= 0)
        ? {
            place: placeOf(JobOptions.MAX_PARALLELISM.key),
            message: `${JobOptions.MAX_PARALLELISM.key} is ${stated ?? "not set"}`,
          }
        : undefined;
    }),
  },
  {
    id: "parallelism-above-max",
    severity: "error",
    topic: "state",
    title: "More subtasks than key groups",
    reason:
      "Max parallelism is the number of key groups that state is divided into; Flink refuses to start a job with more subtasks.",
    fix: "Lower the parallelism, or raise the max before any state exists.",
    source: `${FLINK_DOCS}/ops/production_ready/`,
    check: perJob((job, cluster) => {
      const max = Number(textOf(job.settings, JobOptions.MAX_PARALLELISM));
      const parallelism = parallelismOf(job, cluster);
      return max > 0 && parallelism > max
        ? {
            place: job.placeOf(JobOptions.MAX_PARALLELISM.key),
            message: `the job runs with parallelism ${parallelism}, above ${JobOptions.MAX_PARALLELISM.key} ${max}`,
          }
        : undefined;
    }),
  },
  {
    id: "restart-strategy-gives-up",
    severity: "warning",
    topic: "state",
    title: "The job ends for good after a few failures",
    reason:
      "The attempts of fixed-delay are counted over the job's whole life, so that every lost node and every failed checkpoint brings it nearer to its end; a failed job stays failed until somebody looks.",
    fix: `Set ${JobOptions.RESTART_STRATEGY.key} to exponential-delay.`,
    source: `${FLINK_DOCS}/ops/state/task_failure_recovery/`,
    check: perJob(({ settings, placeOf }) => {
      const strategy = textOf(settings, JobOptions.RESTART_STRATEGY)?.trim().toLowerCase() ?? "";
      const attempts = Number(textOf(settings, JudgedOptions.RESTART_ATTEMPTS) ?? 1);
      const message = /^(none|off|disable|disabled)$/.test(strategy)
        ? `${JobOptions.RESTART_STRATEGY.key} is ${strategy}: the first failure ends the job`
        : /^fixed-?delay$/.test(strategy) && attempts <= FEW_ATTEMPTS
          ? `${JobOptions.RESTART_STRATEGY.key} is ${strategy} with ${attempts} ${attempts === 1 ? "attempt" : "attempts"}`
          : undefined;
      return message === undefined ? undefined : { place: placeOf(JobOptions.RESTART_STRATEGY.key), message };
    }),
  },
  {
    id: "last-state-without-ha",
    severity: "error",
    topic: "state",
    title: "upgradeMode last-state without high availability",
    reason:
      "The operator finds the last checkpoint in HA metadata; without any it deploys the job, and the first upgrade cannot find what to go on with.",
    fix: "Set high-availability.type to kubernetes, or use upgradeMode savepoint.",
    source: JOB_DOCS,
    // Session jobs are cancelled for it, and need no HA.
    check: perJob(({ settings, upgradeMode, placeOf }, { deployment }) =>
      upgradeMode === "last-state" &&
      deployment?.job !== undefined &&
      highAvailabilityType(settings) === "NONE" &&
      !isOn(settings, JudgedOptions.LAST_STATE_BY_CANCEL)
        ? { place: placeOf("job.upgradeMode"), message: "upgradeMode is last-state, and there is no high availability" }
        : undefined,
    ),
  },
];

function parallelismOf({ settings, spec }: FlinkJob, { deployment }: FlinkCluster): number {
  const stated = numberAt(spec, "parallelism") ?? Number(textOf(settings, JobOptions.PARALLELISM) ?? 1);
  return (deployment?.job && effectiveParallelism(deployment)) ?? stated;
}
