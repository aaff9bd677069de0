const { EksNodeGroup } = require("@cdktf/provider-aws/lib/eks-node-group/index.js");
const { IamRole } = require("@cdktf/provider-aws/lib/iam-role/index.js");
const { IamRolePolicyAttachment } = require("@cdktf/provider-aws/lib/iam-role-policy-attachment/index.js");
const { LaunchTemplate } = require("@cdktf/provider-aws/lib/launch-template/index.js");
const { NODES } = require("./addresses.cjs");
const { at } = require("./stack.cjs");

/** Joins an instance's local disks, and puts the pods' files there. */
const LOCAL_DISKS = `MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="node-config"

--node-config
Content-Type: application/node.eks.aws

{
  "apiVersion": "node.eks.aws/v1alpha1",
  "kind": "NodeConfig",
  "spec": {
    "instance": {
      "localStorage": {
        "strategy": "RAID0"
      }
    }
  }
}

--node-config--
`;

/** A node group for each group of pods, with a launch template of its own, and the role of all nodes. */
function declareNodeGroups(stack, environment) {
  const role = declareNodeRole(stack, environment.name);
  const dependsOn = declareNodePolicies(stack, role);
  for (const pool of Object.keys(environment.nodes.pools)) {
    declareNodeGroup(stack, environment, pool, { nodeRoleArn: role.arn, dependsOn });
  }
}

function declareNodeRole(stack, environment) {
  const trust = {
    Sid: "Nodes",
    Effect: "Allow",
    Principal: { Service: "ec2.amazonaws.com" },
    Action: "sts:AssumeRole",
  };
  const role = new IamRole(stack, "NodeRole", {
    name: `flink-nodes-${environment}-sentra`,
    description: `Nodes of sentra in ${environment}`,
    assumeRolePolicy: JSON.stringify({ Version: "2012-10-17", Statement: [trust] }),
  });
  return at(NODES.role, role);
}

function declareNodePolicies(stack, role) {
  const attach = (address, policy) =>
    at(
      address,
      new IamRolePolicyAttachment(stack, policy, { role: role.name, policyArn: `arn:aws:iam::aws:policy/${policy}` }),
    );
  return [
    attach(NODES.join, "AmazonEKSWorkerNodePolicy"),
    attach(NODES.pull, "AmazonEC2ContainerRegistryPullOnly"),
    attach(NODES.network, "AmazonEKS_CNI_Policy"),
  ];
}

function declareNodeGroup(stack, { name: environment, aws, nodes }, pool, roleSettings) {
  const { instanceType, count, zones, standby } = nodes.pools[pool];
  const name = `sentra-${environment}-${pool}`;
  const template = declareLaunchTemplate(stack, environment, pool, nodes.pools[pool]);
  at(
    `sentra-${pool}`,
    new EksNodeGroup(stack, `NodeGroup-${pool}`, {
      clusterName: aws.cluster,
      nodeGroupNamePrefix: `${name}-`,
      subnetIds: zones.map((zone) => nodes.subnets[zone]),
      amiType: "AL2023_x86_64_STANDARD",
      capacityType: "ON_DEMAND",
      instanceTypes: [instanceType],
      labels: { "flink-node-pool": name },
      taint: [{ key: "flink-node-pool", value: name, effect: "NO_SCHEDULE" }],
      launchTemplate: { id: template.id, version: `\${${template.fqn}.latest_version}` },
      forceUpdateVersion: false,
      updateConfig: standby ? { maxUnavailable: 1 } : { maxUnavailablePercentage: 100 },
      scalingConfig: { minSize: count, desiredSize: count, maxSize: count },
      lifecycle: { createBeforeDestroy: true },
      ...roleSettings,
    }),
  );
}

function declareLaunchTemplate(stack, environment, pool, { rootVolume, localDisks }) {
  const name = `sentra-${environment}-${pool}`;
  const template = new LaunchTemplate(stack, `LaunchTemplate-${pool}`, {
    name,
    description: `Nodes of ${pool}, workload sentra in ${environment}`,
    updateDefaultVersion: true,
    blockDeviceMappings: [
      {
        deviceName: "/dev/xvda",
        ebs: {
          volumeType: "gp3",
          volumeSize: rootVolume,
          iops: 3000,
          throughput: 125,
          encrypted: "true",
          deleteOnTermination: "true",
        },
      },
    ],
    metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
    tagSpecifications: ["instance", "volume"].map((resourceType) => ({
      resourceType,
      tags: { environment, Name: name },
    })),
    ...(localDisks && { userData: Buffer.from(LOCAL_DISKS).toString("base64") }),
  });
  return at(`sentra-${pool}`, template);
}

module.exports = { declareNodeGroups };
