import type { Architecture, CapacityType } from "../../environment/nodes";
import type { NodePlacement } from "../../environment/placement";
import type { Bandwidth } from "../../units/bandwidth";
import type { Cpu } from "../../units/cpu";
import type { MemorySize } from "../../units/memory-size";
import type { Reason } from "../reason";

/** What pods can use of a node, before DaemonSets. */
export interface Allocatable {
  readonly cpu: Cpu;
  readonly memory: MemorySize;
  readonly pods: number;
}

/** What holds the files of a node's pods. */
export type NodeStorage =
  | { readonly type: "nvme"; readonly size: MemorySize }
  | { readonly type: "gp3"; readonly size: MemorySize; readonly iops: number; readonly throughput: Bandwidth };

/** A runner-up, and what it would have cost. */
export interface NodeAlternative {
  readonly instanceType: string;
  readonly slotsPerTaskManager: number;
  readonly nodes: number;
  readonly hourlyPrice: number;
  /** Why it was not chosen: dearer, or the constraint that rules it out. */
  readonly message: string;
}

/** Equal nodes for equal pods: the TaskManagers of one stage, or all JobManagers. */
export interface NodePoolPlan {
  /** The stage's name, or `jobmanagers`. */
  readonly name: string;
  /** Labels and taints that nodes carry and pods ask for. @default - pods of existing nodes may run anywhere */
  readonly placement?: NodePlacement | undefined;
  readonly instanceType: string;
  readonly architecture: Architecture;
  readonly capacityType: CapacityType;
  /** Availability zones the nodes are in. */
  readonly zones: readonly string[];
  readonly nodes: number;
  readonly podsPerNode: number;
  /** 0 for JobManagers. */
  readonly slotsLostPerNode: number;
  /** As Karpenter takes it before it has seen a node of the type, and as nodes report it; pods fit both. */
  readonly allocatable: { readonly karpenter: Allocatable; readonly measured: Allocatable };
  readonly storage: NodeStorage;
  /** What lasts, for each node; the "up to" of the label does not. */
  readonly networkBaseline: Bandwidth;
  /** Share of the nodes' allocatable memory and cores that the pods use, 0 to 1. */
  readonly utilization: { readonly cpu: number; readonly memory: number };
  /** USD per hour of all nodes, and of their volumes. */
  readonly hourlyPrice: { readonly instances: number; readonly volumes: number };
  readonly alternatives: readonly NodeAlternative[];
  readonly reasons: Readonly<Record<"instanceType" | "nodes" | "storage", Reason>>;
}
