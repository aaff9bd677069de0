import { FlinkVersion } from "../../environment/flink-version";
import { jobManagerMemoryOf, taskManagerMemoryOf } from "../../flink/memory-from-configuration";
import { at, textAt } from "../../flink/operator-rules/tree";
import type { JobManagerMemory } from "../../sizing/memory/job-manager-memory";
import type { TaskManagerMemory } from "../../sizing/memory/task-manager-memory";
import { MemorySize } from "../../units/memory-size";
import type { FlinkCluster } from "./flink-cluster";

/** A TaskManager's memory as its settings determine it; `undefined` where they do not, or contradict each other. */
export function taskManagerMemory({ settings, version }: FlinkCluster): TaskManagerMemory | undefined {
  return computed(() => taskManagerMemoryOf(settings, version ?? FlinkVersion.DEFAULT));
}

/** A JobManager's memory as its settings determine it. */
export function jobManagerMemory({ settings }: FlinkCluster): JobManagerMemory | undefined {
  return computed(() => jobManagerMemoryOf(settings));
}

/** What a container asks for, or may have at most: `requests` or `limits`. */
export function containerMemory(container: unknown, kind: "requests" | "limits"): MemorySize | undefined {
  const text = textAt(at(container, `resources.${kind}`), "memory");
  return text === undefined ? undefined : computed(() => MemorySize.parseQuantity(text));
}

function computed<T>(compute: () => T): T | undefined {
  try {
    return compute();
  } catch {
    return undefined;
  }
}
