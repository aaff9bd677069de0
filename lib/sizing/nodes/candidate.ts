import type { Bandwidth } from "../../units/bandwidth";
import { SLOTS_PER_TASK_MANAGER } from "../assumptions";
import { GP3 } from "../cost/prices";
import type { InstanceType } from "./instance-type";
import { instancePrice, type NodeRules } from "./node-rules";
import { type PodShape, type PodsPerNode, podsInRoom, roomOf } from "./pods-per-node";
import { ROOT_VOLUME, type Volume, volumeOf, volumePrice } from "./volume";

/** One way to cut a stage into TaskManagers, as the nodes see it. */
export interface TaskManagerShape extends PodShape {
  readonly slots: number;
  readonly replicas: number;
  /** What each pod reads and writes on its disk, sustained. */
  readonly diskThroughput: Bandwidth;
  /** How many requests per second that takes. */
  readonly diskRequests: number;
  /** What each pod sends or receives, sustained. */
  readonly network: Bandwidth;
}

/** What rules a candidate out. `has` and `needs` are of one unit: the ratio says how near it is. */
export interface Miss {
  readonly what:
    | "architectures"
    | "families"
    | "instanceTypes"
    | "localNvme"
    | "maxSlotsLostPerNode"
    | "cpu"
    | "memory"
    | "pods"
    | "disk"
    | "disk throughput"
    | "disk requests"
    | "network";
  readonly has: number;
  readonly needs: number;
}

/** A shape on a type, its files on one kind of storage. */
export interface Candidate<Shape extends TaskManagerShape> {
  readonly shape: Shape;
  readonly type: InstanceType;
  readonly storage: "nvme" | "gp3";
  readonly volume: Volume;
  /** As many as fit, and what limits them. */
  readonly fit: PodsPerNode;
  /** As many as there are for the fullest node; one where none fits. */
  readonly podsPerNode: number;
  readonly nodes: number;
  readonly slotsLostPerNode: number;
  /** USD per hour of one node, and of its volume. */
  readonly price: { readonly instance: number; readonly volume: number };
  /** USD per hour of all nodes. */
  readonly hourlyPrice: number;
  readonly misses: readonly Miss[];
}

/** What of the choice is neither shape nor type. */
export interface Spread {
  /** Zones the pods are spread over evenly; each needs whole nodes. */
  readonly zones: number;
  /** Pods of this shape that may share a node. @default - as many as fit */
  readonly mostPerNode?: number;
}

/** The first, in the order of {@link byPrice}, of all candidates that are wanted. */
export type Search<Shape extends TaskManagerShape> = (
  shapes: readonly Shape[],
  isWanted: (candidate: Candidate<Shape>) => boolean,
  otherArchitectures?: boolean,
) => Candidate<Shape> | undefined;

export function candidate<Shape extends TaskManagerShape>(
  shape: Shape,
  type: InstanceType,
  storage: "nvme" | "gp3",
  rules: NodeRules,
  { zones, mostPerNode = Number.POSITIVE_INFINITY }: Spread,
): Candidate<Shape> {
  const room = roomOf(type);
  const fitting = podsInRoom(shape, room, rules.reserve, storage === "nvme" ? room.storeBytes : undefined);
  const podsPerNode = Math.min(fitting.pods, mostPerNode, Math.ceil(shape.replicas / zones));
  const nodes = podsPerNode === 0 ? Number.POSITIVE_INFINITY : nodesFor(shape.replicas, podsPerNode, zones);
  // What carries no pod is held against one, so that the refusal can say all that it lacks.
  const carried = Math.max(1, podsPerNode);
  const diskRate = carried * shape.diskThroughput.inBytesPerSecond;
  const diskRequests = Math.ceil(carried * shape.diskRequests);
  const volume = storage === "nvme" ? ROOT_VOLUME : volumeOf(carried * shape.disk.inBytes, diskRate, diskRequests);
  const price = { instance: instancePrice(type, rules), volume: volumePrice(volume) };
  const slotsLostPerNode = carried * shape.slots;
  const misses = ruledOut(type, storage, slotsLostPerNode, rules);
  if (podsPerNode === 0) {
    addShortages(misses, shape, type, storage, rules);
  }
  addOverloads(misses, type, storage, volume, { diskRate, diskRequests }, carried * shape.network.inBytesPerSecond);
  return {
    shape,
    type,
    storage,
    volume,
    fit: fitting,
    podsPerNode: carried,
    nodes,
    slotsLostPerNode,
    price,
    hourlyPrice: nodes * (price.instance + price.volume),
    misses,
  };
}

/** Nodes that cores and memory ask for at least, whatever holds the files; a fraction, and infinite where none fits. */
export function fewestNodes(
  { cpu, memory, replicas }: TaskManagerShape,
  type: InstanceType,
  { reserve }: NodeRules,
  { mostPerNode = replicas }: Spread,
): number {
  const { millis, bytes } = roomOf(type);
  const byCpu = (millis - reserve.cpu.inMillis) / cpu.inMillis;
  const byMemory = (bytes - reserve.memory.inBytes) / memory.inBytes;
  const pods = Math.min(Math.floor(Math.min(byCpu, byMemory)), mostPerNode);
  return pods < 1 ? Number.POSITIVE_INFINITY : replicas / pods;
}

/** Pods are spread over zones as evenly as they can be, and no node is in two. */
export function nodesFor(replicas: number, podsPerNode: number, zones: number): number {
  const fullest = Math.ceil(replicas / zones);
  const zonesWithFullest = replicas % zones === 0 ? zones : replicas % zones;
  return (
    zonesWithFullest * Math.ceil(fullest / podsPerNode) +
    (zones - zonesWithFullest) * Math.ceil((fullest - 1) / podsPerNode)
  );
}

function ruledOut(type: InstanceType, storage: "nvme" | "gp3", slotsLost: number, rules: NodeRules): Miss[] {
  const misses: Miss[] = [];
  if (!rules.architectures.includes(type.architecture)) {
    misses.push({ what: "architectures", has: 0, needs: 1 });
  }
  if (rules.families?.has(type.family) === false) {
    misses.push({ what: "families", has: 0, needs: 1 });
  }
  if (rules.instanceTypes?.has(type.name) === false) {
    misses.push({ what: "instanceTypes", has: 0, needs: 1 });
  }
  if (rules.localNvme !== "cheapest" && (rules.localNvme === "required") !== (storage === "nvme")) {
    misses.push({ what: "localNvme", has: 0, needs: 1 });
  }
  addIfAbove(misses, "maxSlotsLostPerNode", slotsLost, rules.maxSlotsLostPerNode);
  return misses;
}

function addIfAbove(misses: Miss[], what: Miss["what"], needs: number, has: number): void {
  if (needs > has) {
    misses.push({ what, has, needs });
  }
}

function addShortages(
  misses: Miss[],
  shape: TaskManagerShape,
  type: InstanceType,
  storage: "nvme" | "gp3",
  { reserve }: NodeRules,
): void {
  const { millis, bytes, pods, storeBytes } = roomOf(type);
  addIfAbove(misses, "cpu", shape.cpu.inMillis, Math.max(0, millis - reserve.cpu.inMillis));
  addIfAbove(misses, "memory", shape.memory.inBytes, Math.max(0, bytes - reserve.memory.inBytes));
  addIfAbove(misses, "pods", 1, Math.max(0, pods - reserve.pods));
  if (storage === "nvme") {
    addIfAbove(misses, "disk", shape.disk.inBytes, storeBytes);
  }
}

function addOverloads(
  misses: Miss[],
  { networkBaseline, ebsBaseline, ebsBaselineIops, instanceStore }: InstanceType,
  storage: "nvme" | "gp3",
  volume: Volume,
  { diskRate, diskRequests }: { readonly diskRate: number; readonly diskRequests: number },
  networkRate: number,
): void {
  addIfAbove(misses, "network", networkRate, networkBaseline.inBytesPerSecond);
  if (storage === "nvme") {
    addIfAbove(misses, "disk throughput", diskRate, instanceStore?.throughput.inBytesPerSecond ?? 0);
    return;
  }
  const { gibibytes, iops, megabytesPerSecond } = GP3.most;
  addIfAbove(misses, "disk", volume.gibibytes, gibibytes);
  addIfAbove(misses, "disk throughput", diskRate, Math.min(megabytesPerSecond * 1e6, ebsBaseline.inBytesPerSecond));
  addIfAbove(misses, "disk requests", diskRequests, Math.min(iops, ebsBaselineIops));
}

/**
 * Cheapest first; then by slots lost with a node and by nodes; then what is nearest to the usual number of slots, and has
 * more memory where that costs nothing; then by name, and a volume before a disk that dies with its host.
 */
export function byPrice<Shape extends TaskManagerShape>(a: Candidate<Shape>, b: Candidate<Shape>): number {
  return (
    toNanos(a.hourlyPrice) - toNanos(b.hourlyPrice) ||
    a.slotsLostPerNode - b.slotsLostPerNode ||
    a.nodes - b.nodes ||
    fromUsual(a.shape.slots) - fromUsual(b.shape.slots) ||
    b.shape.memory.inBytes - a.shape.memory.inBytes ||
    compareText(a.type.name, b.type.name) ||
    compareText(a.storage, b.storage) ||
    b.shape.slots - a.shape.slots
  );
}

/** Twice as many slots are as far from the usual as half as many; pods without slots are all alike. */
function fromUsual(slots: number): number {
  return slots === 0 ? 0 : Math.abs(Math.log2(slots / SLOTS_PER_TASK_MANAGER));
}

/** Prices are sums of doubles; below a billionth of a dollar they are equal. */
function toNanos(price: number): number {
  return Math.round(price * 1e9);
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
