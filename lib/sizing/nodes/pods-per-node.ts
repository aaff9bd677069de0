import type { DaemonSetReserve } from "../../environment/nodes";
import { Cpu } from "../../units/cpu";
import { MemorySize } from "../../units/memory-size";
import { NODE_DISK_RESERVE } from "../assumptions";
import { allocatable, ephemeralStorage } from "./allocatable";
import type { InstanceType } from "./instance-type";
import type { NodeStorage } from "./node-pool-plan";

/** What one pod asks of a node. */
export interface PodShape {
  readonly cpu: Cpu;
  readonly memory: MemorySize;
  /** Ephemeral storage. */
  readonly disk: MemorySize;
}

/** Pods of one shape on one node, and what keeps one more from fitting. */
export interface PodsPerNode {
  readonly pods: number;
  readonly limitedBy: "cpu" | "memory" | "pods" | "disk";
}

/** CNI, kube-proxy, EBS driver, a log shipper and exporters: the sum of their requests in charts and observed clusters. */
export const DEFAULT_RESERVE: DaemonSetReserve = {
  cpu: Cpu.millis(250),
  memory: MemorySize.mebibytes(400),
  pods: 6,
};

/** What of a node is there in every view, in plain numbers: thousands of these are compared. */
export interface Room {
  readonly millis: number;
  readonly bytes: number;
  readonly pods: number;
  /** Of the instance store, less images and logs. */
  readonly storeBytes: number;
}

const rooms = new WeakMap<InstanceType, Room>();

/** The least a node of the type has to give, over all views; computed once. */
export function roomOf(type: InstanceType): Room {
  const known = rooms.get(type) ?? leastRoom(type);
  rooms.set(type, known);
  return known;
}

function leastRoom(type: InstanceType): Room {
  const [first, second] = [allocatable(type, "karpenter"), allocatable(type, "measured")];
  const { instanceStore } = type;
  return {
    millis: Math.min(first.cpu.inMillis, second.cpu.inMillis),
    bytes: Math.min(first.memory.inBytes, second.memory.inBytes),
    pods: Math.min(first.pods, second.pods),
    storeBytes: instanceStore === undefined ? 0 : diskRoom({ type: "nvme", size: instanceStore.size }),
  };
}

function diskRoom(storage: Pick<NodeStorage, "type" | "size">): number {
  const least = Math.min(ephemeralStorage(storage, "karpenter").inBytes, ephemeralStorage(storage, "measured").inBytes);
  return Math.max(0, least - NODE_DISK_RESERVE.inBytes);
}

/**
 * How many equal pods fit a node, in Karpenter's view before the first node and in what nodes report: the scheduler
 * decides by one and later by the other.
 *
 * @param storage - what holds their files. @default - a volume that is made large enough
 */
export function podsPerNode(
  pod: PodShape,
  type: InstanceType,
  reserve: DaemonSetReserve = DEFAULT_RESERVE,
  storage?: Pick<NodeStorage, "type" | "size">,
): PodsPerNode {
  return podsInRoom(pod, roomOf(type), reserve, storage === undefined ? undefined : diskRoom(storage));
}

/** The arithmetic of {@link podsPerNode}, on figures at hand. */
export function podsInRoom(
  pod: PodShape,
  room: Room,
  reserve: DaemonSetReserve,
  diskBytes: number | undefined,
): PodsPerNode {
  const byCpu = countOf(room.millis - reserve.cpu.inMillis, pod.cpu.inMillis);
  const byMemory = countOf(room.bytes - reserve.memory.inBytes, pod.memory.inBytes);
  const byPods = Math.max(0, room.pods - reserve.pods);
  const byDisk = diskBytes === undefined ? Number.POSITIVE_INFINITY : countOf(diskBytes, pod.disk.inBytes);
  const pods = Math.min(byCpu, byMemory, byPods, byDisk);
  return { pods, limitedBy: LIMITS[[byCpu, byMemory, byPods, byDisk].indexOf(pods)] ?? "pods" };
}

const LIMITS = ["cpu", "memory", "pods", "disk"] as const;

function countOf(has: number, each: number): number {
  return each === 0 ? Number.POSITIVE_INFINITY : Math.max(0, Math.floor(has / each));
}
