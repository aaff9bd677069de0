import { Cpu } from "../../units/cpu";
import { MemorySize } from "../../units/memory-size";
import type { InstanceType } from "./instance-type";
import type { Allocatable, NodeStorage } from "./node-pool-plan";

/** Who counts: Karpenter before it has seen a node of the type, or a node that reports its own memory. */
export type AllocatableView = "karpenter" | "measured";

/** What kubelet keeps of each core, in thousandths: `getCPUMillicoresToReserve` of nodeadm, Karpenter and Bottlerocket alike. */
const RESERVED_OF_CORE = [60, 10, 5, 5] as const;
const RESERVED_OF_FURTHER_CORES = 2.5;

/** Memory kubelet keeps: a base, and a share for every pod that addresses would allow, even if `maxPods` is lower. */
const RESERVED_MEMORY = { base: 255, perPod: 11 } as const;
/** `evictionHard` of `memory.available`, in MiB. */
const EVICTION_MEMORY = 100;
/** Karpenter's `VM_MEMORY_OVERHEAD_PERCENT`, and what Linux on arm64 keeps for contiguous allocation, in MiB. */
const VM_OVERHEAD = 0.075;
const ARM64_CMA = 64;

/** `evictionHard` of `nodefs.available` is this part of a disk; kubelet keeps some more. */
const EVICTION_PART = 10;
const RESERVED_DISK = MemorySize.gibibytes(1);
const GIBI = 1024 ** 3;
/** The part of an instance store that xfs on its RAID0 takes (caveat of the catalogue's source). */
const XFS_PART = 50;

/**
 * What pods can use of a node, before DaemonSets.
 *
 * Exact: a test compares every type of the catalogue with Karpenter's published list.
 *
 * @see https://karpenter.sh/docs/reference/instance-types/
 */
export function allocatable(type: InstanceType, view: AllocatableView): Allocatable {
  const pods = type.networkInterfaces * (type.addressesPerInterface - 1) + 2;
  const kept = RESERVED_MEMORY.base + RESERVED_MEMORY.perPod * pods + EVICTION_MEMORY;
  return {
    cpu: Cpu.millis(type.cpu.inMillis - reservedMillis(type.cpu.inMillis / 1000)),
    memory: MemorySize.mebibytes(Math.max(0, capacityInMebibytes(type, view) - kept)),
    pods,
  };
}

function capacityInMebibytes({ memory, measuredMemory, architecture }: InstanceType, view: AllocatableView): number {
  if (view === "measured" && measuredMemory !== undefined) {
    return measuredMemory.inMebibytes;
  }
  const nominal = memory.inMebibytes - (architecture === "arm64" ? ARM64_CMA : 0);
  return nominal - Math.ceil(nominal * VM_OVERHEAD);
}

function reservedMillis(cores: number): number {
  let reserved = Math.max(0, cores - RESERVED_OF_CORE.length) * RESERVED_OF_FURTHER_CORES;
  for (let core = 0; core < cores; core++) {
    reserved += RESERVED_OF_CORE[core] ?? 0;
  }
  return Math.floor(reserved);
}

/** Disk that pods can use of a node. Image layers and container logs take their part of it too. */
export function ephemeralStorage(storage: Pick<NodeStorage, "type" | "size">, view: AllocatableView): MemorySize {
  const { inBytes } = storage.size;
  const capacity = storage.type === "nvme" && view === "measured" ? less(inBytes, XFS_PART) : inBytes;
  return MemorySize.bytes(Math.max(0, less(capacity, EVICTION_PART) - RESERVED_DISK.inBytes));
}

/** Bytes without one part in `parts`, which is rounded up. */
function less(bytes: number, parts: number): number {
  return bytes - Math.ceil(bytes / parts);
}

/** The smallest volume, in whole GiB, of which pods can use so many bytes. */
export function gibibytesFor(bytes: number): number {
  return Math.ceil(((bytes + RESERVED_DISK.inBytes) * EVICTION_PART) / (EVICTION_PART - 1) / GIBI);
}
