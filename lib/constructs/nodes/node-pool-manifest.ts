import type { NodePoolPlan } from "../../sizing/nodes/node-pool-plan";
import type { KubernetesObject } from "../compute/pod";

/** What Karpenter writes into its resources beside the status. */
export const COMPUTED_FIELDS = ["metadata.annotations", "metadata.finalizers", "metadata.labels"] as const;

/** Longer than a job takes to be redeployed: it finds its nodes again, and the image on them. */
const EMPTY_BEFORE_REMOVAL = "15m";

/** What the nodes are made of. */
export interface NodeClassReference {
  readonly group: string;
  readonly kind: string;
  readonly name: string;
}

/** How long a node lives, and who may end it. */
export interface NodeLife {
  readonly expireAfter: string;
  /** After it, pods that ask not to be disturbed are stopped all the same. */
  readonly terminationGracePeriod: string;
  /** How many nodes may be replaced at once; what no budget names has no limit. */
  readonly budgets: readonly { readonly nodes: string; readonly reasons?: readonly string[] }[];
}

/**
 * A NodePool for nodes of one type, with labels and taints of the placement that the pods have. Only empty nodes are
 * removed to save money: moving a pod to a fuller node would restart its job.
 */
export function nodePool(
  name: string,
  pool: NodePoolPlan,
  nodeClassRef: NodeClassReference,
  { expireAfter, terminationGracePeriod, budgets }: NodeLife,
): KubernetesObject {
  const { labels, taints = [] } = pool.placement ?? {};
  return {
    apiVersion: "karpenter.sh/v1",
    kind: "NodePool",
    metadata: { name },
    spec: {
      template: {
        ...(labels && { metadata: { labels: { ...labels } } }),
        spec: {
          nodeClassRef,
          requirements: requirements(pool),
          ...(taints.length > 0 && { taints: taints.map(({ key, value, effect }) => ({ key, value, effect })) }),
          expireAfter,
          terminationGracePeriod,
        },
      },
      disruption: { consolidationPolicy: "WhenEmpty", consolidateAfter: EMPTY_BEFORE_REMOVAL, budgets },
      limits: { cpu: String(coresWhileReplacing(pool)) },
    },
  };
}

function requirements({ instanceType, architecture, capacityType, zones }: NodePoolPlan) {
  const oneOf = (key: string, values: readonly string[]) => ({ key, operator: "In", values: [...values] });
  return [
    oneOf("node.kubernetes.io/instance-type", [instanceType]),
    oneOf("kubernetes.io/arch", [architecture]),
    oneOf("karpenter.sh/capacity-type", [capacityType]),
    ...(zones.length > 0 ? [oneOf("topology.kubernetes.io/zone", zones)] : []),
  ];
}

/**
 * The plan's nodes twice over, so that all of them can be replaced before the first one goes. Cores are enough of a
 * limit: the type is fixed. Limits count what a node has and plans what pods can use, which is less by under one core.
 */
function coresWhileReplacing({ nodes, allocatable }: NodePoolPlan): number {
  return 2 * nodes * Math.ceil(allocatable.measured.cpu.inCores);
}
