import type { NodePlacement } from "../../environment/placement";
import type { Pod } from "./pod";

type Labels = Readonly<Record<string, string>>;

/** Which nodes a pod may run on, and how pods of a kind are spread over them. */
export type Scheduling = Pick<Pod["spec"], "nodeSelector" | "tolerations" | "affinity" | "topologySpreadConstraints">;

/** Pods that select a pool's labels tolerate its taints: both come from one object. */
export function onNodes(placement: NodePlacement | undefined): Scheduling {
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

/** Leader and standby apart: a standby on the leader's node is lost with it. Without stated zones it is a preference. */
export function standbyScheduling(zones: readonly string[], labels: Labels): Scheduling {
  const whenUnsatisfiable = zones.length > 0 ? "DoNotSchedule" : "ScheduleAnyway";
  if (zones.length === 0) {
    return { topologySpreadConstraints: [spread("kubernetes.io/hostname", whenUnsatisfiable, labels)] };
  }
  const inZones = { matchExpressions: [{ key: "topology.kubernetes.io/zone", operator: "In", values: [...zones] }] };
  return {
    affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [inZones] } } },
    topologySpreadConstraints: [
      ...(zones.length > 1 ? [spread("topology.kubernetes.io/zone", whenUnsatisfiable, labels)] : []),
      spread("kubernetes.io/hostname", whenUnsatisfiable, labels),
    ],
  };
}

/** TaskManagers on as many nodes as there are: a node that is lost then takes the least of a stage. */
export function workerScheduling(labels: Labels): Scheduling {
  return { topologySpreadConstraints: [spread("kubernetes.io/hostname", "ScheduleAnyway", labels)] };
}

function spread(topologyKey: string, whenUnsatisfiable: "DoNotSchedule" | "ScheduleAnyway", matchLabels: Labels) {
  return { maxSkew: 1, topologyKey, whenUnsatisfiable, labelSelector: { matchLabels } };
}
