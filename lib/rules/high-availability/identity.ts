import { highAvailabilityType, textOf } from "../../flink/operator-rules/settings";
import { at, numberAt, textAt } from "../../flink/operator-rules/tree";
import { HighAvailabilityOptions as Ha } from "../../flink/options/cluster";
import { JudgedOptions } from "../../flink/options/judged";
import type { FlinkCluster } from "../model/flink-cluster";
import { listOf } from "../model/manifest-object";
import { FLINK_DOCS, type Rule } from "../rule";
import { isSame } from "../state/directories";

const ZOOKEEPER_ROOT = "flink";
const ZOOKEEPER_CLUSTER = "/default";

export const HA_IDENTITY_RULES: readonly Rule[] = [
  {
    id: "ha-metadata-shared",
    severity: "error",
    topic: "high availability",
    title: "Two clusters with one HA identity",
    reason:
      "Both keep leader and checkpoint pointers in the same place: the second becomes a standby of the first, or recovers and overwrites its job.",
    fix: "Give each cluster a cluster id, or a ZooKeeper root, of its own.",
    source: `${FLINK_DOCS}/deployment/ha/overview/`,
    check: ({ clusters }) => {
      const known = clusters.flatMap((cluster) => {
        const identity = identityOf(cluster);
        return identity === undefined ? [] : [{ cluster, identity }];
      });
      return known.flatMap(({ cluster, identity }, index) => {
        const other = known
          .slice(0, index)
          .find((each) => each.identity === identity && !isSame(each.cluster, cluster));
        return other === undefined
          ? []
          : [
              {
                place: cluster.object.place("metadata", "name"),
                message: `its HA metadata is where that of ${other.cluster.object.kind} ${other.cluster.object.name} is: ${identity}`,
              },
            ];
      });
    },
  },
  {
    id: "zookeeper-quorum-even",
    severity: "warning",
    topic: "high availability",
    title: "An even number of ZooKeeper servers",
    reason: "A majority of four is three: the fourth server tolerates no further loss, and is one more that can fail.",
    fix: "Run three servers, or five.",
    source: "https://zookeeper.apache.org/doc/r3.9.4/zookeeperAdmin.html",
    check: ({ clusters, workloads }) => [
      ...clusters.flatMap(({ settings, placeOf }) => {
        const servers = (textOf(settings, Ha.ZOOKEEPER_QUORUM) ?? "")
          .split(",")
          .filter((server) => server.trim() !== "");
        return highAvailabilityType(settings) === "ZOOKEEPER" && servers.length > 0 && servers.length % 2 === 0
          ? [
              {
                place: placeOf(Ha.ZOOKEEPER_QUORUM.key),
                message: `${Ha.ZOOKEEPER_QUORUM.key} lists ${servers.length} servers`,
              },
            ]
          : [];
      }),
      ...workloads.flatMap(({ object, pod }) => {
        const replicas = numberAt(object.body, "spec.replicas") ?? 1;
        const images = listOf(at(pod, "spec.containers")).map((container) => textAt(container, "image") ?? "");
        return object.kind === "StatefulSet" && images.some(isZooKeeper) && replicas > 0 && replicas % 2 === 0
          ? [{ place: object.place("spec", "replicas"), message: `${replicas} ZooKeeper servers` }]
          : [];
      }),
    ],
  },
];

/** `zookeeper:3.9`, `bitnami/zookeeper@sha256:…`; not the operators of that name. */
export function isZooKeeper(image: string): boolean {
  return /(^|\/)zookeeper([:@]|$)/.test(image);
}

/** Where a cluster keeps its HA metadata, where all of that is stated. */
function identityOf(cluster: FlinkCluster): string | undefined {
  const { settings, namespace, deployment, name, runtime, isComplete, processes } = cluster;
  const isStandalone = runtime === "standalone";
  if (!isComplete || !processes.some(({ role }) => role === "JobManager")) {
    return undefined;
  }
  switch (highAvailabilityType(settings)) {
    case "KUBERNETES": {
      const id = isStandalone ? settings[JudgedOptions.KUBERNETES_CLUSTER_ID.key] : name;
      return id === undefined ? undefined : `ConfigMaps ${id}-… in ${namespace ?? "the current namespace"}`;
    }
    case "ZOOKEEPER": {
      const quorum = textOf(settings, Ha.ZOOKEEPER_QUORUM);
      const root = (textOf(settings, Ha.ZOOKEEPER_ROOT) ?? ZOOKEEPER_ROOT).replaceAll(/^\/|\/$/g, "");
      const id = deployment === undefined ? (textOf(settings, JudgedOptions.CLUSTER_ID) ?? ZOOKEEPER_CLUSTER) : name;
      const servers = quorum
        ?.split(",")
        .map((server) => server.trim())
        .sort()
        .join(",");
      return servers === undefined ? undefined : `/${root}/${id.replace(/^\//, "")} of ZooKeeper ${servers}`;
    }
    default:
      return undefined;
  }
}
