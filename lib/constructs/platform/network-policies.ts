import { Construct } from "constructs";
import type { SecurityOptions } from "../../environment/security";
import { stageAccess } from "../../flink/network-access";
import type { PlatformPlan } from "../../sizing/platform-plan";
import { pinAddress } from "../terraform/addresses";
import { fences } from "../terraform/fences";
import { waitFor } from "../terraform/wait-for";
import { networkPolicy } from "./network-policy";

/** Whose network it is, and what is admitted. */
export interface FlinkNetworkPoliciesProps {
  readonly plan: PlatformPlan;
  readonly security: SecurityOptions;
  /** Refuse everything to pods that no policy selects. @default true */
  readonly denyOthers?: boolean;
}

/**
 * What the pods of every stage may do in the network, as the plan lists it. It comes with what outlives clusters: pods
 * that started before their policy would have an open moment, and pods of a denied namespace a closed one.
 */
export class FlinkNetworkPolicies extends Construct {
  constructor(scope: Construct, id: string, { plan, security, denyOthers = true }: FlinkNetworkPoliciesProps) {
    super(scope, id);
    const { environment, stages, workload } = plan;
    const { namespace } = environment;
    const { NetworkPolicyV1 } = fences();
    const admitting = new Construct(this, "Stages");
    for (const access of stages.flatMap((stage) => stageAccess(environment, security, stage))) {
      pinAddress(new NetworkPolicyV1(admitting, access.name, networkPolicy(namespace, access)), access.name);
    }
    if (denyOthers) {
      const deny = new NetworkPolicyV1(this, "DenyOthers", {
        metadata: { name: "default-deny", namespace },
        spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
      });
      pinAddress(deny, `${workload}-default-deny`);
      // The other way round, clusters that run already would be cut off until the last policy is there.
      waitFor(deny, admitting);
    }
  }
}
