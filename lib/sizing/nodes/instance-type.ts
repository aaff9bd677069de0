import type { Architecture } from "../../environment/nodes";
import type { Bandwidth } from "../../units/bandwidth";
import type { Cpu } from "../../units/cpu";
import type { MemorySize } from "../../units/memory-size";

/** What keeps an instance type from being chosen unless somebody names it, or its family. */
export type UnusualKind = "bare metal" | "burstable" | "flex" | "previous generation";

/** Disks inside the host: fast, and empty after every stop. */
export interface InstanceStore {
  readonly size: MemorySize;
  /** The slower of sequential reads and writes. */
  readonly throughput: Bandwidth;
  /** Whether `throughput` was measured; otherwise it is assumed from the size. */
  readonly measured: boolean;
}

/** One EC2 instance type, as far as a Flink node is concerned. */
export interface InstanceType {
  /** Such as `m7g.2xlarge`. */
  readonly name: string;
  readonly family: string;
  readonly architecture: Architecture;
  readonly cpu: Cpu;
  /** As it is sold. */
  readonly memory: MemorySize;
  /** As Linux reports it. @default - nobody measured it */
  readonly measuredMemory?: MemorySize | undefined;
  /** Network interfaces of the default network card, and the IPv4 addresses of each: they bound the pods. */
  readonly networkInterfaces: number;
  readonly addressesPerInterface: number;
  /** What lasts; the "up to" of the label does not. */
  readonly networkBaseline: Bandwidth;
  readonly ebsBaseline: Bandwidth;
  readonly ebsBaselineIops: number;
  readonly instanceStore?: InstanceStore | undefined;
  /** USD per hour, on-demand, Linux. */
  readonly hourlyPrice: number;
  /** @default - nothing: it may be chosen */
  readonly unusual?: UnusualKind | undefined;
}
