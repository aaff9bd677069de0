import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidInputError } from "../../lib/errors";
import { jobManagerMemory } from "../../lib/sizing/memory/job-manager-memory";
import { taskManagerMemory } from "../../lib/sizing/memory/task-manager-memory";
import { MemorySize } from "../../lib/units/memory-size";

const sum = (...sizes: readonly MemorySize[]) => MemorySize.sum(sizes);

describe("TaskManager memory", () => {
  test("splits Flink's default container as the Flink manual does", () => {
    const memory = taskManagerMemory({ process: MemorySize.mebibytes(1728) });
    expect(memory.flink.inMebibytes).toBe(1280);
    expect(Math.round(memory.taskHeap.inMebibytes)).toBe(384);
    expect(Math.round(memory.network.inMebibytes)).toBe(128);
    expect(Math.round(memory.managed.inMebibytes)).toBe(512);
  });

  test("adds up to the whole, byte for byte, whatever is asked for", () => {
    const size = fc.integer({ min: 0, max: 64 * 1024 ** 3 }).map(MemorySize.bytes);
    const options = fc.record(
      {
        process: size,
        flink: size,
        taskHeap: size,
        managed: size,
        managedFraction: fc.float({ min: 0, max: Math.fround(0.99), noNaN: true }),
      },
      { requiredKeys: [] },
    );
    let accepted = 0;
    fc.assert(
      fc.property(options, (given) => {
        try {
          const memory = taskManagerMemory(given);
          accepted++;
          const {
            frameworkHeap,
            taskHeap,
            frameworkOffHeap,
            taskOffHeap,
            network,
            managed,
            jvmMetaspace,
            jvmOverhead,
          } = memory;
          const flink = sum(frameworkHeap, taskHeap, frameworkOffHeap, taskOffHeap, network, managed);
          expect(flink).toEqual(memory.flink);
          expect(sum(flink, jvmMetaspace, jvmOverhead)).toEqual(memory.process);
        } catch (error) {
          if (!(error instanceof InvalidInputError)) {
            throw error;
          }
        }
      }),
      { numRuns: 2000 },
    );
    expect(accepted).toBeGreaterThan(100);
  });

  test("says what is missing, what does not fit and what contradicts", () => {
    expect(() => taskManagerMemory({})).toThrow(
      "nothing says how large the TaskManager is; set its process size, its Flink size, or both its task heap and its managed memory [MemoryUndetermined]",
    );
    expect(() => taskManagerMemory({ process: MemorySize.mebibytes(600) })).toThrow(
      "raise the size by at least 228.8 MiB",
    );
    expect(() => taskManagerMemory({ flink: MemorySize.gibibytes(14), process: MemorySize.gibibytes(16) })).toThrow(
      "the JVM overhead left between process and Flink memory would be 1.8 GiB (1879048192 bytes), outside 192 MiB (201326592 bytes) to 1 GiB (1073741824 bytes); set only one of the two sizes [MemoryInconsistent]",
    );
    expect(() => taskManagerMemory({ process: MemorySize.gibibytes(4), managedFraction: 1 })).toThrow(
      "the fraction of managed memory must be at least 0 and below 1, got 1",
    );
  });
});

describe("JobManager memory", () => {
  test("adds up to the whole, byte for byte", () => {
    fc.assert(
      fc.property(fc.integer({ min: 600, max: 65_536 }), (mebibytes) => {
        const memory = jobManagerMemory({ process: MemorySize.mebibytes(mebibytes) });
        expect(sum(memory.heap, memory.offHeap)).toEqual(memory.flink);
        expect(sum(memory.flink, memory.jvmMetaspace, memory.jvmOverhead)).toEqual(memory.process);
      }),
    );
  });

  test("leaves room for a heap", () => {
    expect(() => jobManagerMemory({ process: MemorySize.mebibytes(512) })).toThrow(
      "leaves no heap beside its off-heap memory 128 MiB",
    );
    expect(() => jobManagerMemory({})).toThrow("set its process size, its Flink size, or its heap");
  });
});
