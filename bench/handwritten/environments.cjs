/* What differs between the environments, worked out by hand: an engineer without the library has only the results. */
const kubeconfig = "~/.kube/config";
const zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];

const remoteState = (bucket) => ({ type: "s3", bucket, region: "eu-west-1" });

/** Its pods are ours, so that sizes of containers are Kubernetes' here, beside the processes' in Flink's words. */
const local = {
  name: "local",
  runtime: "standalone",
  kubernetes: { configPath: kubeconfig, configContext: "kind-sentra" },
  state: { type: "local", directory: "/var/tmp/sentra-terraform" },
  s3Server: { endpoint: "http://s3.storage.svc.cluster.local:9000", secret: "s3-credentials", namespace: "storage" },
  network: { restFrom: "172.16.0.0/12" },
  quota: { pods: "12", cpu: "12", memory: "23Gi" },
  highAvailability: true,
  stages: {
    normalize: {
      jobId: "7b8cc8f89f277901e1d8eee350aaf192",
      parallelism: 1,
      slots: 1,
      cpu: "938m",
      memory: "1536m",
      containerMemory: "1536Mi",
      disk: "1Gi",
    },
    enrich: {
      jobId: "4cf5481e8f8ddd99388386f24a6789bb",
      parallelism: 1,
      slots: 1,
      cpu: "938m",
      memory: "1792m",
      containerMemory: "1792Mi",
      disk: "1Gi",
    },
    correlate: {
      jobId: "3d35a9d5859f2670d4644583a4e7276b",
      parallelism: 1,
      slots: 1,
      cpu: "938m",
      memory: "3g",
      containerMemory: "3Gi",
      managed: "256m",
      overhead: "1g",
      disk: "3Gi",
    },
  },
};

const dev = {
  name: "dev",
  runtime: "operator",
  aws: { accountId: "111111111111", region: "eu-west-1", cluster: "sentra-dev" },
  kubernetes: { configPath: kubeconfig, configContext: "sentra-dev" },
  state: remoteState("sentra-terraform-state-dev"),
  quota: { pods: "12", cpu: "12", memory: "27Gi" },
  highAvailability: false,
  jobManagers: 1,
  stages: {
    normalize: { parallelism: 1, slots: 1, cpu: 0.938, memory: "1536m", disk: "1Gi" },
    enrich: { parallelism: 1, slots: 1, cpu: 0.938, memory: "1792m", disk: "1Gi" },
    correlate: { parallelism: 1, slots: 1, cpu: 0.938, memory: "4864m", managed: "2g", overhead: "1g", disk: "9Gi" },
  },
};

const staging = {
  name: "staging",
  runtime: "operator",
  aws: { accountId: "222222222222", region: "eu-west-1", cluster: "sentra-staging" },
  kubernetes: { configPath: kubeconfig, configContext: "sentra-staging" },
  state: remoteState("sentra-terraform-state-staging"),
  network: { egress: { cidr: "10.20.0.0/16", ports: [443, 9098] }, metricsFrom: "monitoring" },
  quota: { pods: "24", cpu: "65", memory: "125Gi" },
  highAvailability: true,
  jobManagers: 2,
  zones,
  wait: "15m",
  stages: {
    normalize: { parallelism: 8, slots: 4, cpu: 3.75, memory: "3328m", disk: "1Gi", minAvailable: 1 },
    enrich: { parallelism: 12, slots: 6, cpu: 5.625, memory: "6g", disk: "1Gi", minAvailable: 1 },
    correlate: {
      parallelism: 8,
      slots: 4,
      cpu: 3.75,
      memory: "17152m",
      managed: "10g",
      overhead: "2g",
      disk: "36Gi",
      minAvailable: 1,
    },
  },
  nodes: {
    type: "managed-node-groups",
    subnets: {
      "eu-west-1a": "subnet-0a1b2c3d4e5f60001",
      "eu-west-1b": "subnet-0a1b2c3d4e5f60002",
      "eu-west-1c": "subnet-0a1b2c3d4e5f60003",
    },
    pools: {
      jobmanagers: { instanceType: "c6a.xlarge", count: 2, zones, rootVolume: 30, standby: true },
      normalize: { instanceType: "c6a.2xlarge", count: 1, zones: ["eu-west-1a"], rootVolume: 26 },
      enrich: { instanceType: "c6a.4xlarge", count: 1, zones: ["eu-west-1a"], rootVolume: 26 },
      correlate: { instanceType: "i7i.2xlarge", count: 1, zones: ["eu-west-1a"], rootVolume: 20, localDisks: true },
    },
  },
};

const production = {
  name: "production",
  runtime: "operator",
  aws: { accountId: "333333333333", region: "eu-west-1", cluster: "sentra-production" },
  kubernetes: { configPath: kubeconfig, configContext: "sentra-production" },
  state: remoteState("sentra-terraform-state"),
  network: { egress: { cidr: "10.30.0.0/16", ports: [443, 9098] }, metricsFrom: "monitoring" },
  quota: { pods: "88", cpu: "462", memory: "918Gi" },
  highAvailability: true,
  jobManagers: 2,
  zones,
  wait: "30m",
  stages: {
    normalize: { parallelism: 88, slots: 8, cpu: 7.5, memory: "5376m", disk: "1Gi", minAvailable: 9 },
    enrich: { parallelism: 88, slots: 8, cpu: 7.5, memory: "7680m", network: "115m", disk: "1Gi", minAvailable: 9 },
    correlate: {
      parallelism: 64,
      slots: 4,
      cpu: 3.75,
      memory: "19712m",
      managed: "12g",
      overhead: "2496m",
      network: "85m",
      checkpointTimeout: "30 min",
      disk: "43Gi",
      minAvailable: 12,
    },
  },
  nodes: {
    type: "karpenter",
    role: "sentra-production-nodes",
    image: "al2023@v20261106",
    pools: {
      jobmanagers: { instanceType: "c6a.xlarge", cores: 16, zones, rootVolume: 30, standby: true },
      normalize: { instanceType: "c6a.2xlarge", cores: 176, zones: ["eu-west-1a"], rootVolume: 25 },
      enrich: { instanceType: "c6a.2xlarge", cores: 176, zones: ["eu-west-1a"], rootVolume: 25 },
      correlate: { instanceType: "i7i.4xlarge", cores: 128, zones: ["eu-west-1a"], rootVolume: 20, localDisks: true },
    },
  },
};

module.exports = { environments: [local, dev, staging, production] };
