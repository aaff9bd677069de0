import type { Nodes } from "../../environment/nodes";
import { Bandwidth } from "../../units/bandwidth";
import { MemorySize } from "../../units/memory-size";
import type { Check } from "../check";
import type { NodePoolPlan, NodeStorage } from "./node-pool-plan";

/** What a node of the NodeClass `default` has for its pods' files. https://docs.aws.amazon.com/eks/latest/userguide/create-node-class.html */
const DEFAULT_VOLUME = {
  type: "gp3",
  size: MemorySize.gibibytes(80),
  iops: 3000,
  throughput: Bandwidth.bytesPerSecond(125 * 1024 ** 2),
} as const satisfies NodeStorage;

/** What EKS Auto Mode does otherwise than a streaming job would have it. Other nodes have none of it. */
export function autoModeChecks(nodes: Nodes, pools: readonly NodePoolPlan[]): readonly Check[] {
  if (nodes.type !== "auto-mode") {
    return [];
  }
  return [
    {
      code: "AutoModeReplacesNodes",
      verdict: "warn",
      message:
        "EKS Auto Mode replaces every node after 21 days at most, and each replacement restarts the jobs that run on it",
      wayOut:
        "accept a restart every 20 days, or choose karpenter or managed-node-groups, where nodes stay until you change them",
    },
    ...(nodes.nodeClass === undefined ? pools.filter(isAboveDefaultVolume).map(volumeTooSmall) : []),
  ];
}

function isAboveDefaultVolume({ storage }: NodePoolPlan): boolean {
  return (
    storage.type === "gp3" &&
    (storage.size.isGreaterThan(DEFAULT_VOLUME.size) ||
      storage.iops > DEFAULT_VOLUME.iops ||
      storage.throughput.isGreaterThan(DEFAULT_VOLUME.throughput))
  );
}

function volumeTooSmall({ name, storage }: NodePoolPlan): Check {
  return {
    code: "AutoModeVolumeTooSmall",
    verdict: "fail",
    message: `nodes of ${name} need a volume of ${described(storage)}, and Auto Mode's NodeClass default has ${described(DEFAULT_VOLUME)}`,
    wayOut:
      'declare a NodeClass with that ephemeralStorage and name it in nodes.nodeClass, or set localNvme: "required"',
  };
}

function described(storage: NodeStorage): string {
  return storage.type === "nvme"
    ? `${storage.size}`
    : `${storage.size}, ${storage.iops} IOPS and ${storage.throughput}`;
}
