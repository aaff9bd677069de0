import { InvalidInputError } from "../../errors";
import { MemorySize } from "../../units/memory-size";
import { exact } from "./bounded-fraction";
import {
  aroundFlink,
  insideProcess,
  JVM_DEFAULTS,
  type JvmMemory,
  type JvmOptions,
  undetermined,
} from "./process-memory";

/** The memory options of a JobManager (`jobmanager.memory.*`); what is unset is derived. */
export interface JobManagerMemoryOptions extends JvmOptions {
  readonly heap?: MemorySize | undefined;
  /** @default 128 MiB */
  readonly offHeap?: MemorySize | undefined;
}

/** Every component of a JobManager's memory; the four leaves add up to `process`, byte for byte. */
export interface JobManagerMemory extends JvmMemory {
  readonly heap: MemorySize;
  readonly offHeap: MemorySize;
}

/** `jobmanager.memory.off-heap.size` where it is unset. */
export const DEFAULT_JOB_MANAGER_OFF_HEAP = MemorySize.mebibytes(128);

type FlinkParts = Pick<JobManagerMemory, "heap" | "offHeap">;

/**
 * Computes a JobManager's memory the way Flink does, to the byte, with the same rejections.
 *
 * Entry points in Flink's order: heap; else Flink memory; else process memory.
 *
 * @see `JobManagerProcessUtils` and `JobManagerFlinkMemoryUtils` in Flink
 * @throws InvalidInputError `MemoryUndetermined`, `MemoryTooSmall` or `MemoryInconsistent` where Flink refuses to start
 */
export function jobManagerMemory(options: Partial<JobManagerMemoryOptions>): JobManagerMemory {
  const all: JobManagerMemoryOptions = { ...JVM_DEFAULTS, ...options };
  if (all.heap !== undefined) {
    const parts = fromHeap(all, all.heap);
    return { ...parts, ...aroundFlink(parts.heap.plus(parts.offHeap), all) };
  }
  if (all.flink !== undefined) {
    return { ...insideFlink(all.flink, all), ...aroundFlink(all.flink, all) };
  }
  if (all.process !== undefined) {
    const jvm = insideProcess(all.process, all);
    return { ...insideFlink(jvm.flink, all), ...jvm };
  }
  throw undetermined("JobManager", "its heap");
}

/**
 * The flags Flink starts a JobManager's JVM with.
 *
 * @param directMemoryLimit - `jobmanager.memory.enable-jvm-direct-memory-limit`, off by default in Flink
 */
export function jobManagerJvmFlags(memory: JobManagerMemory, directMemoryLimit = false): string {
  const direct = directMemoryLimit ? ` -XX:MaxDirectMemorySize=${memory.offHeap.inBytes}` : "";
  return `-Xmx${memory.heap.inBytes} -Xms${memory.heap.inBytes}${direct} -XX:MaxMetaspaceSize=${memory.jvmMetaspace.inBytes}`;
}

function fromHeap({ flink, offHeap }: JobManagerMemoryOptions, heap: MemorySize): FlinkParts {
  if (flink === undefined) {
    return { heap, offHeap: offHeap ?? DEFAULT_JOB_MANAGER_OFF_HEAP };
  }
  if (heap.isGreaterThan(flink)) {
    throw new InvalidInputError(
      "MemoryTooSmall",
      `JobManager heap ${exact(heap)} exceeds its Flink memory ${exact(flink)}; set only one of the two`,
    );
  }
  const derived = flink.minus(heap);
  if (offHeap !== undefined && !offHeap.equals(derived)) {
    throw new InvalidInputError(
      "MemoryInconsistent",
      `JobManager heap ${exact(heap)} and off-heap ${exact(offHeap)} do not add up to its Flink memory ${exact(flink)}; leave one of the three unset`,
    );
  }
  return { heap, offHeap: derived };
}

function insideFlink(
  flink: MemorySize,
  { offHeap = DEFAULT_JOB_MANAGER_OFF_HEAP }: JobManagerMemoryOptions,
): FlinkParts {
  if (!flink.isGreaterThan(offHeap)) {
    throw new InvalidInputError(
      "MemoryTooSmall",
      `the JobManager's Flink memory ${exact(flink)} leaves no heap beside its off-heap memory ${exact(offHeap)}; raise it`,
    );
  }
  return { heap: flink.minus(offHeap), offHeap };
}
