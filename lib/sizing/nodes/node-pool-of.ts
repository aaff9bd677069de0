import { Bandwidth } from "../../units/bandwidth";
import { grouped } from "../../units/grouped";
import { MemorySize } from "../../units/memory-size";
import { NODE_DISK_RESERVE } from "../assumptions";
import { dollars } from "../cost/dollars";
import { GP3 } from "../cost/prices";
import { allocatable } from "./allocatable";
import type { Candidate, TaskManagerShape } from "./candidate";
import type { NodeAlternative, NodePoolPlan, NodeStorage } from "./node-pool-plan";
import type { NodeRules } from "./node-rules";

/** A candidate as a plan has it. */
export function nodePoolOf(
  chosen: Candidate<TaskManagerShape>,
  rules: NodeRules,
  compared: number,
  alternatives: () => readonly NodeAlternative[],
): Omit<NodePoolPlan, "name" | "placement" | "zones"> {
  const { type, shape, nodes, podsPerNode, price } = chosen;
  const measured = allocatable(type, "measured");
  return {
    instanceType: type.name,
    architecture: type.architecture,
    capacityType: rules.capacityType,
    nodes,
    podsPerNode,
    slotsLostPerNode: chosen.slotsLostPerNode,
    allocatable: { karpenter: allocatable(type, "karpenter"), measured },
    storage: storageOf(chosen),
    networkBaseline: type.networkBaseline,
    utilization: {
      cpu: (shape.replicas * shape.cpu.inMillis) / (nodes * measured.cpu.inMillis),
      memory: (shape.replicas * shape.memory.inBytes) / (nodes * measured.memory.inBytes),
    },
    hourlyPrice: { instances: nodes * price.instance, volumes: nodes * price.volume },
    get alternatives() {
      return alternatives();
    },
    reasons: {
      instanceType: {
        code: "price",
        message: `the cheapest of ${grouped(compared)} combinations of type, shape and storage: ${nodes} × (${dollars(price.instance)} + ${dollars(price.volume)} volume) = ${dollars(chosen.hourlyPrice)} an hour`,
      },
      nodes: {
        code: "topology",
        message: `${shape.replicas} pods, ${podsPerNode} on a node${podsPerNode < chosen.fit.pods ? "" : `: ${limit(chosen, rules)}`}`,
      },
      storage: { code: "state", message: storageMessage(chosen) },
    },
  };
}

function storageOf({ type, storage, volume }: Candidate<TaskManagerShape>): NodeStorage {
  if (storage === "nvme" && type.instanceStore !== undefined) {
    return { type: "nvme", size: type.instanceStore.size };
  }
  return {
    type: "gp3",
    size: MemorySize.gibibytes(volume.gibibytes),
    iops: volume.iops,
    throughput: Bandwidth.megabytesPerSecond(volume.megabytesPerSecond),
  };
}

/** What keeps one more pod from fitting, with its figures. */
function limit({ type, shape, fit }: Candidate<TaskManagerShape>, { reserve }: NodeRules): string {
  const node = allocatable(type, "karpenter");
  switch (fit.limitedBy) {
    case "cpu":
      return `${node.cpu} less ${reserve.cpu} of DaemonSets hold ${fit.pods} × ${shape.cpu}`;
    case "memory":
      return `${node.memory} in the more cautious view, less ${reserve.memory} of DaemonSets, hold ${fit.pods} × ${shape.memory}`;
    case "disk":
      return `the instance store holds ${fit.pods} × ${shape.disk} beside ${NODE_DISK_RESERVE} of images and logs`;
    case "pods":
      return `${node.pods} pods less ${reserve.pods} of DaemonSets`;
    default:
      return fit.limitedBy satisfies never;
  }
}

function storageMessage({ type, shape, storage, podsPerNode, volume }: Candidate<TaskManagerShape>): string {
  const { size, throughput, measured } = type.instanceStore ?? {};
  const wanted = `${podsPerNode} × ${shape.disk} at ${shape.diskThroughput}`;
  if (storage === "nvme") {
    return `${wanted} and ${NODE_DISK_RESERVE} of images and logs fit ${size} of local NVMe, ${throughput}${measured === true ? "" : " assumed"}`;
  }
  const { iops, megabytesPerSecond } = GP3.included;
  const bought = volume.iops > iops || volume.megabytesPerSecond > megabytesPerSecond;
  return `${wanted} and ${NODE_DISK_RESERVE} of images and logs, of which kubelet keeps a tenth and 1 GiB: ${volume.gibibytes} GiB, ${grouped(volume.iops)} IOPS, ${volume.megabytesPerSecond} MB/s${bought ? `; ${grouped(iops)} and ${megabytesPerSecond} are included` : ", which every gp3 volume has"}`;
}
