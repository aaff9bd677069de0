import { isOn, slotsOf, textOf } from "../../flink/operator-rules/settings";
import { StateOptions } from "../../flink/options/job";
import { JudgedOptions } from "../../flink/options/judged";
import { JobManagerOptions, TaskManagerOptions } from "../../flink/options/process";
import { MemorySize } from "../../units/memory-size";
import { fromAdvice } from "../configuration/from-advice";
import { jobManagerMemory, taskManagerMemory } from "../model/quantities";
import { FLINK_DOCS, perCluster, type Rule } from "../rule";

const TUNING = `${FLINK_DOCS}/deployment/memory/mem_tuning/`;
/** From here on a JVM addresses objects with eight bytes instead of four, and holds less until well above. */
const [POINTERS_GROW, POINTERS_PAY] = [MemorySize.gibibytes(32), MemorySize.gibibytes(48)];
/** Below, RocksDB's arenas do not fit its share of write buffers (`RocksDBMemoryControllerUtils`). */
const SMALLEST_PER_SLOT = MemorySize.bytes(28_760_943);
const SESSION_METASPACE = MemorySize.mebibytes(512);
const DEFAULT_METASPACE = MemorySize.mebibytes(256);

export const MEMORY_COMPONENT_RULES: readonly Rule[] = [
  {
    id: "memory-does-not-add-up",
    severity: "error",
    topic: "memory",
    title: "Memory settings that contradict each other",
    reason:
      "Flink derives every part from these numbers and refuses to start where they do not fit; on Kubernetes that is a crash loop.",
    fix: "Set the process size, and of the parts only those that must be fixed.",
    source: `${FLINK_DOCS}/deployment/memory/mem_setup_tm/`,
    check: fromAdvice(({ code }) => code === "Contradiction"),
  },
  {
    id: "heap-without-compressed-pointers",
    severity: "warning",
    topic: "memory",
    title: "A heap of 32 to 48 GiB",
    reason: "From 32 GiB on the JVM's pointers are twice as long, so that such a heap holds less than one of 31 GiB.",
    fix: "Give the heap at most 31 GiB and run more TaskManagers, or move state to RocksDB.",
    source: "https://wiki.openjdk.org/display/HotSpot/CompressedOops",
    check: perCluster((cluster) => {
      const taskManager = taskManagerMemory(cluster);
      const heaps = [
        [TaskManagerOptions.PROCESS_MEMORY.key, "TaskManager", taskManager?.frameworkHeap.plus(taskManager.taskHeap)],
        [JobManagerOptions.PROCESS_MEMORY.key, "JobManager", jobManagerMemory(cluster)?.heap],
      ] as const;
      return heaps.flatMap(([key, role, heap]) =>
        heap !== undefined && !POINTERS_GROW.isGreaterThan(heap) && POINTERS_PAY.isGreaterThan(heap)
          ? [{ place: cluster.placeOf(key), message: `the ${role}'s heap is ${heap}` }]
          : [],
      );
    }),
  },
  {
    id: "rocksdb-managed-memory-small",
    severity: "warning",
    topic: "memory",
    title: "RocksDB with hardly any managed memory",
    reason:
      "Cache and write buffers of all state of a slot live in managed memory; below 27.4 MiB a slot a block of a write buffer is more than its share, and RocksDB flushes all the time.",
    fix: `Give each slot 128 MiB or more: ${TaskManagerOptions.MANAGED_SIZE.key}.`,
    source: `${FLINK_DOCS}/ops/state/state_backends/`,
    check: perCluster((cluster) => {
      const { settings, placeOf } = cluster;
      const managed = taskManagerMemory(cluster)?.managed;
      const slots = slotsOf(settings) ?? 1;
      const isManaged =
        isOn(settings, JudgedOptions.ROCKSDB_MANAGED, true) &&
        textOf(settings, JudgedOptions.ROCKSDB_PER_SLOT) === undefined;
      return textOf(settings, StateOptions.BACKEND)?.toLowerCase() === "rocksdb" &&
        isManaged &&
        managed !== undefined &&
        managed.inBytes / slots < SMALLEST_PER_SLOT.inBytes
        ? {
            place: placeOf(TaskManagerOptions.MANAGED_SIZE.key),
            message: `${managed} of managed memory for ${slots} ${slots === 1 ? "slot" : "slots"}`,
          }
        : undefined;
    }),
  },
  {
    id: "rocksdb-overhead-small",
    severity: "warning",
    topic: "memory",
    title: "RocksDB without room beyond its limit",
    reason:
      "RocksDB's limit is soft: iterators and pinned blocks exceed it, and what they take has to fit into the JVM overhead before the container is killed.",
    fix: `Set ${TaskManagerOptions.JVM_OVERHEAD_MIN.key} and ${TaskManagerOptions.JVM_OVERHEAD_MAX.key} to a fifth of managed memory.`,
    source: `${FLINK_DOCS}/deployment/memory/mem_trouble/`,
    check: fromAdvice(({ code, message }) => code === "RiskyValue" && message.startsWith("RocksDB may take more")),
  },
  {
    id: "session-metaspace-small",
    severity: "warning",
    topic: "memory",
    title: "A session cluster with the metaspace of one job",
    reason:
      "Classes of jobs that were submitted again often stay loaded, and a full metaspace takes the TaskManager down with the jobs of all others.",
    fix: `Set ${TaskManagerOptions.JVM_METASPACE.key} to 512m or more, or run each job as an application.`,
    source: TUNING,
    check: perCluster((cluster) => {
      const { deployment, settings, placeOf } = cluster;
      const metaspace = taskManagerMemory(cluster)?.jvmMetaspace ?? DEFAULT_METASPACE;
      return deployment !== undefined && deployment.job === undefined && SESSION_METASPACE.isGreaterThan(metaspace)
        ? {
            place: placeOf(TaskManagerOptions.JVM_METASPACE.key),
            message: `${TaskManagerOptions.JVM_METASPACE.key} is ${textOf(settings, TaskManagerOptions.JVM_METASPACE) ?? "not set"}: ${metaspace} for the classes of all jobs`,
          }
        : undefined;
    }),
  },
];
