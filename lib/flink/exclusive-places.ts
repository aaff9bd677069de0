import type { ResolvedEnvironment } from "../environment/check-environment";
import type { FlinkConfiguration } from "./flink-configuration";
import { HighAvailabilityOptions as Ha, S3Options } from "./options/cluster";
import { CheckpointingOptions as Checkpointing } from "./options/job";

/** Something that one cluster alone may write to: two would take each other's jobs, or delete each other's state. */
export interface ExclusivePlace {
  /** The same text for the same place, whichever environment names it. */
  readonly id: string;
  /** As a person reads it. */
  readonly label: string;
  /** What to change so that a place is one's own. */
  readonly wayOut: string;
}

/** The places of a cluster, from its effective configuration; values may hold Terraform tokens, and are only compared. */
export function exclusivePlaces(
  { kubernetes, namespace }: Pick<ResolvedEnvironment, "kubernetes" | "namespace">,
  clusterId: string,
  configuration: FlinkConfiguration,
): readonly ExclusivePlace[] {
  const cluster = `${kubernetes.kubeconfig}#${kubernetes.context}`;
  const endpoint = configuration.get(S3Options.ENDPOINT) ?? "";
  const server = isInCluster(endpoint) ? `${cluster} ${endpoint}` : endpoint;
  return [
    {
      id: `name ${cluster} ${namespace} ${clusterId}`,
      label: `the name ${clusterId} in the namespace ${namespace} of ${kubernetes.context}`,
      wayOut: "give one workload another name, or one environment another namespace",
    },
    ...[Checkpointing.DIRECTORY, Ha.STORAGE_DIRECTORY].flatMap((option) => {
      const uri = configuration.get(option)?.replace(/\/+$/, "");
      return uri === undefined
        ? []
        : [
            {
              id: `${option.key} ${server} ${uri}`,
              label: `${uri} (${option.key})`,
              wayOut: "give one environment another bucket",
            },
          ];
    }),
    ...znodes(cluster, clusterId, configuration),
  ];
}

/** One for every server: two lists with a server in common are one ensemble. */
function znodes(cluster: string, clusterId: string, configuration: FlinkConfiguration): ExclusivePlace[] {
  const root = configuration.get(Ha.ZOOKEEPER_ROOT) ?? "/flink";
  // A standalone cluster's name there is that of its run.
  const name = configuration.get(Ha.CLUSTER_ID) ?? clusterId;
  const servers = configuration.get(Ha.ZOOKEEPER_QUORUM)?.toLowerCase().split(",") ?? [];
  return servers.map((server) => ({
    id: `znode ${isInCluster(server) ? cluster : ""} ${server} ${root}/${name}`,
    label: `the znode ${root}/${name} of the ZooKeeper ensemble at ${server}`,
    wayOut: "give one environment another rootPath",
  }));
}

/** Names that every Kubernetes cluster resolves in its own way. */
function isInCluster(address: string): boolean {
  const host = address.replace(/^[a-z]+:\/\//, "").replace(/[:/].*$/, "");
  return host !== "" && (/\.svc(\.cluster\.local)?$/.test(host) || host.split(".").length <= 2);
}
