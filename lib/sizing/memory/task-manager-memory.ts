import { InvalidInputError } from "../../errors";
import { MemorySize } from "../../units/memory-size";
import { type BoundedFraction, boundedShare, boundedShareOfTotal, exact, requireWithin } from "./bounded-fraction";
import {
  aroundFlink,
  insideProcess,
  JVM_DEFAULTS,
  type JvmMemory,
  type JvmOptions,
  undetermined,
} from "./process-memory";

/** The memory options of a TaskManager (`taskmanager.memory.*`); what is unset is derived. */
export interface TaskManagerMemoryOptions extends JvmOptions {
  readonly frameworkHeap: MemorySize;
  readonly frameworkOffHeap: MemorySize;
  readonly taskHeap?: MemorySize | undefined;
  readonly taskOffHeap: MemorySize;
  readonly managed?: MemorySize | undefined;
  readonly managedFraction: number;
  readonly network: BoundedFraction;
}

/** Every component of a TaskManager's memory; the eight leaves add up to `process`, byte for byte. */
export interface TaskManagerMemory extends JvmMemory {
  readonly frameworkHeap: MemorySize;
  readonly taskHeap: MemorySize;
  readonly frameworkOffHeap: MemorySize;
  readonly taskOffHeap: MemorySize;
  readonly network: MemorySize;
  readonly managed: MemorySize;
}

/** Flink's defaults, unchanged from 1.19 to 2.3 (`TaskManagerOptions`). */
export const TASK_MANAGER_MEMORY_DEFAULTS = {
  ...JVM_DEFAULTS,
  frameworkHeap: MemorySize.mebibytes(128),
  frameworkOffHeap: MemorySize.mebibytes(128),
  taskOffHeap: MemorySize.ZERO,
  managedFraction: 0.4,
  network: { fraction: 0.1, min: MemorySize.mebibytes(64) },
} as const satisfies TaskManagerMemoryOptions;

type FlinkParts = Omit<TaskManagerMemory, keyof JvmMemory>;

/**
 * Computes a TaskManager's memory the way Flink does, to the byte, with the same rejections.
 *
 * ```text
 * process ─┬─ flink ─┬─ JVM heap ── framework heap + task heap
 *          │         ├─ direct ──── framework off-heap + task off-heap + network
 *          │         └─ managed
 *          └─ JVM metaspace + JVM overhead
 * ```
 *
 * Entry points in Flink's order: task heap and managed memory; else Flink memory; else process memory. More than one
 * may be set; then they must agree.
 *
 * @see `TaskExecutorProcessUtils` and `TaskExecutorFlinkMemoryUtils` in Flink
 * @throws InvalidInputError `MemoryUndetermined`, `MemoryTooSmall` or `MemoryInconsistent` where Flink refuses to start
 */
export function taskManagerMemory(options: Partial<TaskManagerMemoryOptions>): TaskManagerMemory {
  const all: TaskManagerMemoryOptions = { ...TASK_MANAGER_MEMORY_DEFAULTS, ...options };
  if (all.taskHeap !== undefined && all.managed !== undefined) {
    const parts = fromExplicitParts(all, all.taskHeap, all.managed);
    return { ...parts, ...aroundFlink(all.flink ?? MemorySize.sum(Object.values(parts)), all) };
  }
  if (all.flink !== undefined) {
    return { ...insideFlink(all.flink, all), ...aroundFlink(all.flink, all) };
  }
  if (all.process !== undefined) {
    const jvm = insideProcess(all.process, all);
    return { ...insideFlink(jvm.flink, all), ...jvm };
  }
  throw undetermined("TaskManager", "both its task heap and its managed memory");
}

/** The flags Flink starts the JVM with. Managed memory and overhead have none: only the container limits them. */
export function taskManagerJvmFlags(memory: TaskManagerMemory): string {
  const heap = memory.frameworkHeap.plus(memory.taskHeap).inBytes;
  const direct = memory.frameworkOffHeap.plus(memory.taskOffHeap).plus(memory.network).inBytes;
  return `-Xmx${heap} -Xms${heap} -XX:MaxDirectMemorySize=${direct} -XX:MaxMetaspaceSize=${memory.jvmMetaspace.inBytes}`;
}

function fromExplicitParts(options: TaskManagerMemoryOptions, taskHeap: MemorySize, managed: MemorySize): FlinkParts {
  const { frameworkHeap, frameworkOffHeap, taskOffHeap } = options;
  const fixed = { frameworkHeap, taskHeap, frameworkOffHeap, taskOffHeap, managed };
  if (options.flink !== undefined) {
    return { ...fixed, network: restAsNetwork(options.flink, fixed, options.network) };
  }
  return {
    ...fixed,
    network: boundedShareOfTotal(MemorySize.sum(Object.values(fixed)), options.network, "network memory"),
  };
}

function insideFlink(flink: MemorySize, options: TaskManagerMemoryOptions): FlinkParts {
  const { frameworkHeap, frameworkOffHeap, taskOffHeap } = options;
  const managed =
    options.managed ??
    boundedShare(flink, { fraction: options.managedFraction, min: MemorySize.ZERO }, "managed memory");
  const fixed = { frameworkHeap, frameworkOffHeap, taskOffHeap, managed };
  if (options.taskHeap !== undefined) {
    const withHeap = { ...fixed, taskHeap: options.taskHeap };
    return { ...withHeap, network: restAsNetwork(flink, withHeap, options.network) };
  }
  const withNetwork = { ...fixed, network: boundedShare(flink, options.network, "network memory") };
  return { ...withNetwork, taskHeap: rest(flink, withNetwork) };
}

/** With the task heap given, network memory is whatever remains: Flink's trap for a heap set beside a process size. */
function restAsNetwork(flink: MemorySize, parts: Omit<FlinkParts, "network">, bounds: BoundedFraction): MemorySize {
  const network = rest(flink, parts);
  requireWithin(
    network,
    bounds,
    "the network memory left over",
    "leave the task heap unset, or widen the network bounds",
  );
  return network;
}

function rest(flink: MemorySize, parts: Partial<FlinkParts>): MemorySize {
  const taken = MemorySize.sum(Object.values(parts));
  if (taken.isGreaterThan(flink)) {
    const listed = Object.entries(parts).map(([name, size]) => `${name} ${exact(size)}`);
    throw new InvalidInputError(
      "MemoryTooSmall",
      `Flink memory ${exact(flink)} cannot hold ${listed.join(", ")}; raise the size by at least ${exact(taken.minus(flink))} or lower a part`,
    );
  }
  return flink.minus(taken);
}
