import type { ResolvedEnvironment } from "../../environment/check-environment";
import type { StagePlan } from "../../sizing/platform-plan";
import type { KubernetesObject } from "./pod-template";

const ZONE = "topology.kubernetes.io/zone";
const HOST = "kubernetes.io/hostname";

type Labels = Readonly<Record<string, string>>;

/**
 * Leader and standby apart: a standby on the leader's node is lost with it. Where zones are stated that is a demand,
 * otherwise a preference, which a cluster of one node can grant.
 *
 * @param labels - what the stage's JobManagers carry, and no other pod
 */
export function jobManagerScheduling(
  { zones = [] }: ResolvedEnvironment,
  { jobManager }: StagePlan,
  labels: Labels,
): KubernetesObject {
  if (jobManager.replicas === 1) {
    return {};
  }
  const whenUnsatisfiable = zones.length > 0 ? "DoNotSchedule" : "ScheduleAnyway";
  return {
    ...(zones.length > 0 && inZones(zones)),
    topologySpreadConstraints: [
      ...(zones.length === 1 ? [] : [spread(ZONE, whenUnsatisfiable, labels)]),
      spread(HOST, whenUnsatisfiable, labels),
    ],
  };
}

/**
 * The TaskManagers of a stage on as many nodes as there are, in the zones of the plan. Nodes that the plan declares are
 * in these zones and no others; nodes of somebody else are asked for by zone.
 *
 * Over several zones they are spread by preference: a lost zone counts as an empty one, and a demand would keep its
 * share of TaskManagers waiting for it instead of starting them elsewhere.
 *
 * @param labels - what the stage's TaskManagers carry, and no other pod
 */
export function taskManagerScheduling(
  { nodes }: ResolvedEnvironment,
  { zones }: StagePlan,
  labels: Labels,
): KubernetesObject {
  const chosen = zones.taskManagers;
  return {
    ...(nodes.type === "existing" && chosen.length > 0 && inZones(chosen)),
    topologySpreadConstraints: [
      ...(chosen.length > 1 ? [spread(ZONE, "ScheduleAnyway", labels)] : []),
      spread(HOST, "ScheduleAnyway", labels),
    ],
  };
}

function spread(
  topologyKey: string,
  whenUnsatisfiable: "DoNotSchedule" | "ScheduleAnyway",
  labels: Labels,
): KubernetesObject {
  return { maxSkew: 1, topologyKey, whenUnsatisfiable, labelSelector: { matchLabels: { ...labels } } };
}

function inZones(zones: readonly string[]): KubernetesObject {
  const matchExpressions = [{ key: ZONE, operator: "In", values: [...zones] }];
  return {
    affinity: {
      nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] } },
    },
  };
}
