import { Duration, type Environment, type NodePlacement } from "cdktf-flink";

/** On-demand nodes with local NVMe, for state; their taint keeps everything else away. */
const stateNodes: NodePlacement = {
  labels: { "karpenter.sh/capacity-type": "on-demand", "sentra.example/pool": "flink-state" },
  taints: [{ key: "sentra.example/pool", value: "flink-state", effect: "NoSchedule" }],
};

const computeNodes: NodePlacement = {
  labels: { "karpenter.sh/capacity-type": "on-demand", "sentra.example/pool": "flink-compute" },
  taints: [{ key: "sentra.example/pool", value: "flink-compute", effect: "NoSchedule" }],
};

export const production: Environment = {
  name: "production",
  runtime: { type: "operator", install: true, waitUntilStable: Duration.minutes(30) },
  highAvailability: { type: "kubernetes" },
  jobManagers: 2,
  aws: { accountId: "333333333333", region: "eu-west-1", eksClusterName: "sentra-production" },
  kubernetes: { kubeconfig: "~/.kube/config", context: "sentra-production" },
  zones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
  nodes: {
    type: "existing",
    taskManagers: { normalize: computeNodes, enrich: computeNodes, correlate: stateNodes },
    jobManagers: computeNodes,
  },
  // The playbook's `flink run -p 64`.
  pins: { correlate: { parallelism: 64 } },
  protection: "on",
  terraformState: { type: "s3", bucket: "sentra-terraform-state", region: "eu-west-1", keyPrefix: "flink" },
};
