import { Construct } from "constructs";
import type { AwsAccount } from "../../environment/environment";
import type { NodesOf } from "../../environment/nodes";
import type { NodePoolPlan } from "../../sizing/nodes/node-pool-plan";
import type { PlatformPlan } from "../../sizing/platform-plan";
import type { KubernetesObject } from "../compute/pod";
import { pinAddress } from "../terraform/addresses";
import { FIELD_MANAGER } from "../terraform/field-manager";
import { literalTree } from "../terraform/literal-text";
import { Manifest } from "../terraform/providers";
import { INSTANCE_METADATA, instanceTags, ROOT_DEVICE, rootVolume } from "./instance";
import { clusterWideName, LABEL_MAX_LENGTH, within } from "./names";
import { COMPUTED_FIELDS, type NodeLife, nodePool } from "./node-pool-manifest";

export interface KarpenterNodePoolProps {
  readonly plan: PlatformPlan;
  readonly pool: NodePoolPlan;
  readonly nodes: NodesOf<"karpenter">;
  readonly aws: AwsAccount;
}

/**
 * Nodes stay until a person changes the pool or the image. Karpenter then replaces them although their pods ask not to
 * be disturbed, because there is a grace period: without one such nodes would never change, and never go. TaskManagers'
 * nodes are replaced together, since node by node every one would be a restart; of JobManagers a standby stays.
 */
function life({ slotsLostPerNode }: NodePoolPlan): NodeLife {
  return {
    expireAfter: "Never",
    terminationGracePeriod: "1h",
    budgets: [{ nodes: slotsLostPerNode > 0 ? "100%" : "1" }],
  };
}

/** The nodes of one pool as a Karpenter NodePool, with an EC2NodeClass of its own. */
export class KarpenterNodePool extends Construct {
  constructor(scope: Construct, id: string, { plan, pool, nodes, aws }: KarpenterNodePoolProps) {
    super(scope, id);
    const name = within(LABEL_MAX_LENGTH, clusterWideName(plan, pool));
    const address = `${plan.workload}-${pool.name}`;
    const nodeClass = new Manifest(this, "NodeClass", {
      manifest: literalTree(ec2NodeClass(name, pool, nodes, aws, instanceTags(plan, name))),
      computedFields: [...COMPUTED_FIELDS],
      fieldManager: FIELD_MANAGER,
    });
    pinAddress(nodeClass, `node-class-${address}`);
    const resource = new Manifest(this, "Resource", {
      manifest: literalTree(
        nodePool(name, pool, { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name }, life(pool)),
      ),
      computedFields: [...COMPUTED_FIELDS],
      fieldManager: FIELD_MANAGER,
      dependsOn: [nodeClass],
    });
    pinAddress(resource, `node-pool-${address}`);
  }
}

function ec2NodeClass(
  name: string,
  { storage }: NodePoolPlan,
  { nodeRole, amiAlias, discoveryTag }: NodesOf<"karpenter">,
  { eksClusterName }: AwsAccount,
  tags: Readonly<Record<string, string>>,
): KubernetesObject {
  const { gibibytes, iops, throughput } = rootVolume(storage);
  const discovered = [{ tags: { "karpenter.sh/discovery": discoveryTag ?? eksClusterName } }];
  return {
    apiVersion: "karpenter.k8s.aws/v1",
    kind: "EC2NodeClass",
    metadata: { name },
    spec: {
      role: nodeRole,
      amiSelectorTerms: [{ alias: amiAlias }],
      subnetSelectorTerms: discovered,
      securityGroupSelectorTerms: discovered,
      // Without the policy Karpenter neither mounts local disks nor counts them.
      ...(storage.type === "nvme" && { instanceStorePolicy: "RAID0" }),
      blockDeviceMappings: [
        {
          deviceName: ROOT_DEVICE,
          rootVolume: true,
          ebs: {
            volumeType: "gp3",
            volumeSize: `${gibibytes}Gi`,
            iops,
            throughput,
            encrypted: true,
            deleteOnTermination: true,
          },
        },
      ],
      metadataOptions: { ...INSTANCE_METADATA, httpProtocolIPv6: "disabled" },
      tags,
    },
  };
}
