import type { NodeConstraints } from "../../environment/nodes";
import { Bandwidth } from "../../units/bandwidth";
import { Cpu } from "../../units/cpu";
import { extended } from "../../units/late";
import { MemorySize } from "../../units/memory-size";
import { JOB_MANAGER_DISK } from "../assumptions";
import type { TaskManagerShape } from "./candidate";
import { choose, chosen, type NodePoolFigures } from "./choose-node-pool";
import { instanceCatalogue } from "./instance-catalogue";
import type { InstanceType } from "./instance-type";
import { nodeRules } from "./node-rules";

/** The JobManagers of one stage, as the nodes see them. */
export interface JobManagerPods {
  readonly replicas: number;
  readonly cpu: Cpu;
  readonly memory: MemorySize;
}

interface Bundle extends TaskManagerShape {
  readonly pods: number;
}

/**
 * The cheapest nodes for the JobManagers of all stages: each node takes at most one of every stage, so that a leader
 * and its standby never stop together. Always on-demand; spot would elect leaders all day.
 *
 * Where one node cannot hold a JobManager of every stage there are several per replica, each for as many of the largest
 * as fit: that holds in whatever order pods are scheduled.
 *
 * @throws InvalidInputError `NoNodeFits`, `InstanceTypeUnknown`
 */
export function chooseJobManagerNodes(
  jobManagers: readonly JobManagerPods[],
  constraints: NodeConstraints = {},
  catalogue: readonly InstanceType[] = instanceCatalogue(),
): NodePoolFigures {
  const { localNvme: _, maxSlotsLostPerNode: __, ...rest } = constraints;
  const rules = nodeRules({ ...rest, localNvme: "never", capacityType: "on-demand" }, catalogue);
  const { shape, nodePool } = chosen(choose(bundlesOf(jobManagers), rules, { zones: 1, mostPerNode: 1 }, catalogue));
  const { measured } = nodePool.allocatable;
  const used = jobManagers.map(({ replicas, cpu, memory }) => ({
    cpu: cpu.times(replicas),
    memory: memory.times(replicas),
  }));
  return extended(nodePool, {
    podsPerNode: shape.pods,
    utilization: {
      cpu: sum(used.map(({ cpu }) => cpu.inMillis)) / (nodePool.nodes * measured.cpu.inMillis),
      memory: sum(used.map(({ memory }) => memory.inBytes)) / (nodePool.nodes * measured.memory.inBytes),
    },
    reasons: {
      ...nodePool.reasons,
      nodes: {
        code: "operations",
        message: `a node takes at most one JobManager of a stage: ${replicasOf(jobManagers)} replicas × ${nodePool.nodes / replicasOf(jobManagers)} node for ${jobManagers.length} stages`,
      },
    },
  });
}

/** What may stand on one node: one JobManager of every stage, or some number of the largest. */
function bundlesOf(jobManagers: readonly JobManagerPods[]): readonly Bundle[] {
  const replicas = replicasOf(jobManagers);
  const cpus = jobManagers.map(({ cpu }) => cpu.inMillis);
  const memories = jobManagers.map(({ memory }) => memory.inBytes);
  const stages = jobManagers.length;
  const largest = Array.from({ length: Math.max(0, stages - 1) }, (_, index) => index + 1).map((pods) =>
    bundle(pods, replicas * Math.ceil(stages / pods), Math.max(...cpus) * pods, Math.max(...memories) * pods),
  );
  return [bundle(stages, replicas, sum(cpus), sum(memories)), ...largest];
}

function bundle(pods: number, replicas: number, millis: number, bytes: number): Bundle {
  return {
    pods,
    replicas,
    slots: 0,
    cpu: Cpu.millis(millis),
    memory: MemorySize.bytes(bytes),
    disk: JOB_MANAGER_DISK.times(pods),
    diskThroughput: Bandwidth.bytesPerSecond(0),
    diskRequests: 0,
    network: Bandwidth.bytesPerSecond(0),
  };
}

function replicasOf(jobManagers: readonly JobManagerPods[]): number {
  return Math.max(1, ...jobManagers.map(({ replicas }) => replicas));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
