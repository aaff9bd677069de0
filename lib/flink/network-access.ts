import type { ResolvedEnvironment } from "../environment/check-environment";
import type { FlinkComponent } from "../environment/priority-classes";
import type { SecurityOptions } from "../environment/security";
import {
  inUse,
  type ResolvedHighAvailability,
  type ResolvedZooKeeperEnsemble,
  ZOOKEEPER_PORTS,
} from "../environment/zookeeper-ensemble";
import type { StagePlan } from "../sizing/platform-plan";
import { asksApiServer } from "./job-rights";
import type { Admission, NetworkAccess, Peer } from "./network-admission";
import { destinationsOf, serversAt } from "./network-destinations";
import { podLabels } from "./pod-labels";
import { type Caller, FLINK_PORTS, LISTENERS } from "./ports";

/** The operator's pods, wherever it is installed. */
const OPERATOR: Peer = { type: "anywhere", labels: { "app.kubernetes.io/name": "flink-kubernetes-operator" } };

/** Every pod of the Kubernetes cluster. */
const ALL_PODS: Peer = { type: "anywhere" };

const COMPONENTS: readonly FlinkComponent[] = ["jobmanager", "taskmanager"];
const NAMES: Readonly<Record<FlinkComponent, string>> = { jobmanager: "JobManagers", taskmanager: "TaskManagers" };

/** Names resolve by way of the cluster's DNS pods, of a cache on every node, or of the node itself: none is left out. */
const DNS: Admission = { purpose: "DNS", ports: [53], protocols: ["TCP", "UDP"] };

/** The network of a stage's JobManagers and of its TaskManagers. */
export function stageAccess(
  environment: ResolvedEnvironment,
  security: SecurityOptions,
  { clusterId }: Pick<StagePlan, "clusterId">,
): readonly NetworkAccess[] {
  return COMPONENTS.map((component) => ({
    name: `${clusterId}-${component}`,
    labels: podLabels(clusterId, component, environment.runtime),
    ingress: admitted(environment, security, clusterId, component),
    egress: [
      ...called(environment, clusterId, component),
      DNS,
      // While clusters move away from ConfigMaps, those that have not still look there.
      ...([environment.highAvailability, ...inUse(environment.highAvailability)].some(({ type }) =>
        asksApiServer(environment.runtime, type, component),
      )
        ? [apiServer(security)]
        : []),
      ...zooKeeper(environment.highAvailability, environment.namespace),
      ...destinationsOf(environment, security),
    ],
  }));
}

/** The network of an ensemble's servers. Flink's pods of the namespace and its operator are clients, servers are peers. */
export function ensembleAccess(
  { name }: Pick<ResolvedZooKeeperEnsemble, "name">,
  runtime: ResolvedEnvironment["runtime"],
  { metricsFrom }: Pick<SecurityOptions, "metricsFrom">,
): NetworkAccess {
  const labels = serverLabels(name);
  const { type } = podLabels(name, "jobmanager", runtime);
  const quorum: Omit<Admission, "purpose"> = {
    peers: [{ type: "pods", labels }],
    ports: [ZOOKEEPER_PORTS.follower, ZOOKEEPER_PORTS.election],
  };
  return {
    name,
    labels,
    ingress: [
      {
        purpose: "clients",
        peers: [{ type: "pods", labels: { type } }, ...(runtime.type === "operator" ? [OPERATOR] : [])],
        ports: [ZOOKEEPER_PORTS.client],
      },
      { purpose: "the other servers", ...quorum },
      ...metrics(metricsFrom, [ZOOKEEPER_PORTS.metrics]),
    ],
    egress: [{ purpose: "the other servers", ...quorum }, DNS],
  };
}

/** The labels of an ensemble's pods. */
export function serverLabels(name: string): Record<string, string> {
  return { app: name, component: "zookeeper" };
}

function admitted(
  environment: ResolvedEnvironment,
  security: SecurityOptions,
  clusterId: string,
  component: FlinkComponent,
): readonly Admission[] {
  const { runtime } = environment;
  const callers: Readonly<Record<Caller, Omit<Admission, "ports">>> = {
    jobmanager: { purpose: "its JobManagers", peers: [cluster(environment, clusterId, "jobmanager")] },
    taskmanager: { purpose: "its TaskManagers", peers: [cluster(environment, clusterId, "taskmanager")] },
    rest: {
      purpose: "REST",
      peers: [
        ...(runtime.type === "operator" ? [OPERATOR] : []),
        ...networks(security.apiServerCidrs ?? []),
        ...(security.restFrom ?? []),
      ],
    },
    metrics: { purpose: "metrics", peers: security.metricsFrom ?? [ALL_PODS] },
  };
  return Object.entries(callers).flatMap(([caller, admission]) => {
    const ports = LISTENERS.filter(({ on, from }) => on === component && from.includes(caller as Caller)).map(
      ({ port }) => FLINK_PORTS[port],
    );
    return ports.length === 0 || admission.peers?.length === 0 ? [] : [{ ...admission, ports }];
  });
}

function called(environment: ResolvedEnvironment, clusterId: string, component: FlinkComponent): Admission[] {
  return COMPONENTS.flatMap((other) => {
    const ports = LISTENERS.filter(({ on, from }) => on === other && from.includes(component)).map(
      ({ port }) => FLINK_PORTS[port],
    );
    const peers = [cluster(environment, clusterId, other)];
    return ports.length === 0 ? [] : [{ purpose: `its ${NAMES[other]}`, peers, ports }];
  });
}

function cluster({ runtime }: ResolvedEnvironment, clusterId: string, component: FlinkComponent): Peer {
  return { type: "pods", labels: podLabels(clusterId, component, runtime) };
}

/** Its Service answers on 443; a policy sees the port behind it, which is 443 on EKS and 6443 almost everywhere else. */
function apiServer({ apiServerCidrs }: SecurityOptions): Admission {
  return {
    purpose: "the API server",
    ...(apiServerCidrs && { peers: networks(apiServerCidrs) }),
    ports: [443, 6443],
  };
}

function zooKeeper(ha: ResolvedHighAvailability, namespace: string): Admission[] {
  return inUse(ha).flatMap((used) => {
    if (used.type !== "zookeeper") {
      return [];
    }
    const { ensemble } = used;
    return ensemble.type === "declared"
      ? [
          {
            purpose: "ZooKeeper",
            peers: [{ type: "pods", labels: serverLabels(ensemble.name) }],
            ports: [ZOOKEEPER_PORTS.client],
          },
        ]
      : [...serversAt("ZooKeeper", ensemble.quorum, namespace)];
  });
}

function metrics(peers: readonly Peer[] = [ALL_PODS], ports: readonly number[]): Admission[] {
  return peers.length === 0 ? [] : [{ purpose: "metrics", peers, ports }];
}

function networks(cidrs: readonly string[]): Peer[] {
  return cidrs.map((cidr) => ({ type: "cidr", cidr }));
}
