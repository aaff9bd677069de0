import type { ResolvedEnvironment } from "../../environment/check-environment";
import type { NodePlacement } from "../../environment/placement";
import { podLabels } from "../../flink/pod-labels";
import type { StagePlan } from "../../sizing/platform-plan";
import type { Pod } from "./pod";

const ZONE = "topology.kubernetes.io/zone";
const HOST = "kubernetes.io/hostname";

type Labels = Readonly<Record<string, string>>;

/** Which nodes a pod may run on, and how pods of a kind are spread over them. */
export type Scheduling = Pick<Pod["spec"], "nodeSelector" | "tolerations" | "affinity" | "topologySpreadConstraints">;

/**
 * Leader and standby apart: a standby on the leader's node is lost with it. Where zones are stated that is a demand,
 * otherwise a preference, which a cluster of one node can grant.
 */
export function jobManagerScheduling(
  { zones = [], runtime }: ResolvedEnvironment,
  { jobManager, clusterId }: StagePlan,
): Scheduling {
  if (jobManager.replicas === 1) {
    return onNodes(jobManager.placement);
  }
  const labels = podLabels(clusterId, "jobmanager", runtime);
  const whenUnsatisfiable = zones.length > 0 ? "DoNotSchedule" : "ScheduleAnyway";
  return {
    ...onNodes(jobManager.placement),
    ...(zones.length > 0 && inZones(zones)),
    topologySpreadConstraints: [
      ...(zones.length === 1 ? [] : [spread(ZONE, whenUnsatisfiable, labels)]),
      spread(HOST, whenUnsatisfiable, labels),
    ],
  };
}

/**
 * The TaskManagers of a stage on as many nodes as there are, in the zones of the plan: a node that is lost then takes
 * the least of a stage. Nodes that the plan declares are in these zones and no others; nodes of somebody else are asked
 * for by zone.
 *
 * Over several zones they are spread by preference: a lost zone counts as an empty one, and a demand would keep its
 * share of TaskManagers waiting for it instead of starting them elsewhere.
 */
export function taskManagerScheduling(
  { nodes, runtime }: ResolvedEnvironment,
  { taskManagers, zones, clusterId }: StagePlan,
): Scheduling {
  const labels = podLabels(clusterId, "taskmanager", runtime);
  const chosen = zones.taskManagers;
  return {
    ...onNodes(taskManagers.placement),
    ...(nodes.type === "existing" && chosen.length > 0 && inZones(chosen)),
    topologySpreadConstraints: [
      ...(chosen.length > 1 ? [spread(ZONE, "ScheduleAnyway", labels)] : []),
      spread(HOST, "ScheduleAnyway", labels),
    ],
  };
}

/** Pods that select a pool's labels tolerate its taints: both come from one object. */
function onNodes(placement: NodePlacement | undefined): Scheduling {
  if (placement === undefined) {
    return {};
  }
  const { labels, taints = [] } = placement;
  return {
    nodeSelector: { ...labels },
    ...(taints.length > 0 && {
      tolerations: taints.map(({ key, value, effect }) => ({ key, operator: "Equal", value, effect })),
    }),
  };
}

function spread(topologyKey: string, whenUnsatisfiable: "DoNotSchedule" | "ScheduleAnyway", matchLabels: Labels) {
  return { maxSkew: 1, topologyKey, whenUnsatisfiable, labelSelector: { matchLabels } };
}

function inZones(zones: readonly string[]): Pick<Scheduling, "affinity"> {
  const matchExpressions = [{ key: ZONE, operator: "In", values: [...zones] }];
  return {
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } },
    },
  };
}
