const { Manifest } = require("@cdktf/provider-kubernetes/lib/manifest/index.js");
const { at } = require("./stack.cjs");

const COMPUTED_FIELDS = ["metadata.annotations", "metadata.finalizers", "metadata.labels"];

/** A NodePool for each group of pods, with an EC2NodeClass of its own. */
function declareKarpenter(stack, environment) {
  for (const pool of Object.keys(environment.nodes.pools)) {
    const nodeClass = at(
      `node-class-sentra-${pool}`,
      new Manifest(stack, `NodeClass-${pool}`, {
        manifest: ec2NodeClass(environment, pool),
        computedFields: COMPUTED_FIELDS,
        fieldManager: { forceConflicts: true },
      }),
    );
    at(
      `node-pool-sentra-${pool}`,
      new Manifest(stack, `NodePool-${pool}`, {
        manifest: nodePool(environment, pool),
        computedFields: COMPUTED_FIELDS,
        fieldManager: { forceConflicts: true },
        dependsOn: [nodeClass],
      }),
    );
  }
}

function ec2NodeClass({ name, aws, nodes }, pool) {
  const { rootVolume, localDisks } = nodes.pools[pool];
  const discovered = [{ tags: { "karpenter.sh/discovery": aws.cluster } }];
  return {
    apiVersion: "karpenter.k8s.aws/v1",
    kind: "EC2NodeClass",
    metadata: { name: `sentra-${name}-${pool}` },
    spec: {
      role: nodes.role,
      amiSelectorTerms: [{ alias: nodes.image }],
      subnetSelectorTerms: discovered,
      securityGroupSelectorTerms: discovered,
      ...(localDisks && { instanceStorePolicy: "RAID0" }),
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          rootVolume: true,
          ebs: {
            volumeType: "gp3",
            volumeSize: `${rootVolume}Gi`,
            iops: 3000,
            throughput: 125,
            encrypted: true,
            deleteOnTermination: true,
          },
        },
      ],
      metadataOptions: {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
        httpProtocolIPv6: "disabled",
      },
      tags: { environment: name, Name: `sentra-${name}-${pool}` },
    },
  };
}

function nodePool({ name: environment, nodes }, pool) {
  const name = `sentra-${environment}-${pool}`;
  const { instanceType, zones, cores, standby } = nodes.pools[pool];
  return {
    apiVersion: "karpenter.sh/v1",
    kind: "NodePool",
    metadata: { name },
    spec: {
      template: {
        metadata: { labels: { "flink-node-pool": name } },
        spec: {
          nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name },
          requirements: [
            oneOf("node.kubernetes.io/instance-type", [instanceType]),
            oneOf("kubernetes.io/arch", ["amd64"]),
            oneOf("karpenter.sh/capacity-type", ["on-demand"]),
            oneOf("topology.kubernetes.io/zone", zones),
          ],
          taints: [{ key: "flink-node-pool", value: name, effect: "NoSchedule" }],
          expireAfter: "Never",
          terminationGracePeriod: "1h",
        },
      },
      disruption: {
        consolidationPolicy: "WhenEmpty",
        consolidateAfter: "15m",
        budgets: [{ nodes: standby ? "1" : "100%" }],
      },
      limits: { cpu: String(cores) },
    },
  };
}

function oneOf(key, values) {
  return { key, operator: "In", values };
}

module.exports = { declareKarpenter };
