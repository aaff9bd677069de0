import { Duration, type Environment } from "cdktf-flink";

/** As production, with a tenth of its load. */
export const staging: Environment = {
  name: "staging",
  loadFactor: 0.1,
  runtime: { type: "operator", install: true, waitUntilStable: Duration.minutes(15) },
  highAvailability: { type: "kubernetes" },
  aws: { accountId: "222222222222", region: "eu-west-1", eksClusterName: "sentra-staging" },
  kubernetes: { kubeconfig: "~/.kube/config", context: "sentra-staging" },
  zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
  nodes: {
    type: "managed-node-groups",
    subnets: {
      "eu-west-1a": "subnet-0a1b2c3d4e5f60001",
      "eu-west-1b": "subnet-0a1b2c3d4e5f60002",
      "eu-west-1c": "subnet-0a1b2c3d4e5f60003",
    },
  },
  security: {
    // MSK's brokers with IAM, and what is looked up, all inside the VPC.
    egress: [{ type: "cidr", cidr: "10.20.0.0/16", ports: [443, 9098] }],
    metricsFrom: [{ type: "namespace", namespace: "monitoring" }],
  },
  deployed: true,
  terraformState: { type: "s3", bucket: "sentra-terraform-state-staging", region: "eu-west-1", keyPrefix: "flink" },
};
