import { Bandwidth } from "../../units/bandwidth";
import { Cpu } from "../../units/cpu";
import { grouped } from "../../units/grouped";
import { MemorySize } from "../../units/memory-size";
import type { Candidate, Miss, TaskManagerShape } from "./candidate";

/** Why a candidate is out, with the figures. */
export function missMessage(
  { what, has, needs }: Miss,
  { type, podsPerNode, storage }: Candidate<TaskManagerShape>,
): string {
  const pods = podsPerNode === 1 ? "one pod needs" : `${podsPerNode} pods need`;
  switch (what) {
    case "architectures":
      return `it is ${type.architecture}, and architectures does not list that`;
    case "families":
      return `families does not list ${type.family}`;
    case "instanceTypes":
      return "instanceTypes does not list it";
    case "localNvme":
      return storage === "nvme" ? "localNvme is never" : "localNvme is required";
    case "maxSlotsLostPerNode":
      return `a node takes ${needs} slots with it, and maxSlotsLostPerNode is ${has}`;
    case "cpu":
      return `it has ${Cpu.millis(Math.floor(has))} for pods, and one needs ${Cpu.millis(needs)}`;
    case "memory":
      return `it has ${MemorySize.bytes(Math.floor(has))} for pods, and one needs ${MemorySize.bytes(needs)}`;
    case "pods":
      return "DaemonSets take every pod it may run";
    case "disk":
      return storage === "nvme"
        ? `its instance store has ${MemorySize.bytes(Math.floor(has))} for pods, and one needs ${MemorySize.bytes(needs)}`
        : `${pods} a volume of ${grouped(needs)} GiB, and gp3 ends at ${grouped(has)}`;
    case "disk throughput":
      return `${pods} ${Bandwidth.bytesPerSecond(needs)} of disk, and it sustains ${Bandwidth.bytesPerSecond(has)}`;
    case "disk requests":
      return `${pods} ${grouped(needs)} IOPS, and its volume sustains ${grouped(has)}`;
    case "network":
      return `${pods} ${Bandwidth.bytesPerSecond(needs)} of network, and its network sustains ${Bandwidth.bytesPerSecond(has)}`;
    default:
      return what satisfies never;
  }
}

/** What to change so that the candidate is in. */
export function wayIn({ what, needs }: Miss, { type, storage }: Candidate<TaskManagerShape>): string {
  switch (what) {
    case "architectures":
      return `build the image for ${type.architecture} too and add it to architectures`;
    case "families":
      return `add ${type.family} to families`;
    case "instanceTypes":
      return `add ${type.name} to instanceTypes`;
    case "localNvme":
      return 'set localNvme to "cheapest"';
    case "maxSlotsLostPerNode":
      return `raise maxSlotsLostPerNode to ${needs}, or use fewer slots per TaskManager`;
    case "disk throughput":
    case "disk requests":
    case "network":
      return "raise the parallelism, so that each TaskManager moves less, or allow families with more bandwidth";
    case "disk":
      return storage === "nvme" ? 'raise the parallelism, or set localNvme to "cheapest"' : "raise the parallelism";
    case "cpu":
    case "memory":
    case "pods":
      return "use fewer slots per TaskManager, or allow larger types";
    default:
      return what satisfies never;
  }
}
