import type { FlinkVersion } from "../../environment/flink-version";
import { InvalidInputError } from "../../errors";
import type { JobManagerMemory } from "../../sizing/memory/job-manager-memory";
import type { TaskManagerMemory } from "../../sizing/memory/task-manager-memory";
import { MemorySize } from "../../units/memory-size";
import { jobManagerMemoryOf, read, taskManagerMemoryOf } from "../memory-from-configuration";
import type { FlinkOption } from "../options/flink-option";
import { StateOptions } from "../options/job";
import { JobManagerOptions as JM, TaskManagerOptions as TM } from "../options/process";
import type { Advice } from "./finding";
import { type Setting, settingsMap } from "./setting";

/** The memory a configuration results in, as far as it determines any. */
export interface EffectiveMemory {
  readonly taskManager?: TaskManagerMemory;
  readonly jobManager?: JobManagerMemory;
}

/** Sizes that nodes for state are sold in, and that people copy into a process; it then fits none of them. */
const NODE_SIZES = [16, 32, 64, 128].map(MemorySize.gibibytes);

/** What RocksDB takes beyond its soft limit has to fit into the overhead. */
const ROCKSDB_OVERHEAD_SHARE = 0.2;

/** Memory as Flink derives it, and what contradicts or does nothing on the way. */
export function memoryAdvice(
  settings: readonly Setting[],
  version: FlinkVersion,
): { memory: EffectiveMemory; advice: Advice[] } {
  const map = settingsMap(settings);
  const taskManager = derive("TaskManager", TM.PROCESS_MEMORY.key, () => taskManagerMemoryOf(map, version));
  const jobManager = derive("JobManager", JM.PROCESS_MEMORY.key, () => jobManagerMemoryOf(map));
  return {
    memory: {
      ...(taskManager.memory && { taskManager: taskManager.memory }),
      ...(jobManager.memory && { jobManager: jobManager.memory }),
    },
    advice: [
      ...taskManager.advice,
      ...jobManager.advice,
      ...(taskManager.memory === undefined ? [] : sizeAdvice(settings, taskManager.memory)),
    ],
  };
}

function derive<M>(process: string, key: string, memory: () => M): { memory?: M; advice: Advice[] } {
  try {
    return { memory: memory(), advice: [] };
  } catch (error) {
    if (!(error instanceof InvalidInputError) || error.code === "AmountMalformed") {
      // A value of the wrong type has its own advice.
      return { advice: [] };
    }
    const message = error.message.replace(/ \[\w+\]$/, "");
    return error.code === "MemoryUndetermined"
      ? {
          advice: [
            {
              severity: "warning",
              code: "MissingMemory",
              key,
              message,
              wayOut: `set ${key}, unless the operator's resource.memory does`,
            },
          ],
        }
      : {
          advice: [
            {
              severity: "error",
              code: "Contradiction",
              key,
              message: `the ${process} cannot start: ${message}`,
              wayOut: "change one of the sizes named",
            },
          ],
        };
  }
}

function sizeAdvice(settings: readonly Setting[], memory: TaskManagerMemory): Advice[] {
  const map = settingsMap(settings);
  const at = (option: FlinkOption<unknown>) =>
    settings.find(({ key }) => key === option.key || option.deprecatedKeys.includes(key));
  const networkMax = read(map, TM.NETWORK_MAX);
  const heap = read(map, TM.TASK_HEAP);
  const rocksdb = read(map, StateOptions.BACKEND) === "rocksdb";
  const all: readonly (readonly [boolean, FlinkOption<unknown>, Omit<Advice, "key" | "line">])[] = [
    [
      networkMax?.isGreaterThan(memory.network) ?? false,
      TM.NETWORK_MAX,
      {
        severity: "warning",
        code: "NoEffect",
        message: `the maximum of ${networkMax} has no effect: the fraction yields ${memory.network}`,
        wayOut: "set minimum and maximum to what the job's exchanges need",
      },
    ],
    [
      NODE_SIZES.some((size) => size.equals(memory.process)),
      TM.PROCESS_MEMORY,
      {
        severity: "warning",
        code: "RiskyValue",
        message: `a process of ${memory.process} fits no node of ${memory.process}: the system and Kubernetes keep a part`,
        wayOut: "take a node twice as large, or give the process about a fifth less",
      },
    ],
    [
      rocksdb && memory.managed.fraction(ROCKSDB_OVERHEAD_SHARE).isGreaterThan(memory.jvmOverhead),
      TM.JVM_OVERHEAD_MAX,
      {
        severity: "warning",
        code: "RiskyValue",
        message: `RocksDB may take more than its ${memory.managed} of managed memory, and JVM overhead leaves it ${memory.jvmOverhead} before the container is killed`,
        wayOut: `raise ${TM.JVM_OVERHEAD_MIN.key} and ${TM.JVM_OVERHEAD_MAX.key} to a fifth of managed memory`,
      },
    ],
    [
      !rocksdb && read(map, StateOptions.BACKEND) !== undefined && memory.managed.inBytes > 0,
      StateOptions.BACKEND,
      {
        severity: "warning",
        code: "NoEffect",
        message: `${memory.managed} of managed memory lie idle: the hashmap backend keeps state on the heap`,
        wayOut: `set ${TM.MANAGED_SIZE.key}: 0`,
      },
    ],
    [
      heap !== undefined && memory.network.isGreaterThan(MemorySize.gibibytes(2)),
      TM.TASK_HEAP,
      {
        severity: "warning",
        code: "RiskyValue",
        message: `with the task heap set, network memory is whatever remains: ${memory.network}`,
        wayOut: `remove ${TM.TASK_HEAP.key}, or set ${TM.MANAGED_SIZE.key} instead of a process size`,
      },
    ],
  ];
  return all
    .filter(([applies]) => applies)
    .map(([, option, advice]) => {
      const setting = at(option);
      return { ...advice, key: setting?.key ?? option.key, ...(setting && { line: setting.line }) };
    });
}
