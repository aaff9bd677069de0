import { highAvailabilityType, isBlank, textOf } from "../../flink/operator-rules/settings";
import { HighAvailabilityOptions as Ha } from "../../flink/options/cluster";
import { CheckpointingOptions } from "../../flink/options/job";
import { JudgedOptions } from "../../flink/options/judged";
import { isUnresolved } from "../../units/literal";
import type { FlinkCluster } from "../model/flink-cluster";
import { spelling, stateLocations } from "../model/state-location";
import { FLINK_DOCS, jobsOf, perCluster, type Rule } from "../rule";
import { onPodsDisk } from "../state/directories";

const OVERVIEW = `${FLINK_DOCS}/deployment/ha/overview/`;
const KUBERNETES_HA = `${FLINK_DOCS}/deployment/ha/kubernetes_ha/`;
const ZOOKEEPER_HA = `${FLINK_DOCS}/deployment/ha/zookeeper_ha/`;
const KINDS = ["NONE", "KUBERNETES", "ZOOKEEPER"];

export const HA_SETTING_RULES: readonly Rule[] = [
  {
    id: "ha-off",
    severity: "warning",
    topic: "high availability",
    title: "No high availability",
    reason:
      "A JobManager that is replaced starts its job anew instead of going on from the last checkpoint; a warning, because development may live with that.",
    fix: `Set ${Ha.TYPE.key} to kubernetes, and ${Ha.STORAGE_DIRECTORY.key} to a directory of its own.`,
    source: OVERVIEW,
    check: perCluster((cluster) =>
      cluster.isComplete &&
      highAvailabilityType(cluster.settings) === "NONE" &&
      replicasOf(cluster) <= 1 &&
      keepsState(cluster)
        ? {
            place: cluster.placeOf(Ha.TYPE.key),
            message: `${Ha.TYPE.key} is ${textOf(cluster.settings, Ha.TYPE) ?? "not set"}`,
          }
        : undefined,
    ),
  },
  {
    id: "ha-off-with-standby",
    severity: "error",
    topic: "high availability",
    title: "Several JobManagers without high availability",
    reason:
      "Nothing elects a leader, so that each is a cluster of its own: an application runs as often as there are JobManagers, into the same sinks and checkpoints. The operator refuses it.",
    fix: `Set ${Ha.TYPE.key} to kubernetes, or run one JobManager.`,
    source: OVERVIEW,
    check: perCluster((cluster) =>
      cluster.isComplete && highAvailabilityType(cluster.settings) === "NONE" && replicasOf(cluster) > 1
        ? {
            place: cluster.processes.find(({ role }) => role === "JobManager")?.place ?? cluster.placeOf(Ha.TYPE.key),
            message: `${replicasOf(cluster)} JobManagers, and ${Ha.TYPE.key} is ${textOf(cluster.settings, Ha.TYPE) ?? "not set"}`,
          }
        : undefined,
    ),
  },
  {
    id: "ha-type-unknown",
    severity: "error",
    topic: "high availability",
    title: "High availability of a kind that does not exist",
    reason:
      "Flink takes any other word for a factory class: the operator counts it as high availability and deploys, and the JobManager fails at start.",
    fix: "Write kubernetes, zookeeper or none, or a class with its package.",
    source: OVERVIEW,
    check: perCluster(({ settings, placeOf }) => {
      const type = highAvailabilityType(settings);
      return KINDS.includes(type) || /^\w+(\.\w+)+$/.test(type) || isUnresolved(type)
        ? undefined
        : {
            place: placeOf(spelling(settings, Ha.TYPE)),
            message: `${spelling(settings, Ha.TYPE)} is ${JSON.stringify(type)}`,
          };
    }),
  },
  {
    id: "ha-storage-missing",
    severity: "error",
    topic: "high availability",
    title: "High availability without a directory",
    reason:
      "ConfigMaps and ZooKeeper hold only pointers; what they point at has nowhere to go, and the JobManager fails at start.",
    fix: `Set ${Ha.STORAGE_DIRECTORY.key} to a directory of its own, such as s3p://bucket/ha.`,
    source: OVERVIEW,
    check: perCluster(({ settings, placeOf, isComplete }) =>
      isComplete && highAvailabilityType(settings) !== "NONE" && isBlank(textOf(settings, Ha.STORAGE_DIRECTORY))
        ? {
            place: placeOf(spelling(settings, Ha.TYPE)),
            message: `${spelling(settings, Ha.TYPE)} is ${textOf(settings, Ha.TYPE)}, and ${Ha.STORAGE_DIRECTORY.key} is not set`,
          }
        : undefined,
    ),
  },
  {
    id: "ha-storage-local",
    severity: "error",
    topic: "high availability",
    title: "HA metadata on a pod's own disk",
    reason:
      "The JobManager that takes over runs in another pod and does not find what the pointers point at: the job cannot be recovered.",
    fix: `Set ${Ha.STORAGE_DIRECTORY.key} to a directory that all pods reach, such as s3p://bucket/ha.`,
    source: OVERVIEW,
    check: perCluster((cluster) =>
      highAvailabilityType(cluster.settings) === "NONE"
        ? undefined
        : stateLocations(cluster.settings)
            .filter(({ purpose }) => purpose === "high availability")
            .flatMap((location) => onPodsDisk(location, cluster, cluster.placeOf)),
    ),
  },
  {
    id: "kubernetes-ha-cluster-id-missing",
    severity: "error",
    topic: "high availability",
    title: "Kubernetes HA without a cluster id",
    reason:
      "The id names the ConfigMaps with leader and checkpoints, and is what Flink's client of the API server cannot be made without; nobody but the operator sets it.",
    fix: `Set ${JudgedOptions.KUBERNETES_CLUSTER_ID.key} to a name that no other cluster of the namespace has.`,
    source: KUBERNETES_HA,
    check: perCluster(({ settings, placeOf, isComplete, runtime }) =>
      runtime === "standalone" &&
      isComplete &&
      highAvailabilityType(settings) === "KUBERNETES" &&
      isBlank(settings[JudgedOptions.KUBERNETES_CLUSTER_ID.key])
        ? {
            place: placeOf(spelling(settings, Ha.TYPE)),
            message: `${spelling(settings, Ha.TYPE)} is kubernetes, and ${JudgedOptions.KUBERNETES_CLUSTER_ID.key} is not set`,
          }
        : undefined,
    ),
  },
  {
    id: "zookeeper-quorum-missing",
    severity: "error",
    topic: "high availability",
    title: "ZooKeeper HA without servers",
    reason: "Flink does not know where ZooKeeper is, and its processes fail at start.",
    fix: `Set ${Ha.ZOOKEEPER_QUORUM.key} to every server as host:port.`,
    source: ZOOKEEPER_HA,
    check: perCluster(({ settings, placeOf, isComplete }) =>
      isComplete && highAvailabilityType(settings) === "ZOOKEEPER" && isBlank(textOf(settings, Ha.ZOOKEEPER_QUORUM))
        ? {
            place: placeOf(spelling(settings, Ha.TYPE)),
            message: `${spelling(settings, Ha.TYPE)} is zookeeper, and ${Ha.ZOOKEEPER_QUORUM.key} is not set`,
          }
        : undefined,
    ),
  },
];

function replicasOf({ processes, settings, deployment }: FlinkCluster): number {
  const inSettings = deployment === undefined ? undefined : settings["kubernetes.jobmanager.replicas"];
  return processes.find(({ role }) => role === "JobManager")?.replicas ?? Number(inSettings ?? 1);
}

function keepsState(cluster: FlinkCluster): boolean {
  return jobsOf(cluster).some(({ settings }) =>
    [CheckpointingOptions.INTERVAL, CheckpointingOptions.DIRECTORY].some(
      (option) => textOf(settings, option) !== undefined,
    ),
  );
}
