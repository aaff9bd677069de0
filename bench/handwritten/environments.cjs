/* What differs between the environments, worked out by hand: an engineer without the library has only the results. */
const kubeconfig = "~/.kube/config";
const zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];

const nodes = (pool) => ({
  nodeSelector: { "karpenter.sh/capacity-type": "on-demand", "sentra.example/pool": pool },
  tolerations: [{ key: "sentra.example/pool", operator: "Equal", value: pool, effect: "NoSchedule" }],
});

const remoteState = (bucket) => ({ type: "s3", bucket, region: "eu-west-1" });

const local = {
  name: "local",
  kubernetes: { configPath: kubeconfig, configContext: "kind-sentra" },
  state: { type: "local", directory: "/var/tmp/sentra-terraform" },
  s3Server: { endpoint: "http://s3.storage.svc.cluster.local:9000", secret: "s3-credentials" },
  highAvailability: true,
  jobManagers: 1,
  stages: {
    normalize: { parallelism: 1, slots: 1, cpu: 0.938, memory: "1280m", disk: "1Gi" },
    enrich: { parallelism: 1, slots: 1, cpu: 0.938, memory: "1792m", disk: "1Gi" },
    correlate: { parallelism: 1, slots: 1, cpu: 0.938, memory: "3g", managed: "256m", overhead: "1g", disk: "2Gi" },
  },
};

const dev = {
  name: "dev",
  aws: { accountId: "111111111111", region: "eu-west-1", cluster: "sentra-dev" },
  kubernetes: { configPath: kubeconfig, configContext: "sentra-dev" },
  state: remoteState("sentra-terraform-state-dev"),
  highAvailability: false,
  jobManagers: 1,
  stages: {
    normalize: { parallelism: 1, slots: 1, cpu: 0.938, memory: "1280m", disk: "1Gi" },
    enrich: { parallelism: 1, slots: 1, cpu: 0.938, memory: "1792m", disk: "1Gi" },
    correlate: { parallelism: 1, slots: 1, cpu: 0.938, memory: "3584m", managed: "960m", overhead: "1g", disk: "7Gi" },
  },
};

const staging = {
  name: "staging",
  aws: { accountId: "222222222222", region: "eu-west-1", cluster: "sentra-staging" },
  kubernetes: { configPath: kubeconfig, configContext: "sentra-staging" },
  state: remoteState("sentra-terraform-state-staging"),
  highAvailability: true,
  jobManagers: 2,
  zones,
  wait: "15m",
  stages: {
    normalize: { parallelism: 8, slots: 4, cpu: 3.75, memory: "3g", disk: "1Gi", minAvailable: 1 },
    enrich: { parallelism: 12, slots: 4, cpu: 3.75, memory: "4g", disk: "1Gi", minAvailable: 2 },
    correlate: {
      parallelism: 8,
      slots: 4,
      cpu: 3.75,
      memory: "10496m",
      managed: "4608m",
      overhead: "1g",
      disk: "31Gi",
      minAvailable: 1,
    },
  },
};

const production = {
  name: "production",
  aws: { accountId: "333333333333", region: "eu-west-1", cluster: "sentra-production" },
  kubernetes: { configPath: kubeconfig, configContext: "sentra-production" },
  state: remoteState("sentra-terraform-state"),
  highAvailability: true,
  jobManagers: 2,
  zones,
  wait: "30m",
  jobManagerNodes: nodes("flink-compute"),
  stages: {
    normalize: {
      parallelism: 88,
      slots: 4,
      cpu: 3.75,
      memory: "3g",
      disk: "1Gi",
      minAvailable: 17,
      nodes: nodes("flink-compute"),
    },
    enrich: {
      parallelism: 88,
      slots: 4,
      cpu: 3.75,
      memory: "4g",
      disk: "1Gi",
      minAvailable: 17,
      nodes: nodes("flink-compute"),
    },
    correlate: {
      parallelism: 64,
      slots: 4,
      cpu: 3.75,
      memory: "12032m",
      managed: "5888m",
      overhead: "1216m",
      network: "85m",
      checkpointTimeout: "30 min",
      disk: "39Gi",
      minAvailable: 12,
      nodes: nodes("flink-state"),
    },
  },
};

module.exports = { environments: [local, dev, staging, production] };
