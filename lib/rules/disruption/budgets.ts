import { at, textAt } from "../../flink/operator-rules/tree";
import { isZooKeeper } from "../high-availability/identity";
import type { FlinkCluster, FlinkProcess } from "../model/flink-cluster";
import type { Inventory } from "../model/inventory";
import { listOf, type ManifestObject, mayShareNamespace, textMap } from "../model/manifest-object";
import { selects } from "../model/pods";
import { KUBERNETES_DOCS, perCluster, type Rule } from "../rule";

const BUDGETS = `${KUBERNETES_DOCS}/tasks/run-application/configure-pdb/`;
const SPREAD = `${KUBERNETES_DOCS}/concepts/scheduling-eviction/topology-spread-constraints/`;

export const DISRUPTION_RULES: readonly Rule[] = [
  {
    id: "budget-blocks-drains",
    severity: "error",
    topic: "disruption",
    title: "A disruption budget that no drain can meet",
    reason:
      "An eviction is refused as long as the budget says so, which here is for ever: node upgrades hang until somebody deletes the pod or the budget by force.",
    fix: "Leave room for one pod: maxUnavailable 1, or minAvailable below the number of replicas.",
    source: BUDGETS,
    check: (inventory) =>
      budgetsOf(inventory).flatMap(({ object, pods, minAvailable, maxUnavailable }) => {
        const replicas = pods.every((pod) => pod.replicas !== undefined)
          ? pods.reduce((sum, pod) => sum + (pod.replicas ?? 0), 0)
          : undefined;
        const message =
          maxUnavailable !== undefined
            ? /^0+%?$/.test(maxUnavailable) && `maxUnavailable is ${maxUnavailable}`
            : minAvailable !== undefined &&
              (minAvailable === "100%" ||
                (replicas !== undefined && replicas > 0 && kept(minAvailable, replicas) >= replicas)) &&
              `minAvailable is ${minAvailable} of ${replicas ?? "any number of"} ${replicas === 1 ? "pod" : "pods"}`;
        return pods.length > 0 && message ? [{ place: object.place("spec"), message }] : [];
      }),
  },
  {
    id: "budget-counts-job-managers",
    severity: "warning",
    topic: "disruption",
    title: "A budget of TaskManagers that is counted by JobManagers",
    reason:
      "In native mode the JobManager's Deployment owns the TaskManager pods, and Kubernetes takes its replicas for the size of the pool: all TaskManagers but a few may then be evicted at once.",
    fix: "Use minAvailable with a whole number, which is compared with the pods themselves.",
    source: BUDGETS,
    check: (inventory) =>
      budgetsOf(inventory).flatMap(({ object, pods, minAvailable, maxUnavailable }) => {
        const relative = maxUnavailable ?? (minAvailable?.endsWith("%") === true ? minAvailable : undefined);
        return relative !== undefined &&
          pods.some((pod) => pod.native && pod.role === "TaskManager") &&
          relative !== "100%"
          ? [
              {
                place: object.place("spec"),
                message: `${maxUnavailable === undefined ? "minAvailable" : "maxUnavailable"} is ${relative}, for TaskManagers that Flink starts itself`,
              },
            ]
          : [];
      }),
  },
  {
    id: "budget-selects-no-pod",
    severity: "warning",
    topic: "disruption",
    title: "A budget whose labels no pod of its cluster has",
    reason: "A budget that selects nothing protects nothing, and nobody says so.",
    fix: "Use the labels that the pods get: app, component and type flink-native-kubernetes, or flink-standalone-kubernetes.",
    source: BUDGETS,
    check: (inventory) =>
      budgetsOf(inventory).flatMap(({ object, pods, selector }) => {
        const app = textMap(at(selector, "matchLabels"))["app"];
        const cluster = inventory.clusters.find(
          ({ name, namespace, deployment }) =>
            deployment !== undefined && name === app && mayShareNamespace(namespace, object.namespace),
        );
        return cluster !== undefined && pods.length === 0
          ? [
              {
                place: object.place("spec", "selector"),
                message: `it selects ${Object.entries(textMap(at(selector, "matchLabels")))
                  .map(([key, value]) => `${key}=${value}`)
                  .join(", ")}, which neither JobManagers nor TaskManagers of ${cluster.name} have`,
              },
            ]
          : [];
      }),
  },
  {
    id: "job-managers-without-budget",
    severity: "warning",
    topic: "disruption",
    title: "Standby JobManagers without a disruption budget",
    reason:
      "A drain of two nodes at once evicts the leader and its standby together, and the standby was there for just that.",
    fix: "Declare a PodDisruptionBudget with maxUnavailable 1 for the JobManager pods.",
    source: BUDGETS,
    check: (inventory) => {
      const budgets = budgetsOf(inventory);
      return perStandby((jobManager, cluster) =>
        budgets.some(({ pods }) => pods.some(({ process }) => process === jobManager))
          ? undefined
          : {
              place: jobManager.place,
              message: `${jobManager.replicas} JobManagers of ${cluster.name}, and no budget selects them`,
            },
      )(inventory);
    },
  },
  {
    id: "job-managers-not-spread",
    severity: "warning",
    topic: "disruption",
    title: "Standby JobManagers that may share a node",
    reason: "Nothing keeps leader and standby apart, so that one lost node may take both.",
    fix: "Add a topology spread constraint over kubernetes.io/hostname, or a pod anti-affinity, to the JobManager's pod template.",
    source: SPREAD,
    check: perStandby((jobManager, cluster) =>
      isSpread(jobManager)
        ? undefined
        : {
            place: jobManager.place,
            message: `nothing keeps the ${jobManager.replicas} JobManagers of ${cluster.name} on different nodes`,
          },
    ),
  },
];

interface SelectedPods {
  readonly replicas: number | undefined;
  readonly role: FlinkProcess["role"] | undefined;
  readonly native: boolean;
  readonly process: FlinkProcess | undefined;
}

interface Budget {
  readonly object: ManifestObject;
  readonly selector: unknown;
  readonly minAvailable: string | undefined;
  readonly maxUnavailable: string | undefined;
  /** What it selects of Flink and ZooKeeper. */
  readonly pods: readonly SelectedPods[];
}

function budgetsOf({ objects, clusters, workloads }: Inventory): readonly Budget[] {
  return objects
    .filter(({ kind }) => kind === "PodDisruptionBudget")
    .map((object) => {
      const selector = at(object.body, "spec.selector");
      const isSelected = (labels: Readonly<Record<string, string>>, namespace: string | undefined) =>
        selector !== undefined && mayShareNamespace(namespace, object.namespace) && selects(selector, labels);
      const ofFlink = clusters.flatMap(({ processes, runtime, namespace }) =>
        processes
          .filter(({ labels }) => isSelected(labels, namespace))
          .map((process) => ({
            replicas: process.replicas,
            role: process.role,
            native: runtime === "native",
            process,
          })),
      );
      const ofZooKeeper = workloads
        .filter(
          ({ pod, labels, object: { namespace } }) =>
            isSelected(labels, namespace) &&
            listOf(at(pod, "spec.containers")).some((container) => isZooKeeper(textAt(container, "image") ?? "")),
        )
        .map(({ replicas }) => ({ replicas, role: undefined, native: false, process: undefined }));
      return {
        object,
        selector,
        minAvailable: textAt(object.body, "spec.minAvailable"),
        maxUnavailable: textAt(object.body, "spec.maxUnavailable"),
        pods: [...ofFlink, ...ofZooKeeper],
      };
    });
}

/** How many pods a budget keeps: Kubernetes rounds a share up. */
function kept(minAvailable: string, replicas: number): number {
  return minAvailable.endsWith("%")
    ? Math.ceil((Number(minAvailable.slice(0, -1)) * replicas) / 100)
    : Number(minAvailable);
}

function perStandby(
  find: (jobManager: FlinkProcess, cluster: FlinkCluster) => ReturnType<Parameters<typeof perCluster>[0]>,
): Rule["check"] {
  return perCluster((cluster) => {
    const jobManager = cluster.processes.find(({ role }) => role === "JobManager");
    return jobManager !== undefined && (jobManager.replicas ?? 1) > 1 ? find(jobManager, cluster) : undefined;
  });
}

function isSpread({ pod, labels }: FlinkProcess): boolean {
  const affinity = at(pod, "spec.affinity.podAntiAffinity");
  const terms = [
    ...listOf(at(affinity, "requiredDuringSchedulingIgnoredDuringExecution")),
    ...listOf(at(affinity, "preferredDuringSchedulingIgnoredDuringExecution")).map((each) =>
      at(each, "podAffinityTerm"),
    ),
    ...listOf(at(pod, "spec.topologySpreadConstraints")),
  ];
  return terms.some((term) => at(term, "labelSelector") !== undefined && selects(at(term, "labelSelector"), labels));
}
