import { type ITerraformDependable, Token } from "cdktf";
import { Construct } from "constructs";
import type { AwsAccount } from "../../environment/environment";
import type { NodesOf } from "../../environment/nodes";
import type { Taint } from "../../environment/placement";
import { InvalidInputError } from "../../errors";
import type { NodePoolPlan } from "../../sizing/nodes/node-pool-plan";
import type { PlatformPlan } from "../../sizing/platform-plan";
import { pinAddress } from "../terraform/addresses";
import { literalTree } from "../terraform/literal-text";
import { nodeGroups } from "../terraform/node-groups";
import { INSTANCE_METADATA, instanceTags, ROOT_DEVICE, rootVolume } from "./instance";
import { LOCAL_DISKS_USER_DATA } from "./local-disks";
import { clusterWideName, within } from "./names";

/** A node group's name has 63 characters, and the provider adds 26 of its own to a prefix. */
const PREFIX_MAX_LENGTH = 37;
const TEMPLATE_NAME_MAX_LENGTH = 125;

const AMI_TYPES = { amd64: "AL2023_x86_64_STANDARD", arm64: "AL2023_ARM_64_STANDARD" } as const;
const CAPACITY_TYPES = { "on-demand": "ON_DEMAND", spot: "SPOT" } as const;
const TAINT_EFFECTS: Readonly<Record<Taint["effect"], string>> = {
  NoSchedule: "NO_SCHEDULE",
  NoExecute: "NO_EXECUTE",
  PreferNoSchedule: "PREFER_NO_SCHEDULE",
};

export interface ManagedNodeGroupProps {
  readonly plan: PlatformPlan;
  readonly pool: NodePoolPlan;
  readonly nodes: NodesOf<"managed-node-groups">;
  readonly aws: AwsAccount;
  readonly roleArn: string;
  /** What the role must be allowed before a node starts. */
  readonly dependsOn: readonly ITerraformDependable[];
}

/** The nodes of one pool as an EKS managed node group, with a launch template of its own. */
export class ManagedNodeGroup extends Construct {
  constructor(scope: Construct, id: string, props: ManagedNodeGroupProps) {
    super(scope, id);
    const { plan, pool, nodes, aws, roleArn, dependsOn } = props;
    const { EksNodeGroup, LaunchTemplate } = nodeGroups();
    const name = clusterWideName(plan, pool);
    const address = `${plan.workload}-${pool.name}`;
    const { gibibytes, iops, throughput } = rootVolume(pool.storage);
    const template = new LaunchTemplate(this, "LaunchTemplate", {
      name: within(TEMPLATE_NAME_MAX_LENGTH, name),
      description: `Nodes of ${pool.name}, workload ${plan.workload} in ${plan.environment.name}`,
      updateDefaultVersion: true,
      blockDeviceMappings: [
        {
          deviceName: ROOT_DEVICE,
          ebs: {
            volumeType: "gp3",
            volumeSize: gibibytes,
            iops,
            throughput,
            encrypted: "true",
            deleteOnTermination: "true",
          },
        },
      ],
      metadataOptions: INSTANCE_METADATA,
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({
        resourceType,
        tags: literalTree({ ...instanceTags(plan, name) }),
      })),
      ...(pool.storage.type === "nvme" && { userData: LOCAL_DISKS_USER_DATA }),
    });
    pinAddress(template, address);
    const { labels = {}, taints = [] } = pool.placement ?? {};
    const group = new EksNodeGroup(this, "Resource", {
      clusterName: aws.eksClusterName,
      nodeGroupNamePrefix: `${within(PREFIX_MAX_LENGTH - 1, name)}-`,
      nodeRoleArn: roleArn,
      subnetIds: subnetsOf(pool, nodes.subnets),
      amiType: AMI_TYPES[pool.architecture],
      capacityType: CAPACITY_TYPES[pool.capacityType],
      instanceTypes: [pool.instanceType],
      labels: { ...labels },
      taint: taints.map(({ key, value, effect }) => ({ key, value, effect: TAINT_EFFECTS[effect] })),
      launchTemplate: {
        id: template.id,
        version: Token.asString(template.interpolationForAttribute("latest_version")),
      },
      forceUpdateVersion: false,
      updateConfig: atOnce(pool),
      ...sizes(pool, nodes),
      dependsOn: [...dependsOn],
    });
    pinAddress(group, address);
  }
}

/**
 * How many nodes an update drains together, after EKS has started as many new ones. TaskManagers' nodes go in one step,
 * and the disruption budget paces the pods: node by node, every node would be a restart. Of JobManagers a standby stays.
 */
function atOnce({ slotsLostPerNode }: NodePoolPlan) {
  return slotsLostPerNode > 0 ? { maxUnavailablePercentage: 100 } : { maxUnavailable: 1 };
}

/**
 * The plan's number of nodes, no more and no fewer. With an autoscaler the number is its own, and the plan's is where
 * it begins: ignoring changes without one would mean that a larger plan never gets its nodes, or, where it raises the
 * minimum, that EKS rejects the update.
 */
function sizes({ nodes }: NodePoolPlan, { clusterAutoscaler = false }: NodesOf<"managed-node-groups">) {
  // A new group is ready before the old one goes; the name's prefix keeps them apart.
  const lifecycle = { createBeforeDestroy: true };
  return clusterAutoscaler
    ? {
        scalingConfig: { minSize: 0, desiredSize: nodes, maxSize: 2 * nodes },
        lifecycle: { ...lifecycle, ignoreChanges: ["scaling_config[0].desired_size"] },
      }
    : { scalingConfig: { minSize: nodes, desiredSize: nodes, maxSize: nodes }, lifecycle };
}

/** The subnets of exactly the pool's zones. */
function subnetsOf(pool: NodePoolPlan, subnets: Readonly<Record<string, string>>): string[] {
  const zones = pool.zones.length > 0 ? pool.zones : Object.keys(subnets);
  return zones.map((zone) => {
    const subnet = subnets[zone];
    if (subnet === undefined) {
      throw new InvalidInputError(
        "EnvironmentInvalid",
        `nodes of ${pool.name} are planned in zone ${zone}, and nodes.subnets has ${Object.keys(subnets).join(", ")}; add a private subnet of ${zone}`,
      );
    }
    return subnet;
  });
}
