import { FlinkVersion } from "../../environment/flink-version";
import { isUnresolved } from "../../units/literal";
import { jobManagerMemoryOf, taskManagerMemoryOf } from "../memory-from-configuration";
import { JobManagerOptions, KubernetesOptions } from "../options/process";
import type { Deployment, ProcessSpec } from "./deployment";
import { isQuantity, readResourceMemory } from "./resource-memory";
import type { OperatorRule } from "./rule";
import { isBlank, isHighlyAvailable, slotsOf } from "./settings";

/** The operator computes memory with the Flink classes it is built on, whatever Flink it deploys. */
const OPERATORS_FLINK = FlinkVersion.of("1.20");
/** A JobManager's heap before Flink 1.11; the operator still takes it for today's. */
const LEGACY_HEAP = "jobmanager.heap.size";

type Settings = Readonly<Record<string, string>>;

/** Parallelism, and what a JobManager and a TaskManager are given. */
export const RESOURCE_RULES: readonly OperatorRule<Deployment>[] = [
  {
    number: 15,
    says: "TaskManager replicas must be larger than 0",
    check: ({ job, taskManager: { replicas } }) =>
      job !== undefined && replicas !== undefined && !(replicas >= 1)
        ? `spec.taskManager.replicas is ${replicas}; set 1 or more, or leave it out to have as many as the parallelism needs`
        : undefined,
  },
  {
    number: 16,
    says: "Job parallelism must be larger than 0",
    check: ({ job, taskManager: { replicas } }) =>
      job !== undefined && replicas === undefined && !(job.parallelism >= 1)
        ? `spec.job.parallelism is ${job.parallelism}, which is what it is when unset; set 1 or more`
        : undefined,
  },
  memoryIsStated(17, ({ jobManager }) => jobManager, jobManagerCanStart),
  resourcesAreReadable(18, ({ jobManager }) => jobManager),
  {
    number: 19,
    says: "JobManager replicas should not be configured less than one.",
    check: ({ jobManager: { replicas = 1 } }) =>
      replicas >= 1 ? undefined : `spec.jobManager.replicas is ${replicas}; set 1, or 2 with high availability`,
  },
  {
    number: 20,
    says: "High availability should be enabled when starting standby JobManagers.",
    check: (deployment) => {
      const { replicas = 1 } = deployment.jobManager;
      return replicas > 1 && !isHighlyAvailable(deployment)
        ? `${replicas} JobManagers without high availability would each run the job; set high-availability.type to kubernetes, or replicas to 1`
        : undefined;
    },
  },
  memoryIsStated(21, ({ taskManager }) => taskManager, taskManagerCanStart),
  resourcesAreReadable(22, ({ taskManager }) => taskManager),
  {
    number: 23,
    says: "TaskManager replicas should not be configured less than one.",
    check: ({ taskManager: { replicas = 1 } }) =>
      replicas >= 1 ? undefined : `spec.taskManager.replicas is ${replicas}; set 1 or more`,
  },
];

function memoryIsStated(
  number: number,
  of: (deployment: Deployment) => ProcessSpec,
  canStart: (settings: Settings) => boolean,
): OperatorRule<Deployment> {
  return {
    number,
    says: "resource memory must be defined using `spec.",
    check: (deployment) => {
      const { role, field, memory } = of(deployment);
      return isBlank(memory) && !canStart(deployment.settings)
        ? `nothing says how large a ${role} is, or what its memory settings say does not add up; set ${field}.resource.memory, such as 4g`
        : undefined;
    },
  };
}

function resourcesAreReadable(number: number, of: (deployment: Deployment) => ProcessSpec): OperatorRule<Deployment> {
  return {
    number,
    says: "parse error",
    check: (deployment) => {
      const { field, memory, ephemeralStorage } = of(deployment);
      if (memory !== undefined && !isUnresolved(memory) && readResourceMemory(memory).kind !== "size") {
        return `${field}.resource.memory ${JSON.stringify(memory)} is no whole number of bytes; write whole digits and a unit, such as 1536m`;
      }
      if (ephemeralStorage !== undefined && !isUnresolved(ephemeralStorage) && !isQuantity(ephemeralStorage)) {
        return `${field}.resource.ephemeralStorage ${JSON.stringify(ephemeralStorage)} is no Kubernetes quantity; write digits and a unit, such as 10Gi`;
      }
      return undefined;
    },
  };
}

function jobManagerCanStart(settings: Settings): boolean {
  const heap = settings[LEGACY_HEAP];
  return computes(() =>
    jobManagerMemoryOf(heap === undefined ? settings : { [JobManagerOptions.HEAP.key]: heap, ...settings }),
  );
}

/** The operator asks without Kubernetes' CPU: there slots stand for it, so that they must be readable. */
function taskManagerCanStart(settings: Settings): boolean {
  const { key, deprecatedKeys } = KubernetesOptions.TASK_MANAGER_CPU;
  const asked = Object.fromEntries(
    Object.entries(settings).filter(([name]) => name !== key && !deprecatedKeys.includes(name)),
  );
  return slotsOf(settings) !== undefined && computes(() => taskManagerMemoryOf(asked, OPERATORS_FLINK));
}

function computes(memory: () => unknown): boolean {
  try {
    memory();
    return true;
  } catch {
    return false;
  }
}
