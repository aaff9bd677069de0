import { Cpu } from "../units/cpu";
import { MemorySize } from "../units/memory-size";
import { JOB_MANAGER_HEAP, PROCESS_STEP } from "./assumptions";
import { jobManagerMemory } from "./memory/job-manager-memory";
import type { JobManagerPlan } from "./platform-plan";
import type { Reason } from "./reason";

export interface JobManagerDecision {
  readonly plan: JobManagerPlan;
  readonly reasons: Readonly<Record<"jobManagers" | "jobManagerCpu" | "jobManagerMemory", Reason>>;
}

/** A JobManager for a job of `tasks` tasks; every replica beyond the first is a standby of the same size. */
export function planJobManager(tasks: number, replicas: number): JobManagerDecision {
  const heap = MemorySize.max(JOB_MANAGER_HEAP.min, JOB_MANAGER_HEAP.base.plus(JOB_MANAGER_HEAP.perTask.times(tasks)));
  const process = jobManagerMemory({ heap }).process.roundedUpTo(PROCESS_STEP);
  return {
    plan: { replicas, cpu: Cpu.cores(1), memory: jobManagerMemory({ process }) },
    reasons: {
      jobManagers: {
        code: "operations",
        message:
          replicas === 1 ? "one; a lost one is restarted by its Deployment" : `one leader and ${replicas - 1} standby`,
      },
      jobManagerCpu: { code: "default", message: "Flink's own default" },
      jobManagerMemory: {
        code: "topology",
        message: `heap for ${tasks} tasks: ${heap}, with its JVM in whole ${PROCESS_STEP}`,
      },
    },
  };
}
