import { InvalidInputError } from "../errors";
import { Cpu } from "../units/cpu";
import { MemorySize } from "../units/memory-size";
import {
  COMPRESSED_POINTERS_HEAP,
  CPU_MILLIS_PER_SLOT,
  OBJECT_SIZE_FACTOR,
  PROCESS_STEP,
  ROCKSDB_OVERHEAD,
  TASK_HEAP_FLOOR_PER_SLOT,
  TASK_HEAP_PER_SLOT,
} from "./assumptions";
import { check, type StageCheck } from "./check";
import { type BoundedFraction, exact, fixedAt } from "./memory/bounded-fraction";
import { JVM_DEFAULTS } from "./memory/process-memory";
import { TASK_MANAGER_MEMORY_DEFAULTS, type TaskManagerMemory, taskManagerMemory } from "./memory/task-manager-memory";
import type { AsyncIoPlan, TaskManagerPoolPlan } from "./platform-plan";
import type { Reason } from "./reason";
import { localDisk, ROCKSDB_ARITHMETIC_FLOOR, wantedManagedPerSlot } from "./rocksdb";
import type { StageLoad } from "./stage-load";
import type { WindowState } from "./window-state";

type PoolReasons = Readonly<Record<"taskManagerCpu" | "disk" | Exclude<keyof TaskManagerMemory, "network">, Reason>>;

/** One of many shapes; only the one that wins has to say why. */
export interface PoolDecision {
  readonly plan: TaskManagerPoolPlan;
  readonly reasons: () => PoolReasons;
  readonly checks: () => readonly StageCheck[];
}

/** What one TaskManager has to hold. */
export interface PoolDemand {
  readonly parallelism: number;
  readonly slots: number;
  readonly state: WindowState;
  /** RocksDB's memory in each slot, where no size is pinned. */
  readonly managedPerSlot: MemorySize;
  readonly asyncIo: AsyncIoPlan | undefined;
  readonly network: MemorySize;
  /** Fetched bytes of one source subtask. */
  readonly fetchBuffer: MemorySize;
}

interface Parts {
  readonly taskHeap: MemorySize;
  readonly managed: MemorySize;
  readonly network: MemorySize;
  readonly jvmOverhead: BoundedFraction;
}

/**
 * One TaskManager, from the parts up: heap, RocksDB and network are added, the JVM's parts put round them, and the
 * whole rounded up. With a pinned size it works the other way: RocksDB takes what heap and network leave.
 *
 * @throws InvalidInputError `MemoryTooSmall` if a pinned size cannot hold its parts
 */
export function planTaskManagerPool(load: StageLoad, demand: PoolDemand): PoolDecision {
  const { stage, pins } = load;
  const { slots, parallelism, state } = demand;
  const parts = partsOf(load, demand);
  const process = pins.taskManagerMemory ?? processFor(parts);
  const managed = pins.taskManagerMemory === undefined ? parts.managed : managedWithin(load, process, parts, slots);
  const memoryOptions = { process, managed, network: fixedAt(parts.network), jvmOverhead: parts.jvmOverhead };
  const memory = taskManagerMemory(memoryOptions);
  const heapFloor = TASK_HEAP_FLOOR_PER_SLOT.times(slots);
  if (heapFloor.isGreaterThan(memory.taskHeap)) {
    throw new InvalidInputError(
      "MemoryTooSmall",
      `stage ${stage.name}: a TaskManager of ${exact(process)} leaves ${exact(memory.taskHeap)} of task heap for ${slots} slots; raise it by ${heapFloor.minus(memory.taskHeap).roundedUpTo(MemorySize.mebibytes(1))}, or use fewer slots`,
    );
  }
  return {
    plan: {
      replicas: parallelism / slots,
      slotsPerTaskManager: slots,
      cpu: Cpu.millis(Math.ceil(CPU_MILLIS_PER_SLOT * slots)),
      memory,
      memoryOptions,
      disk: localDisk(load, state, parallelism, slots),
    },
    reasons: () => poolReasons(load, demand, parts),
    checks: () => poolChecks(load, managed, slots, wantedManagedPerSlot(load, state, parallelism), memory.taskHeap),
  };
}

function partsOf({ stage }: StageLoad, { slots, managedPerSlot, asyncIo, network, fetchBuffer }: PoolDemand): Parts {
  const waiting = stage.input.recordSize.times((asyncIo?.capacityPerSubtask ?? 0) * OBJECT_SIZE_FACTOR);
  const taskHeap = TASK_HEAP_PER_SLOT[stage.kind].plus(waiting).plus(fetchBuffer).times(slots);
  if (stage.kind !== "windowed") {
    return { taskHeap, managed: MemorySize.ZERO, network, jvmOverhead: JVM_DEFAULTS.jvmOverhead };
  }
  const managed = managedPerSlot.times(slots);
  return { taskHeap, managed, network, jvmOverhead: fixedAt(overheadFor(managed)) };
}

function overheadFor(managed: MemorySize): MemorySize {
  return MemorySize.max(ROCKSDB_OVERHEAD.min, managed.fraction(ROCKSDB_OVERHEAD.shareOfManaged)).roundedUpTo(
    MemorySize.mebibytes(64),
  );
}

/** The smallest whole step of process memory that holds the demand; Flink computes it, we round it up. */
function processFor({ taskHeap, managed, network, jvmOverhead }: Parts): MemorySize {
  return taskManagerMemory({ taskHeap, managed, network: fixedAt(network), jvmOverhead }).process.roundedUpTo(
    PROCESS_STEP,
  );
}

/** RocksDB's part of a pinned size: what is left beside the wanted heap. */
function managedWithin({ stage }: StageLoad, process: MemorySize, parts: Parts, slots: number): MemorySize {
  if (stage.kind !== "windowed") {
    return MemorySize.ZERO;
  }
  const around = taskManagerMemory({ ...parts, network: fixedAt(parts.network), managed: MemorySize.ZERO }).process;
  const floor = ROCKSDB_ARITHMETIC_FLOOR.times(slots);
  if (around.plus(floor).isGreaterThan(process)) {
    throw new InvalidInputError(
      "MemoryTooSmall",
      `stage ${stage.name}: a TaskManager of ${exact(process)} cannot hold ${around} of heap, network and JVM and at least ${floor} for RocksDB in ${slots} slots; raise it above ${around.plus(floor).roundedUpTo(MemorySize.mebibytes(1))}, or use fewer slots`,
    );
  }
  return process.minus(around);
}

function poolReasons(
  { stage, pins }: StageLoad,
  { slots, asyncIo, fetchBuffer }: PoolDemand,
  parts: Parts,
): PoolReasons {
  const flinkDefault = (size: MemorySize): Reason => ({ code: "Flink", message: `Flink's default of ${size}` });
  const windowed = stage.kind === "windowed";
  const defaults = TASK_MANAGER_MEMORY_DEFAULTS;
  return {
    taskManagerCpu: {
      code: "operations",
      message: `${CPU_MILLIS_PER_SLOT}m per slot: two TaskManagers of four slots fit an 8-vCPU node, four whole cores fit no half of one`,
      from: ["slotsPerTaskManager"],
    },
    disk: windowed
      ? {
          code: "state",
          message:
            "twice the state of its slots, for compaction and unfinished checkpoints, 256 MiB of unmerged files for each column family, and 1 GiB of temporary files",
          from: ["state", "parallelism", "slotsPerTaskManager", "skew"],
        }
      : { code: "default", message: "temporary files only" },
    process:
      pins.taskManagerMemory === undefined
        ? {
            code: "rest",
            message: `its parts, rounded up to whole ${PROCESS_STEP}`,
            from: [
              "taskHeap",
              "managed",
              "network",
              "jvmMetaspace",
              "jvmOverhead",
              "frameworkHeap",
              "frameworkOffHeap",
            ],
          }
        : { code: "pinned", message: "fixed by the team", from: ["pins.taskManagerMemory"] },
    flink: {
      code: "rest",
      message: "process memory less JVM metaspace and JVM overhead",
      from: ["process", "jvmMetaspace", "jvmOverhead"],
    },
    frameworkHeap: flinkDefault(defaults.frameworkHeap),
    frameworkOffHeap: flinkDefault(defaults.frameworkOffHeap),
    taskOffHeap: flinkDefault(defaults.taskOffHeap),
    jvmMetaspace: flinkDefault(defaults.jvmMetaspace),
    taskHeap: {
      code: "rest",
      message: `what remains; at least ${TASK_HEAP_PER_SLOT[stage.kind]} per slot${asyncIo === undefined ? "" : ` and ${asyncIo.capacityPerSubtask} waiting records of ${stage.input.recordSize} × ${OBJECT_SIZE_FACTOR}`}, and ${fetchBuffer} of fetched records, was asked for`,
      from: [
        "slotsPerTaskManager",
        "fetchBuffer",
        "input.recordSize",
        ...(asyncIo === undefined ? [] : ["asyncCapacity"]),
      ],
    },
    managed: windowed
      ? {
          code: "state",
          message: `RocksDB's ${parts.managed.dividedBy(slots)} in each of ${slots} slots was asked for: room for the entries that get nine reads of ten`,
          from: ["state", "parallelism", "slotsPerTaskManager", "skew"],
        }
      : { code: "state", message: "0: without RocksDB managed memory is dead weight" },
    jvmOverhead: windowed
      ? {
          code: "state",
          message: `fixed: a fifth of managed memory, at least ${ROCKSDB_OVERHEAD.min}, for what RocksDB takes beyond its soft limit`,
          from: ["managed"],
        }
      : { code: "Flink", message: "Flink's default: a tenth of process memory, 192 MiB to 1 GiB" },
  };
}

function poolChecks(
  { stage }: StageLoad,
  managed: MemorySize,
  slots: number,
  wanted: MemorySize,
  taskHeap: MemorySize,
): StageCheck[] {
  const perSlot = managed.dividedBy(slots);
  const checks = [
    check(
      !taskHeap.isGreaterThan(COMPRESSED_POINTERS_HEAP),
      "HeapAboveCompressedPointers",
      `a task heap of ${taskHeap}, and ${COMPRESSED_POINTERS_HEAP} up to which Java compresses pointers`,
      { verdict: "warn", wayOut: "use fewer slots per TaskManager, or a smaller size" },
    ),
  ];
  if (stage.kind === "windowed") {
    const missing = wanted.isGreaterThan(perSlot) ? wanted.minus(perSlot).times(slots) : MemorySize.ZERO;
    checks.push(
      check(
        missing.inBytes === 0,
        "RocksDbMemoryBelowWanted",
        `RocksDB has ${perSlot} per slot, and ${wanted} hold the entries that get nine reads of ten`,
        { verdict: "warn", wayOut: `reads go to disk: raise taskManagerMemory by ${missing}, or use fewer slots` },
      ),
    );
  }
  return checks;
}
