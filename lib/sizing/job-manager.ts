import type { HighAvailability } from "../environment/high-availability";
import { Cpu } from "../units/cpu";
import { MemorySize } from "../units/memory-size";
import { Rate } from "../units/rate";
import { API_REQUESTS_PER_SECOND, JOB_MANAGER_HEAP, PROCESS_STEP, STATE_HANDLE_HEAP } from "./assumptions";
import { type Check, check } from "./check";
import { jobManagerMemory } from "./memory/job-manager-memory";
import type { ApiLoadPlan, JobManagerPlan, StagePlan } from "./platform-plan";
import type { Reason } from "./reason";

export interface JobManagerDecision {
  readonly plan: JobManagerPlan;
  readonly reasons: Readonly<Record<"jobManagers" | "jobManagerCpu" | "jobManagerMemory", Reason>>;
}

/**
 * A JobManager for a job of `tasks` tasks, and the state handles of the checkpoints it keeps and the one it collects;
 * every replica beyond the first is a standby of the same size.
 */
export function planJobManager(tasks: number, handles: number, retained: number, replicas: number): JobManagerDecision {
  const metadata = STATE_HANDLE_HEAP.times(handles * (retained + 1));
  const heap = MemorySize.max(
    JOB_MANAGER_HEAP.min,
    JOB_MANAGER_HEAP.base.plus(JOB_MANAGER_HEAP.perTask.times(tasks)).plus(metadata),
  ).roundedUpTo(MemorySize.mebibytes(1));
  const process = jobManagerMemory({ heap }).process.roundedUpTo(PROCESS_STEP);
  return {
    plan: { replicas, cpu: Cpu.cores(1), memory: jobManagerMemory({ process }) },
    reasons: {
      jobManagers: {
        code: "operations",
        message:
          replicas === 1 ? "one; a lost one is restarted by its Deployment" : `one leader and ${replicas - 1} standby`,
        from: ["environment.jobManagers", "environment.highAvailability"],
      },
      jobManagerCpu: { code: "default", message: "Flink's own default" },
      jobManagerMemory: {
        code: "topology",
        message: `heap for ${tasks} tasks, and ${handles} state handles in each of ${retained + 1} checkpoints: ${heap}, with its JVM in whole ${PROCESS_STEP}`,
        from: ["parallelism", "checkpointSize", "retained"],
      },
    },
  };
}

/** `high-availability.kubernetes.leader-election.retry-period`, Flink's default. */
const RETRY_PERIOD_SECONDS = 5;

/**
 * What leader election and checkpoints ask of the API server: every retry period a leader reads and renews its lease and
 * a standby reads it; a checkpoint updates the job's ConfigMap and its counter (a read and a write each). Every
 * JobManager and TaskManager watches the cluster's ConfigMap.
 */
export function apiLoad(
  { type }: HighAvailability,
  stages: readonly Pick<StagePlan, "jobManager" | "taskManagers" | "checkpoints">[],
): ApiLoadPlan | undefined {
  if (type !== "kubernetes") {
    return undefined;
  }
  const requests = stages.map(
    ({ jobManager, checkpoints }) =>
      (jobManager.replicas + 1) / RETRY_PERIOD_SECONDS + 4 / checkpoints.interval.inSeconds,
  );
  return {
    requests: Rate.perSecond(requests.reduce((sum, rate) => sum + rate, 0)),
    watches: stages.reduce((sum, { jobManager, taskManagers }) => sum + jobManager.replicas + taskManagers.replicas, 0),
  };
}

/** What Kubernetes (etcd) takes for one object, and what one pointer and everything else in a job's ConfigMap are. */
const CONFIG_MAP_LIMIT = MemorySize.mebibytes(1);
const CHECKPOINT_POINTER = MemorySize.kibibytes(1);
const CONFIG_MAP_REST = MemorySize.kibibytes(4);

export function apiLoadChecks(
  plan: ApiLoadPlan | undefined,
  stages: readonly Pick<StagePlan, "checkpoints">[],
): Check[] {
  if (plan === undefined) {
    return [];
  }
  const pointers = Math.max(...stages.map(({ checkpoints }) => checkpoints.retained)) + 1;
  const configMap = CHECKPOINT_POINTER.times(pointers).plus(CONFIG_MAP_REST);
  return [
    check(
      !configMap.isGreaterThan(CONFIG_MAP_LIMIT),
      "HighAvailabilityConfigMap",
      `a job's ConfigMap holds ${pointers} pointers to checkpoints, about ${configMap}, and ${CONFIG_MAP_LIMIT} are allowed; the checkpoints themselves are in the bucket`,
      { verdict: "fail", wayOut: "retain fewer checkpoints (execution.checkpointing.num-retained)" },
    ),
    check(
      !plan.requests.isGreaterThan(API_REQUESTS_PER_SECOND),
      "KubernetesApiLoad",
      `high availability asks ${plan.requests} and ${plan.watches} watches of the API server, and ${API_REQUESTS_PER_SECOND} are little for it`,
      {
        verdict: "warn",
        wayOut:
          "a slow API server takes leaders their leases: use ZooKeeper for this many clusters, or several Kubernetes clusters",
      },
    ),
  ];
}
