import { createRequire } from "node:module";

/*
 * Synthesizes nodes of every kind, one stack each, for the tiers that ask real schemas. The pools are written by hand, so
 * that every field is there whatever a plan would choose: local disks and volumes, one zone and two, spot and on-demand.
 */

const require = createRequire(import.meta.url);
const {
  Bandwidth,
  Cpu,
  FlinkApp,
  FlinkFoundation,
  FlinkStack,
  MemorySize,
  planPlatform,
} = require("../../dist/lib/index.js");
const { dedicatedTo } = require("../../dist/lib/environment/placement.js");
const { workload } = require("../../dist/stacks/platform.js");

const ZONES = ["eu-west-1a", "eu-west-1b"];
const NODES = {
  managed: {
    type: "managed-node-groups",
    subnets: { "eu-west-1a": "subnet-0aaaaaaaaaaaaaaaa", "eu-west-1b": "subnet-0bbbbbbbbbbbbbbbb" },
  },
  scaled: {
    type: "managed-node-groups",
    subnets: { "eu-west-1a": "subnet-0aaaaaaaaaaaaaaaa", "eu-west-1b": "subnet-0bbbbbbbbbbbbbbbb" },
    nodeRoleArn: "arn:aws:iam::123456789012:role/nodes",
    clusterAutoscaler: true,
  },
  karpenter: { type: "karpenter", nodeRole: "karpenter-nodes", amiAlias: "al2023@v20250807" },
  auto: { type: "auto-mode" },
};

// Nobody deploys them, so no lock records them.
const app = new FlinkApp({ stateLock: false });
for (const [name, nodes] of Object.entries(NODES)) {
  const plan = planPlatform(workload, {
    name,
    aws: { accountId: "123456789012", region: "eu-west-1", eksClusterName: "main", tags: { team: "signals" } },
    kubernetes: { kubeconfig: "~/.kube/config", context: "main" },
    zones: ZONES,
    nodes,
    terraformState: { type: "local", directory: "/var/tmp/cdktf-flink" },
  });
  const stack = new FlinkStack(app, {
    environment: plan.environment,
    part: "nodes",
    providers: ["kubernetes", "aws"],
  });
  new FlinkFoundation(stack, "Flink", { plan: { ...plan, nodePools: pools() } });
}
app.synth();

function pools() {
  const gp3 = {
    type: "gp3",
    size: MemorySize.gibibytes(60),
    iops: 4000,
    throughput: Bandwidth.megabytesPerSecond(250),
  };
  return [
    pool("normalize", { storage: gp3, capacityType: "spot" }),
    pool("enrich", { storage: gp3, architecture: "amd64", instanceType: "m7i.2xlarge" }),
    pool("correlate", { storage: { type: "nvme", size: MemorySize.gibibytes(426) }, instanceType: "r7gd.2xlarge" }),
    pool("jobmanagers", { storage: gp3, zones: ZONES, slotsLostPerNode: 0 }),
  ];
}

function pool(name, change) {
  const allocatable = { cpu: Cpu.millis(7910), memory: MemorySize.mebibytes(29_000), pods: 58 };
  return {
    name,
    placement: dedicatedTo(name),
    instanceType: "m7g.2xlarge",
    architecture: "arm64",
    capacityType: "on-demand",
    zones: ZONES.slice(0, 1),
    nodes: 4,
    slotsLostPerNode: 8,
    allocatable: { karpenter: allocatable, measured: allocatable },
    ...change,
  };
}
