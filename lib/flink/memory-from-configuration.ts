import type { FlinkVersion } from "../environment/flink-version";
import { InvalidInputError } from "../errors";
import type { BoundedFraction } from "../sizing/memory/bounded-fraction";
import { fixedAt } from "../sizing/memory/bounded-fraction";
import { type JobManagerMemory, jobManagerMemory } from "../sizing/memory/job-manager-memory";
import { JVM_DEFAULTS } from "../sizing/memory/process-memory";
import {
  TASK_MANAGER_MEMORY_DEFAULTS,
  type TaskManagerMemory,
  taskManagerMemory,
} from "../sizing/memory/task-manager-memory";
import { Cpu } from "../units/cpu";
import { MemorySize } from "../units/memory-size";
import type { FlinkOption } from "./options/flink-option";
import { JobManagerOptions as JM, KubernetesOptions, TaskManagerOptions as TM } from "./options/process";

type Settings = Readonly<Record<string, string>>;

/** Flink's default for `taskmanager.memory.segment-size`. */
const SEGMENT = MemorySize.kibibytes(32);
/** `MemoryManager.MIN_PAGE_SIZE` */
const SMALLEST_SEGMENT = MemorySize.kibibytes(4);

/** A TaskManager's memory as Flink of this release would derive it from flat settings, deprecated spellings included. */
export function taskManagerMemoryOf(settings: Settings, version: FlinkVersion): TaskManagerMemory {
  requireCpu(settings);
  const managed = read(settings, TM.MANAGED_SIZE);
  return taskManagerMemory({
    process: read(settings, TM.PROCESS_MEMORY),
    flink: read(settings, TM.FLINK_MEMORY),
    frameworkHeap: read(settings, TM.FRAMEWORK_HEAP) ?? TASK_MANAGER_MEMORY_DEFAULTS.frameworkHeap,
    frameworkOffHeap: read(settings, TM.FRAMEWORK_OFF_HEAP) ?? TASK_MANAGER_MEMORY_DEFAULTS.frameworkOffHeap,
    taskHeap: read(settings, TM.TASK_HEAP),
    taskOffHeap: read(settings, TM.TASK_OFF_HEAP) ?? TASK_MANAGER_MEMORY_DEFAULTS.taskOffHeap,
    managed,
    // Flink does not look at the fraction where the size is set, not even for a typing error.
    managedFraction:
      (managed === undefined ? read(settings, TM.MANAGED_FRACTION) : undefined) ??
      TASK_MANAGER_MEMORY_DEFAULTS.managedFraction,
    network:
      legacyNetwork(settings, version) ??
      bounded(settings, TM.NETWORK_FRACTION, TM.NETWORK_MIN, TM.NETWORK_MAX, TASK_MANAGER_MEMORY_DEFAULTS.network),
    jvmMetaspace: read(settings, TM.JVM_METASPACE) ?? JVM_DEFAULTS.jvmMetaspace,
    jvmOverhead: bounded(
      settings,
      TM.JVM_OVERHEAD_FRACTION,
      TM.JVM_OVERHEAD_MIN,
      TM.JVM_OVERHEAD_MAX,
      JVM_DEFAULTS.jvmOverhead,
    ),
  });
}

/** A JobManager's memory as Flink would derive it from flat settings. */
export function jobManagerMemoryOf(settings: Settings): JobManagerMemory {
  return jobManagerMemory({
    process: read(settings, JM.PROCESS_MEMORY),
    flink: read(settings, JM.FLINK_MEMORY),
    heap: read(settings, JM.HEAP),
    offHeap: read(settings, JM.OFF_HEAP),
    jvmMetaspace: read(settings, JM.JVM_METASPACE) ?? JVM_DEFAULTS.jvmMetaspace,
    jvmOverhead: bounded(
      settings,
      JM.JVM_OVERHEAD_FRACTION,
      JM.JVM_OVERHEAD_MIN,
      JM.JVM_OVERHEAD_MAX,
      JVM_DEFAULTS.jvmOverhead,
    ),
  });
}

/** An option's value, from its key or the first deprecated spelling that is set. */
export function read<T>(settings: Settings, option: FlinkOption<T>): T | undefined {
  const text = textOf(settings, option);
  return text === undefined ? undefined : option.parse(text);
}

/** What is set for an option, readable or not. */
export function textOf(settings: Settings, option: FlinkOption<unknown>): string | undefined {
  return [option.key, ...option.deprecatedKeys].map((key) => settings[key]).find((value) => value !== undefined);
}

function bounded(
  settings: Settings,
  fraction: FlinkOption<number>,
  min: FlinkOption<MemorySize>,
  max: FlinkOption<MemorySize>,
  defaults: BoundedFraction,
): BoundedFraction {
  return {
    fraction: read(settings, fraction) ?? defaults.fraction,
    min: read(settings, min) ?? defaults.min,
    max: read(settings, max) ?? defaults.max,
  };
}

/** Flink 1.20 still counts buffers where none of the three network options is set; 2.x never looks at their number. */
function legacyNetwork(settings: Settings, version: FlinkVersion): BoundedFraction | undefined {
  const modern = [TM.NETWORK_MIN, TM.NETWORK_MAX, TM.NETWORK_FRACTION].some(
    (option) => read<unknown>(settings, option) !== undefined,
  );
  const buffers = version.major >= 2 || modern ? undefined : read(settings, TM.NETWORK_BUFFERS);
  if (buffers === undefined) {
    return undefined;
  }
  const segment = read(settings, TM.SEGMENT_SIZE) ?? SEGMENT;
  if (SMALLEST_SEGMENT.isGreaterThan(segment) || !Number.isInteger(Math.log2(segment.inBytes))) {
    throw new InvalidInputError(
      "MemoryInconsistent",
      `${TM.SEGMENT_SIZE.key} must be a power of two of at least ${SMALLEST_SEGMENT}, got ${segment.inBytes} bytes`,
    );
  }
  return fixedAt(segment.times(buffers));
}

function requireCpu(settings: Settings): void {
  const slots = read(settings, TM.NUMBER_OF_TASK_SLOTS) ?? 1;
  const cpu = read(settings, TM.CPU_CORES) ?? read(settings, KubernetesOptions.TASK_MANAGER_CPU) ?? Cpu.cores(slots);
  if (cpu.inMillis === 0) {
    throw new InvalidInputError(
      "MemoryInconsistent",
      `a TaskManager needs CPU, and ${TM.CPU_CORES.key} is ${cpu}; leave it unset: it then equals the slots`,
    );
  }
}
