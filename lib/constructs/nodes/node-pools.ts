import { Construct } from "constructs";
import type { AwsAccount } from "../../environment/environment";
import { InvalidInputError } from "../../errors";
import type { PlatformPlan } from "../../sizing/platform-plan";
import { AutoModeNodePool } from "./auto-mode-node-pool";
import { KarpenterNodePool } from "./karpenter-node-pool";
import { ManagedNodeGroup } from "./managed-node-group";
import { NodeRole } from "./node-role";

/** The plan whose nodes they are. */
export interface NodePoolsProps {
  readonly plan: PlatformPlan;
}

/**
 * The nodes of a plan, as its environment has them: EKS managed node groups, Karpenter's NodePools, or those of EKS Auto
 * Mode. Where nodes exist already, nothing is declared. Labels and taints are those the plan's pods select and tolerate.
 *
 * {@link FlinkFoundation} declares them. NodePools are custom resources: their CRDs must be in the cluster at plan time.
 */
export class NodePools extends Construct {
  constructor(scope: Construct, id: string, { plan }: NodePoolsProps) {
    super(scope, id);
    const { nodes } = plan.environment;
    switch (nodes.type) {
      case "existing":
        return;
      case "managed-node-groups": {
        const aws = account(plan);
        const role = nodes.nodeRoleArn === undefined ? new NodeRole(this, "Role", { plan, aws }) : undefined;
        const roleArn = role?.roleArn ?? nodes.nodeRoleArn ?? "";
        for (const pool of plan.nodePools) {
          const dependsOn = role?.policies ?? [];
          new ManagedNodeGroup(this, `Pool-${pool.name}`, { plan, pool, nodes, aws, roleArn, dependsOn });
        }
        return;
      }
      case "karpenter":
        for (const pool of plan.nodePools) {
          new KarpenterNodePool(this, `Pool-${pool.name}`, { plan, pool, nodes, aws: account(plan) });
        }
        return;
      case "auto-mode":
        for (const pool of plan.nodePools) {
          new AutoModeNodePool(this, `Pool-${pool.name}`, { plan, pool, nodes });
        }
        return;
      default:
        nodes satisfies never;
    }
  }
}

function account({ environment }: PlatformPlan): AwsAccount {
  if (environment.aws === undefined) {
    throw new InvalidInputError(
      "EnvironmentInvalid",
      `environment ${environment.name}: nodes of type ${environment.nodes.type} are declared in an AWS account; state aws, or use type existing`,
    );
  }
  return environment.aws;
}
