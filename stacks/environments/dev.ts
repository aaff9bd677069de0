import type { Environment } from "cdktf-flink";

export const dev: Environment = {
  name: "dev",
  loadFactor: 0.01,
  runtime: { type: "operator", install: true },
  highAvailability: { type: "none" },
  aws: { accountId: "111111111111", region: "eu-west-1", eksClusterName: "sentra-dev" },
  kubernetes: { kubeconfig: "~/.kube/config", context: "sentra-dev" },
  protection: "off",
  terraformState: { type: "s3", bucket: "sentra-terraform-state-dev", region: "eu-west-1", keyPrefix: "flink" },
};
