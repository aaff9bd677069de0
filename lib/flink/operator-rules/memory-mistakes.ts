import { FlinkVersion } from "../../environment/flink-version";
import { InvalidInputError } from "../../errors";
import { isUnresolved } from "../../units/literal";
import type { MemorySize } from "../../units/memory-size";
import { jobManagerMemoryOf, taskManagerMemoryOf } from "../memory-from-configuration";
import { JobManagerOptions, KubernetesOptions, TaskManagerOptions } from "../options/process";
import type { Deployment, ProcessSpec } from "./deployment";
import { type MistakeCheck, single } from "./mistake";
import { isQuantity, type ResourceMemory, readResourceMemory } from "./resource-memory";
import { isBlank, slotsOf } from "./settings";

/** A unit was forgotten where a process would have fewer bytes than a megabyte has. */
const NO_PROCESS_FITS = 1024 ** 2;

type Stated = ProcessSpec & { readonly memory: string; readonly read: ResourceMemory };

/** What is wrong with the memory, CPU and slots of processes. */
export const MEMORY_MISTAKES: readonly MistakeCheck[] = [
  perProcess("UndeletableMemory", "cannot be deleted", ({ field, memory, read }) =>
    read.kind === "unreadable"
      ? [
          `${field}.resource.memory is ${JSON.stringify(memory)}, on which the operator throws whenever it reads the spec, to delete it too`,
          "write whole digits and a unit, such as 4g, or leave the field out and set the process size in flinkConfiguration",
        ]
      : undefined,
  ),
  // Where the JobManager has storage, its pod template is compared with the TaskManager's, which reads both.
  single("UndeletableStorage", "cannot be deleted", ({ jobManager, taskManager }) => {
    const unreadable = [jobManager, taskManager].find(
      ({ ephemeralStorage = "" }) =>
        !isBlank(ephemeralStorage) && !isUnresolved(ephemeralStorage) && !isQuantity(ephemeralStorage),
    );
    return unreadable === undefined || isBlank(jobManager.ephemeralStorage)
      ? undefined
      : [
          `${unreadable.field}.resource.ephemeralStorage is ${JSON.stringify(unreadable.ephemeralStorage)}, on which the operator throws, to delete the resource too`,
          "write a Kubernetes quantity, such as 10Gi",
        ];
  }),
  perProcess("FractionalMemory", "fails for ever", ({ field, memory, read }) =>
    read.kind === "refused"
      ? [
          `${field}.resource.memory is ${JSON.stringify(memory)}, and the operator takes whole numbers only`,
          "write it in a smaller unit, such as 1536m for 1.5g",
        ]
      : undefined,
  ),
  perProcess("MemoryWithoutUnit", "fails for ever", ({ field, memory, read }) =>
    isBareNumber(read)
      ? [
          `${field}.resource.memory is ${JSON.stringify(memory)}, which is that many bytes`,
          `write the unit: ${memory.trim()}m`,
        ]
      : undefined,
  ),
  perProcess("MemoryDoesNotAddUp", "fails for ever", (process, deployment) => {
    const { field, memory, read } = process;
    const problem =
      read.kind === "size" && !isBareNumber(read) ? memoryProblem(process, read.size, deployment) : undefined;
    return problem === undefined
      ? undefined
      : [
          `with ${field}.resource.memory ${memory}, ${problem}`,
          "change the size, or the memory settings in flinkConfiguration that do not fit it",
        ];
  }),
  {
    code: "LimitFactorTooSmall",
    kind: "fails for ever",
    find: ({ settings }) =>
      ["jobmanager", "taskmanager"]
        .flatMap((role) => ["memory", "cpu"].map((what) => `kubernetes.${role}.${what}.limit-factor`))
        .filter((key) => settings[key] !== undefined && !(Number(settings[key]) >= 1))
        .map((key) => ({
          message: `${key} is ${JSON.stringify(settings[key])}; a limit below the request is refused when pods are made`,
          wayOut: "set 1 or more, or leave it out",
        })),
  },
  single("SlotsMalformed", "fails for ever", ({ settings }) => {
    const { key } = TaskManagerOptions.NUMBER_OF_TASK_SLOTS;
    return slotsOf(settings) === undefined
      ? [`${key} is ${JSON.stringify(settings[key])}, which is no number of slots`, "set a whole number, 1 or more"]
      : undefined;
  }),
];

function isBareNumber(read: ResourceMemory): boolean {
  return read.kind === "size" && !read.hasUnit && read.size.inBytes < NO_PROCESS_FITS;
}

function perProcess(
  code: string,
  kind: MistakeCheck["kind"],
  find: (process: Stated, deployment: Deployment) => readonly [message: string, wayOut: string] | undefined,
): MistakeCheck {
  return {
    code,
    kind,
    find: (deployment) =>
      [deployment.jobManager, deployment.taskManager].flatMap((process) => {
        const { memory } = process;
        if (memory === undefined || isUnresolved(memory)) {
          return [];
        }
        const found = find({ ...process, memory, read: readResourceMemory(memory) }, deployment);
        return found === undefined ? [] : [{ message: found[0], wayOut: found[1] }];
      }),
  };
}

/** Why Flink could not start the process, in the words of our own computation. */
function memoryProblem({ role, cpu }: ProcessSpec, process: MemorySize, deployment: Deployment): string | undefined {
  const size = process.toFlink();
  const stated = cpu === undefined ? {} : { [KubernetesOptions.TASK_MANAGER_CPU.key]: String(cpu) };
  try {
    if (role === "JobManager") {
      jobManagerMemoryOf({ ...deployment.settings, [JobManagerOptions.PROCESS_MEMORY.key]: size });
    } else if (slotsOf(deployment.settings) !== undefined) {
      taskManagerMemoryOf(
        { ...deployment.settings, ...stated, [TaskManagerOptions.PROCESS_MEMORY.key]: size },
        flinkOf(deployment),
      );
    }
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidInputError)) {
      throw error;
    }
    return error.code === "UnresolvedToken" ? undefined : error.message.replace(` [${error.code}]`, "");
  }
}

/** Lines before 1.20 compute memory as 1.20 does. */
function flinkOf({ flinkVersion = "" }: Deployment): FlinkVersion {
  const line = flinkVersion.replace(/^v/, "").replace("_", ".");
  return FlinkVersion.of(FlinkVersion.lines().includes(line) ? line : "1.20");
}
