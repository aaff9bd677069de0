import { isOn, textOf } from "../../flink/operator-rules/settings";
import { ClusterOptions } from "../../flink/options/cluster";
import { CheckpointingOptions, StateOptions } from "../../flink/options/job";
import { JudgedOptions } from "../../flink/options/judged";
import { isUnresolved } from "../../units/literal";
import type { Settings } from "../model/flink-cluster";
import { mediumOf } from "../model/pods";
import { FLINK_DOCS, perJob, perProcess, type Rule } from "../rule";

const DOCS = `${FLINK_DOCS}/ops/state/large_state_tuning/`;
const WORKING_DIRECTORY_DOCS = `${FLINK_DOCS}/deployment/resource-providers/standalone/working_directory/`;
const { RECOVER_FROM_LOCAL } = StateOptions;
const { LOCAL_BACKUP } = CheckpointingOptions;

export const LOCAL_DISK_RULES: readonly Rule[] = [
  {
    id: "local-recovery-half-on",
    severity: "warning",
    topic: "state",
    title: "Local recovery and local backup contradict each other",
    reason:
      "Recovery from local disk reads the copies that local backup writes: one without the other does nothing, or costs disk for nothing.",
    fix: `Set ${RECOVER_FROM_LOCAL.key} and ${LOCAL_BACKUP.key} to the same.`,
    source: DOCS,
    // Where it is not set, local backup is what recovery is.
    check: perJob(({ settings, placeOf }) => {
      const recovery = isOn(settings, RECOVER_FROM_LOCAL);
      return !isUnresolved(textOf(settings, RECOVER_FROM_LOCAL)) &&
        textOf(settings, LOCAL_BACKUP) !== undefined &&
        isOn(settings, LOCAL_BACKUP) !== recovery
        ? {
            place: placeOf(LOCAL_BACKUP.key),
            message: `${LOCAL_BACKUP.key} is ${textOf(settings, LOCAL_BACKUP)}, and ${RECOVER_FROM_LOCAL.key} ${recovery ? "true" : "off"}`,
          }
        : undefined;
    }),
  },
  {
    id: "local-recovery-lost-with-pod",
    severity: "warning",
    topic: "state",
    title: "Local recovery, and a Deployment of TaskManagers",
    reason:
      "A Deployment's new pod has another name and another disk, so that after a lost pod everything is restored from the checkpoint storage; only a task that fails in a living pod restores from disk.",
    fix: "Run TaskManagers as a StatefulSet with a volume claim template and taskmanager.resource-id.",
    source: DOCS,
    check: perProcess(({ role, madeBy, place }, { settings }) =>
      role === "TaskManager" && (madeBy === "Deployment" || madeBy === "operator") && isOn(settings, RECOVER_FROM_LOCAL)
        ? {
            place,
            message: `${RECOVER_FROM_LOCAL.key} is true, and the TaskManagers are ${madeBy === "operator" ? "made by the operator as a Deployment" : "a Deployment"}`,
          }
        : undefined,
    ),
  },
  {
    id: "task-manager-without-resource-id",
    severity: "warning",
    topic: "state",
    title: "A StatefulSet of TaskManagers without resource ids",
    reason:
      "Flink gives a TaskManager a random id at every start and looks for local state under that id: what lies on the claimed volume is never found again.",
    fix: `Set ${JudgedOptions.RESOURCE_ID.key} to the pod's name: -D${JudgedOptions.RESOURCE_ID.key}=$(POD_NAME), with POD_NAME from metadata.name.`,
    source: WORKING_DIRECTORY_DOCS,
    check: perProcess(({ role, madeBy, claims, place }, { settings, isComplete }) =>
      role === "TaskManager" &&
      madeBy === "StatefulSet" &&
      claims.length > 0 &&
      isComplete &&
      settings[JudgedOptions.RESOURCE_ID.key] === undefined
        ? {
            place,
            message: `each TaskManager has a volume of its own (${claims.join(", ")}), and ${JudgedOptions.RESOURCE_ID.key} is not set`,
          }
        : undefined,
    ),
  },
  {
    id: "rocksdb-on-container-layer",
    severity: "warning",
    topic: "state",
    title: "RocksDB works in the container's own layer",
    reason:
      "The writable layer is slow, shared with the node's system and counted against the pod's ephemeral storage: a growing state gets the pod evicted.",
    fix: `Mount a volume, such as an emptyDir on a local disk, and put ${ClusterOptions.WORKING_DIRECTORY.key} there.`,
    source: `${FLINK_DOCS}/ops/state/state_backends/`,
    check: perProcess(({ role, pod, container, claims, place }, { settings, isComplete }) => {
      const directory = rocksDbDirectory(settings);
      return role === "TaskManager" &&
        isComplete &&
        textOf(settings, StateOptions.BACKEND)?.toLowerCase() === "rocksdb" &&
        mediumOf(pod, container, claims, directory).kind === "container"
        ? { place, message: `RocksDB works below ${directory}, and no volume is mounted there` }
        : undefined;
    }),
  },
];

/** Where RocksDB keeps its files: the first of several directories. */
function rocksDbDirectory(settings: Settings): string {
  const options = [
    StateOptions.ROCKSDB_DIRECTORY,
    JudgedOptions.TASK_MANAGER_WORKING_DIRECTORY,
    ClusterOptions.WORKING_DIRECTORY,
    JudgedOptions.TEMPORARY_DIRECTORIES,
  ];
  const stated = options.map((option) => textOf(settings, option)).find((text) => text !== undefined) ?? "/tmp";
  return stated.split(/[,:]/)[0] ?? stated;
}
