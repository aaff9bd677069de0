import { isOn, textOf } from "../../flink/operator-rules/settings";
import { CheckpointingOptions as Checkpointing } from "../../flink/options/job";
import type { Settings } from "../model/flink-cluster";
import { FLINK_DOCS, perJob, type Rule } from "../rule";

const DOCS = `${FLINK_DOCS}/ops/state/checkpoints/`;
const UNDER_BACKPRESSURE = `${FLINK_DOCS}/ops/state/checkpointing_under_backpressure/`;

const has = (settings: Settings, option: Parameters<typeof textOf>[1]) => textOf(settings, option) !== undefined;

export const CHECKPOINT_RULES: readonly Rule[] = [
  {
    id: "checkpoint-interval-missing",
    severity: "warning",
    topic: "state",
    title: "No checkpoint interval",
    reason:
      "Checkpointing is off unless something turns it on, so a failure restarts the job from nothing; a warning, because the job's code may set an interval.",
    fix: `Set ${Checkpointing.INTERVAL.key} to 1 to 5 min.`,
    source: `${FLINK_DOCS}/dev/datastream/fault-tolerance/checkpointing/`,
    // For last-state the operator sets 5 min where nothing is set.
    check: perJob(({ settings, upgradeMode, placeOf }, { isComplete }) =>
      isComplete && upgradeMode !== "last-state" && !has(settings, Checkpointing.INTERVAL)
        ? {
            place: placeOf(Checkpointing.INTERVAL.key),
            message: `${Checkpointing.INTERVAL.key} is not set, so that no checkpoint is taken unless the job's code asks for it`,
          }
        : undefined,
    ),
  },
  {
    id: "checkpoint-directory-missing",
    severity: "error",
    topic: "state",
    title: "Checkpoints without a directory",
    reason:
      "Without a directory checkpoints lie on the JobManager's heap and are gone with it; the operator rejects upgrades that keep state.",
    fix: `Set ${Checkpointing.DIRECTORY.key} to a directory that all processes reach.`,
    source: DOCS,
    check: perJob(({ settings, upgradeMode = "stateless", placeOf }, { isComplete }) =>
      isComplete &&
      (has(settings, Checkpointing.INTERVAL) || upgradeMode !== "stateless") &&
      !has(settings, Checkpointing.DIRECTORY)
        ? {
            place: placeOf(Checkpointing.INTERVAL.key),
            message: has(settings, Checkpointing.INTERVAL)
              ? `a checkpoint is taken every ${textOf(settings, Checkpointing.INTERVAL)}, and ${Checkpointing.DIRECTORY.key} is not set`
              : `upgradeMode ${upgradeMode} needs ${Checkpointing.DIRECTORY.key}, which is not set`,
          }
        : undefined,
    ),
  },
  {
    id: "savepoint-directory-missing",
    severity: "warning",
    topic: "state",
    title: "No savepoint directory",
    reason:
      "A savepoint before an update has nowhere to go unless each command names a place; stopping the job then means dropping its position.",
    fix: `Set ${Checkpointing.SAVEPOINT_DIRECTORY.key} to a directory outside the checkpoints.`,
    source: `${FLINK_DOCS}/ops/state/savepoints/`,
    // With upgradeMode savepoint the operator rejects the manifest, which has a rule of its own.
    check: perJob(({ settings, upgradeMode, placeOf }, { isComplete }) =>
      isComplete &&
      upgradeMode !== "savepoint" &&
      upgradeMode !== "stateless" &&
      !has(settings, Checkpointing.SAVEPOINT_DIRECTORY)
        ? {
            place: placeOf(Checkpointing.DIRECTORY.key),
            message: `${Checkpointing.SAVEPOINT_DIRECTORY.key} is not set`,
          }
        : undefined,
    ),
  },
  {
    id: "retention-deletes-checkpoints",
    severity: "error",
    topic: "state",
    title: "Cancelling deletes the last checkpoint",
    reason:
      "Whoever cancels the job, by hand or by an update that cancels it, deletes the state it could have gone on with.",
    fix: `Set ${Checkpointing.RETENTION.key} to RETAIN_ON_CANCELLATION.`,
    source: DOCS,
    check: perJob(({ settings, placeOf }) => {
      const retention = textOf(settings, Checkpointing.RETENTION);
      return /^(DELETE.ON.CANCELLATION|NO.EXTERNALIZED.CHECKPOINTS)$/i.test(retention?.trim() ?? "")
        ? {
            place: placeOf(Checkpointing.RETENTION.key),
            message: `${Checkpointing.RETENTION.key} is ${retention}`,
          }
        : undefined;
    }),
  },
  {
    id: "retention-unset",
    severity: "warning",
    topic: "state",
    title: "Checkpoints are not retained",
    reason:
      "Flink's default deletes a job's checkpoints when it is cancelled; the operator sets RETAIN_ON_CANCELLATION, nobody else does. A warning, because the job's code may.",
    fix: `Set ${Checkpointing.RETENTION.key} to RETAIN_ON_CANCELLATION.`,
    source: DOCS,
    check: perJob(({ settings, placeOf }, { isComplete, deployment }) =>
      isComplete &&
      deployment === undefined &&
      has(settings, Checkpointing.INTERVAL) &&
      !has(settings, Checkpointing.RETENTION)
        ? {
            place: placeOf(Checkpointing.INTERVAL.key),
            message: `${Checkpointing.RETENTION.key} is not set, and its default is NO_EXTERNALIZED_CHECKPOINTS`,
          }
        : undefined,
    ),
  },
  {
    id: "unaligned-checkpoints-refused",
    severity: "error",
    topic: "state",
    title: "Unaligned checkpoints that may run at the same time",
    reason:
      "Flink refuses to start such a job: unaligned checkpoints hold data in flight, of one checkpoint at a time.",
    fix: `Set ${Checkpointing.MAX_CONCURRENT.key} to 1, its default.`,
    source: UNDER_BACKPRESSURE,
    check: perJob(({ settings, placeOf }) => {
      const concurrent = Number(textOf(settings, Checkpointing.MAX_CONCURRENT) ?? 1);
      return isOn(settings, Checkpointing.UNALIGNED) && concurrent > 1 && !isAtLeastOnce(settings)
        ? {
            place: placeOf(Checkpointing.MAX_CONCURRENT.key),
            message: `${Checkpointing.UNALIGNED.key} is true, and ${Checkpointing.MAX_CONCURRENT.key} is ${concurrent}`,
          }
        : undefined;
    }),
  },
  {
    id: "unaligned-checkpoints-ignored",
    severity: "warning",
    topic: "state",
    title: "Unaligned checkpoints at least once",
    reason:
      "Flink turns unaligned checkpoints off where a job asks for AT_LEAST_ONCE, and says so in one line of a log.",
    fix: `Set ${Checkpointing.MODE.key} to EXACTLY_ONCE, or leave ${Checkpointing.UNALIGNED.key} out.`,
    source: UNDER_BACKPRESSURE,
    check: perJob(({ settings, placeOf }) =>
      isOn(settings, Checkpointing.UNALIGNED) && isAtLeastOnce(settings)
        ? {
            place: placeOf(Checkpointing.MODE.key),
            message: `${Checkpointing.UNALIGNED.key} is true, and ${Checkpointing.MODE.key} is ${textOf(settings, Checkpointing.MODE)}`,
          }
        : undefined,
    ),
  },
];

function isAtLeastOnce(settings: Settings): boolean {
  return /^AT.LEAST.ONCE$/i.test(textOf(settings, Checkpointing.MODE) ?? "");
}
