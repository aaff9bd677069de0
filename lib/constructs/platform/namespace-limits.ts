import { Construct } from "constructs";
import type { SecurityOptions } from "../../environment/security";
import { namespaceQuota } from "../../sizing/namespace-quota";
import type { PlatformPlan } from "../../sizing/platform-plan";
import { pinAddress } from "../terraform/addresses";
import { fences } from "../terraform/fences";

/** Whose pods are counted, and how much room they have. */
export interface NamespaceLimitsProps {
  readonly plan: PlatformPlan;
  readonly quota?: Exclude<SecurityOptions["quota"], "off"> | undefined;
}

/** What a container gets that asks for nothing: enough for a shell, and too little to miss. */
const UNSTATED = { request: { cpu: "100m", memory: "128Mi" }, limit: { memory: "256Mi" } } as const;

/**
 * The most that pods of the namespace may ask for together, and what those get that do not ask. A mistake in one
 * namespace does not take the nodes of another.
 */
export class NamespaceLimits extends Construct {
  constructor(scope: Construct, id: string, { plan, quota }: NamespaceLimitsProps) {
    super(scope, id);
    const { namespace } = plan.environment;
    const { pods, cpu, memory } = namespaceQuota(plan, quota);
    const { ResourceQuotaV1, LimitRangeV1 } = fences();
    const resource = new ResourceQuotaV1(this, "Resource", {
      metadata: { name: "flink", namespace },
      spec: {
        hard: {
          pods: String(pods),
          "requests.cpu": cpu.toQuantity(),
          "requests.memory": memory.toQuantity(),
          "limits.memory": memory.toQuantity(),
        },
      },
    });
    pinAddress(resource, plan.workload);
    // A quota refuses pods that do not say what it counts.
    const defaults = new LimitRangeV1(this, "Defaults", {
      metadata: { name: "flink", namespace },
      spec: { limit: [{ type: "Container", defaultRequest: UNSTATED.request, default: UNSTATED.limit }] },
    });
    pinAddress(defaults, plan.workload);
  }
}
