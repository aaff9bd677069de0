import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { AwsAccount } from "../../environment/environment";
import type { PlatformPlan } from "../../sizing/platform-plan";
import { arnPartition } from "../identity/arn";
import { pinAddress } from "../terraform/addresses";
import { nodeGroups } from "../terraform/node-groups";
import { IamRole } from "../terraform/providers";
import { within } from "./names";

const IAM_ROLE_NAME_MAX_LENGTH = 64;

/** What EKS asks of a node: to join the cluster, to pull images, to give pods addresses. */
const POLICIES = {
  Join: "AmazonEKSWorkerNodePolicy",
  Pull: "AmazonEC2ContainerRegistryPullOnly",
  Network: "AmazonEKS_CNI_Policy",
} as const;

export interface NodeRoleProps {
  readonly plan: PlatformPlan;
  readonly aws: AwsAccount;
}

/** The IAM role of a plan's nodes. Pods have roles of their own. */
export class NodeRole extends Construct {
  readonly roleArn: string;
  /** Nodes must not start before they may join, and must be gone before they no longer may. */
  readonly policies: readonly ITerraformDependable[];

  constructor(scope: Construct, id: string, { plan, aws }: NodeRoleProps) {
    super(scope, id);
    const partition = arnPartition(aws.region);
    const role = new IamRole(this, "Resource", {
      name: within(IAM_ROLE_NAME_MAX_LENGTH, `flink-nodes-${plan.environment.name}-${plan.workload}`),
      description: `Nodes of ${plan.workload} in ${plan.environment.name}`,
      assumeRolePolicy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "Nodes",
            Effect: "Allow",
            Principal: { Service: partition === "aws-cn" ? "ec2.amazonaws.com.cn" : "ec2.amazonaws.com" },
            Action: "sts:AssumeRole",
          },
        ],
      }),
    });
    pinAddress(role, `${plan.workload}-nodes`);
    const { IamRolePolicyAttachment } = nodeGroups();
    this.policies = Object.entries(POLICIES).map(
      ([purpose, policy]) =>
        new IamRolePolicyAttachment(this, purpose, {
          role: role.name,
          policyArn: `arn:${partition}:iam::aws:policy/${policy}`,
        }),
    );
    this.roleArn = role.arn;
  }
}
