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
  terraformState: { type: "s3", bucket: "sentra-terraform-state-staging", region: "eu-west-1", keyPrefix: "flink" },
};
