import { Duration, type Environment } from "cdktf-flink";

export const production: Environment = {
  name: "production",
  runtime: { type: "operator", install: true, waitUntilStable: Duration.minutes(30) },
  highAvailability: { type: "kubernetes" },
  jobManagers: 2,
  aws: { accountId: "333333333333", region: "eu-west-1", eksClusterName: "sentra-production" },
  kubernetes: { kubeconfig: "~/.kube/config", context: "sentra-production" },
  zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
  nodes: {
    type: "karpenter",
    nodeRole: "sentra-production-nodes",
    amiAlias: "al2023@v20261106",
    // State is lost from sixteen slots at a time, and never to a spot interruption.
    constraints: { capacityType: "on-demand", maxSlotsLostPerNode: 16 },
  },
  // The playbook's `flink run -p 64`.
  pins: { correlate: { parallelism: 64 } },
  protection: "on",
  security: {
    // MSK's brokers with IAM, and what is looked up, all inside the VPC.
    egress: [{ type: "cidr", cidr: "10.30.0.0/16", ports: [443, 9098] }],
    metricsFrom: [{ type: "namespace", namespace: "monitoring" }],
  },
  deployed: true,
  terraformState: { type: "s3", bucket: "sentra-terraform-state", region: "eu-west-1", keyPrefix: "flink" },
};
