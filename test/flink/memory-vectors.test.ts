import { describe, expect, test } from "vitest";
import { FlinkVersion } from "../../lib/environment/flink-version";
import { InvalidInputError } from "../../lib/errors";
import { jobManagerMemoryOf, read, taskManagerMemoryOf } from "../../lib/flink/memory-from-configuration";
import { JobManagerOptions } from "../../lib/flink/options/process";
import { jobManagerJvmFlags } from "../../lib/sizing/memory/job-manager-memory";
import { taskManagerJvmFlags } from "../../lib/sizing/memory/task-manager-memory";
import vectors from "../data/flink-memory-vectors.json";

interface Outcome {
  readonly rejected?: boolean;
  readonly bytes?: Readonly<Record<string, number>>;
  readonly jvm?: string;
}
type Vector = Outcome & {
  readonly process: string;
  readonly name?: string;
  readonly config: Readonly<Record<string, string>>;
  readonly flink_1_20?: Outcome;
};

const V2_2 = FlinkVersion.of("2.2");
const V1_20 = FlinkVersion.of("1.20");
const all: readonly Vector[] = [...vectors.named, ...vectors.random] as Vector[];

/** Our result under the short names of the vectors. */
function computed({ process, config }: Vector, version: FlinkVersion): Outcome {
  try {
    if (process === "JM") {
      const memory = jobManagerMemoryOf(config);
      const bytes = {
        proc: memory.process,
        flink: memory.flink,
        heap: memory.heap,
        off: memory.offHeap,
        meta: memory.jvmMetaspace,
        ovh: memory.jvmOverhead,
      };
      return {
        bytes: inBytes(bytes),
        jvm: jobManagerJvmFlags(memory, read(config, JobManagerOptions.DIRECT_MEMORY_LIMIT)),
      };
    }
    const memory = taskManagerMemoryOf(config, version);
    const bytes = {
      proc: memory.process,
      flink: memory.flink,
      fwHeap: memory.frameworkHeap,
      taskHeap: memory.taskHeap,
      fwOff: memory.frameworkOffHeap,
      taskOff: memory.taskOffHeap,
      net: memory.network,
      managed: memory.managed,
      meta: memory.jvmMetaspace,
      ovh: memory.jvmOverhead,
    };
    return { bytes: inBytes(bytes), jvm: taskManagerJvmFlags(memory) };
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidInputError);
    return { rejected: true };
  }
}

function inBytes(sizes: Readonly<Record<string, { readonly inBytes: number }>>): Record<string, number> {
  return Object.fromEntries(Object.entries(sizes).map(([name, size]) => [name, size.inBytes]));
}

function expectSame(actual: Outcome, { rejected, bytes, jvm }: Outcome): void {
  if (rejected === true) {
    expect(actual).toEqual({ rejected: true });
    return;
  }
  // The vectors also hold CPU and slots, which are not memory.
  const { cpu: _cpu, slots: _slots, ...expected } = bytes ?? {};
  expect(actual.bytes).toMatchObject(expected);
  if (jvm !== undefined) {
    expect(actual.jvm).toBe(jvm);
  }
}

describe("memory is what Flink's own classes compute", () => {
  test("the file holds every vector", () => {
    expect(all).toHaveLength(664);
    expect(all.filter(({ rejected }) => rejected)).toHaveLength(207);
  });

  test.each(all.map((vector, index) => [vector.name ?? `random ${index}`, vector] as const))("%s", (_, vector) => {
    expectSame(computed(vector, V2_2), vector);
  });

  test.each(all.filter(({ flink_1_20 }) => flink_1_20).map((vector) => [vector.name, vector] as const))(
    "%s differs on 1.20",
    (_, vector) => {
      expectSame(computed(vector, V1_20), vector.flink_1_20 as Outcome);
    },
  );
});
