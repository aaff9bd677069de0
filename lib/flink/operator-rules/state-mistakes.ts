import { Duration } from "../../units/duration";
import { isUnresolved } from "../../units/literal";
import { HighAvailabilityOptions as Ha } from "../options/cluster";
import { textOption } from "../options/flink-option";
import { CheckpointingOptions } from "../options/job";
import { type MistakeCheck, single } from "./mistake";
import { highAvailabilityType, isBlank, isHighlyAvailable, isOn, textOf } from "./settings";

/** `CheckpointCoordinatorConfiguration.MINIMAL_CHECKPOINT_TIME` in Flink. */
const SHORTEST_INTERVAL = Duration.millis(10);
const LAST_STATE_BY_CANCEL = textOption("kubernetes.operator.job.upgrade.last-state.job-cancel.enabled");

/** What is wrong with high availability and checkpoints. */
export const STATE_MISTAKES: readonly MistakeCheck[] = [
  single("HighAvailabilityTypeUnknown", "deployed although wrong", ({ settings }) => {
    const type = highAvailabilityType(settings);
    return ["NONE", "KUBERNETES", "ZOOKEEPER"].includes(type) || /^\w+(\.\w+)+$/.test(type) || isUnresolved(type)
      ? undefined
      : [
          `${Ha.TYPE.key} is ${JSON.stringify(type)}, which Flink takes for the name of a factory class that it does not find`,
          "write none, kubernetes or zookeeper, or a class with its package",
        ];
  }),
  single("HighAvailabilityWithoutStorage", "deployed although wrong", (deployment) =>
    isHighlyAvailable(deployment) && isBlank(textOf(deployment.settings, Ha.STORAGE_DIRECTORY))
      ? [
          `${Ha.TYPE.key} is ${textOf(deployment.settings, Ha.TYPE)}, and ${Ha.STORAGE_DIRECTORY.key}, where its metadata goes, is not set`,
          "set it to a URI of its own, such as s3p://bucket/ha",
        ]
      : undefined,
  ),
  single("ZooKeeperQuorumMissing", "deployed although wrong", ({ settings }) =>
    highAvailabilityType(settings) === "ZOOKEEPER" && isBlank(textOf(settings, Ha.ZOOKEEPER_QUORUM))
      ? [`${Ha.TYPE.key} is zookeeper, and ${Ha.ZOOKEEPER_QUORUM.key} is not set`, "list its servers as host:port"]
      : undefined,
  ),
  single("LastStateWithoutHighAvailability", "deployed although wrong", (deployment) =>
    deployment.job?.upgradeMode === "last-state" &&
    !isHighlyAvailable(deployment) &&
    !isOn(deployment.settings, LAST_STATE_BY_CANCEL)
      ? [
          "upgradeMode last-state finds the last checkpoint in high-availability metadata, and there is no high availability",
          `set ${Ha.TYPE.key} to kubernetes, use upgradeMode savepoint, or set ${LAST_STATE_BY_CANCEL.key} to true`,
        ]
      : undefined,
  ),
  // For last-state the operator sets 5 min where nothing is set.
  single("CheckpointIntervalMissing", "deployed although wrong", ({ job, settings }) =>
    job?.upgradeMode === "savepoint" && textOf(settings, CheckpointingOptions.INTERVAL) === undefined
      ? [
          `${CheckpointingOptions.INTERVAL.key} is not set, so that no checkpoint is ever taken and a failure restarts the job from nothing`,
          "set it, such as 1 min",
        ]
      : undefined,
  ),
  single("CheckpointIntervalMalformed", "deployed although wrong", ({ settings }) => {
    const interval = textOf(settings, CheckpointingOptions.INTERVAL);
    if (interval === undefined || isUnresolved(interval)) {
      return undefined;
    }
    const read = durationOf(interval);
    return read === undefined || SHORTEST_INTERVAL.isLongerThan(read)
      ? [
          `${CheckpointingOptions.INTERVAL.key} is ${JSON.stringify(interval)}, ${read === undefined ? "which Flink cannot read" : `which is ${read}, and Flink takes ${SHORTEST_INTERVAL} or more`}`,
          "write a whole number and a unit, such as 1 min",
        ]
      : undefined;
  }),
];

function durationOf(text: string): Duration | undefined {
  try {
    return Duration.parseFlink(text);
  } catch {
    return undefined;
  }
}
