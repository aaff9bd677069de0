import { InvalidInputError } from "../../errors";
import { MemorySize } from "../../units/memory-size";
import { type BoundedFraction, boundedShare, boundedShareOfTotal, exact, requireWithin } from "./bounded-fraction";

/** What every Flink process has around its own memory (`ProcessMemoryUtils`). */
export interface JvmOptions {
  /** Total process memory: what the container is given. */
  readonly process?: MemorySize | undefined;
  /** Total Flink memory: process memory less metaspace and overhead. */
  readonly flink?: MemorySize | undefined;
  readonly jvmMetaspace: MemorySize;
  readonly jvmOverhead: BoundedFraction;
}

/** The parts that every Flink process has: JVM metaspace and overhead round Flink's own memory. */
export interface JvmMemory {
  readonly process: MemorySize;
  readonly flink: MemorySize;
  readonly jvmMetaspace: MemorySize;
  readonly jvmOverhead: MemorySize;
}

/** The same in every version from 1.19 to 2.3 (facts: Flink's `TaskManagerOptions` and `JobManagerOptions`). */
export const JVM_DEFAULTS = {
  jvmMetaspace: MemorySize.mebibytes(256),
  jvmOverhead: { fraction: 0.1, min: MemorySize.mebibytes(192), max: MemorySize.gibibytes(1) },
} as const satisfies JvmOptions;

/** What is left for Flink once the JVM has taken its parts of a total process size. */
export function insideProcess(process: MemorySize, options: JvmOptions): JvmMemory {
  const jvmOverhead = boundedShare(process, options.jvmOverhead, "JVM overhead");
  const outsideFlink = options.jvmMetaspace.plus(jvmOverhead);
  if (outsideFlink.isGreaterThan(process)) {
    throw new InvalidInputError(
      "MemoryTooSmall",
      `process memory ${exact(process)} cannot hold JVM metaspace ${exact(options.jvmMetaspace)} and JVM overhead ${exact(jvmOverhead)}; raise it above ${exact(outsideFlink)}`,
    );
  }
  return { process, flink: process.minus(outsideFlink), jvmMetaspace: options.jvmMetaspace, jvmOverhead };
}

/** The process around a known amount of Flink memory. A process size that is also set must agree. */
export function aroundFlink(flink: MemorySize, options: JvmOptions): JvmMemory {
  const { process, jvmMetaspace } = options;
  const inner = flink.plus(jvmMetaspace);
  if (process === undefined) {
    const jvmOverhead = boundedShareOfTotal(inner, options.jvmOverhead, "JVM overhead");
    return { process: inner.plus(jvmOverhead), flink, jvmMetaspace, jvmOverhead };
  }
  if (inner.isGreaterThan(process)) {
    throw new InvalidInputError(
      "MemoryTooSmall",
      `process memory ${exact(process)} cannot hold Flink memory ${exact(flink)} and JVM metaspace ${exact(jvmMetaspace)}; raise it or leave one of them unset`,
    );
  }
  const jvmOverhead = process.minus(inner);
  requireWithin(
    jvmOverhead,
    options.jvmOverhead,
    "the JVM overhead left between process and Flink memory",
    "set only one of the two sizes",
  );
  return { process, flink, jvmMetaspace, jvmOverhead };
}

export function undetermined(process: string, alternatives: string): InvalidInputError {
  return new InvalidInputError(
    "MemoryUndetermined",
    `nothing says how large the ${process} is; set its process size, its Flink size, or ${alternatives}`,
  );
}
