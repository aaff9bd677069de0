import { Construct } from "constructs";
import type { NodesOf } from "../../environment/nodes";
import type { NodePoolPlan } from "../../sizing/nodes/node-pool-plan";
import type { PlatformPlan } from "../../sizing/platform-plan";
import { pinAddress } from "../terraform/addresses";
import { FIELD_MANAGER } from "../terraform/field-manager";
import { literalTree } from "../terraform/literal-text";
import { Manifest } from "../terraform/providers";
import { clusterWideName, LABEL_MAX_LENGTH, within } from "./names";
import { COMPUTED_FIELDS, type NodeLife, nodePool } from "./node-pool-manifest";

/**
 * AWS ends a node after 21 days at most, grace period included, and offers a new image about once a week. A budget of
 * none keeps the weekly images from restarting jobs: nodes are replaced when they expire, as late as AWS allows.
 */
const LIFE: NodeLife = {
  expireAfter: "480h",
  terminationGracePeriod: "24h",
  budgets: [{ nodes: "0", reasons: ["Drifted"] }],
};

export interface AutoModeNodePoolProps {
  readonly plan: PlatformPlan;
  readonly pool: NodePoolPlan;
  readonly nodes: NodesOf<"auto-mode">;
}

/** The nodes of one pool as a NodePool of EKS Auto Mode, which joins local disks by itself. */
export class AutoModeNodePool extends Construct {
  constructor(scope: Construct, id: string, { plan, pool, nodes }: AutoModeNodePoolProps) {
    super(scope, id);
    const nodeClass = { group: "eks.amazonaws.com", kind: "NodeClass", name: nodes.nodeClass ?? "default" };
    const resource = new Manifest(this, "Resource", {
      manifest: literalTree(nodePool(within(LABEL_MAX_LENGTH, clusterWideName(plan, pool)), pool, nodeClass, LIFE)),
      computedFields: [...COMPUTED_FIELDS],
      fieldManager: FIELD_MANAGER,
    });
    pinAddress(resource, `node-pool-${plan.workload}-${pool.name}`);
  }
}
