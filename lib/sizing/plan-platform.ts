import { type ResolvedEnvironment, resolveEnvironment } from "../environment/check-environment";
import type { Environment } from "../environment/environment";
import { InvalidInputError } from "../errors";
import type { FlinkJob } from "../workload/job";
import { requireJob } from "../workload/job";
import { clusterId } from "../workload/names";
import type { Stage } from "../workload/stage";
import { jobOf, type Workload } from "../workload/workload";
import { asyncIoPlan, asyncIoReason } from "./async-io";
import type { Check } from "./check";
import { planCheckpoints } from "./checkpoints";
import { planJobManager } from "./job-manager";
import { networkMemory, networkPlan, networkReason } from "./network-memory";
import { autoModeChecks } from "./nodes/auto-mode-checks";
import type { NodePoolPlan } from "./nodes/node-pool-plan";
import { planParallelism } from "./parallelism";
import type { PlatformPlan, StagePlan } from "./platform-plan";
import { statePlan, stateReason, totalState } from "./rocksdb-state";
import { stageLoad } from "./stage-load";
import { statePrefixes } from "./state-prefixes";
import { planTaskManagerPool } from "./task-manager-pool";

/**
 * Turns what a team knows about its load into a platform for one environment, with the reason of every number.
 *
 * Pure: the same workload and environment give the same plan, byte for byte.
 *
 * @throws InvalidInputError for an environment or a pin that no platform can be built from
 */
export function planPlatform(workload: Workload, environment: Environment): PlatformPlan {
  const resolved = resolveEnvironment(environment, workload.name);
  requireKnownStages(workload, environment);
  const planned = workload.stages.map((stage) => planStage(workload, stage, resolved));
  const nodePools: readonly NodePoolPlan[] = [];
  return {
    workload: workload.name,
    environment: resolved,
    stages: planned.map(({ plan }) => plan),
    nodePools,
    checks: [
      ...platformChecks(resolved),
      ...autoModeChecks(resolved.nodes, nodePools),
      ...planned.flatMap(({ checks }) => checks),
    ],
  };
}

function planStage(
  workload: Workload,
  stage: Stage,
  environment: ResolvedEnvironment,
): { plan: StagePlan; checks: readonly Check[] } {
  const load = stageLoad(stage, environment);
  const parallelism = planParallelism(load);
  const network = networkPlan(load.shuffles, parallelism.parallelism, parallelism.slotsPerTaskManager);
  const state = totalState(load);
  const asyncIo = asyncIoPlan(load, parallelism.parallelism);
  const pool = planTaskManagerPool(load, parallelism, state, asyncIo, networkMemory(network));
  const jobManager = planJobManager(parallelism.parallelism * (load.shuffles + 1), environment.jobManagerReplicas);
  const checkpoints = planCheckpoints(stage, state);
  const job = environmentJob(workload, stage, environment);
  const managedPerSlot = pool.plan.memory.managed.dividedBy(parallelism.slotsPerTaskManager);
  const plan: StagePlan = {
    name: stage.name,
    kind: stage.kind,
    stage,
    job,
    clusterId: clusterId(workload.name, stage.name),
    records: load.records,
    parallelism: parallelism.parallelism,
    maxParallelism: parallelism.maxParallelism,
    stateBackend: stage.kind === "windowed" ? "rocksdb" : "hashmap",
    taskManagers: { ...pool.plan, placement: placements(environment).taskManagers?.[stage.name] },
    jobManager: { ...jobManager.plan, placement: placements(environment).jobManagers },
    network,
    state: stage.kind === "windowed" ? statePlan(state, parallelism.parallelism, managedPerSlot) : undefined,
    asyncIo,
    checkpoints: checkpoints.plan,
    prefixes: statePrefixes(stage.name),
    reasons: {
      ...parallelism.reasons,
      ...pool.reasons,
      ...jobManager.reasons,
      ...checkpoints.reasons,
      network: networkReason(network),
      networkBuffers: networkReason(network),
      prefixes: {
        code: "operations",
        message: "one of its own per purpose and stage: rights and lifecycle rules end at a prefix",
      },
      ...kindReasons(
        stateReason(load, state),
        asyncIo && asyncIoReason(load, asyncIo, parallelism.parallelism),
        pool.reasons.managed,
      ),
    },
  };
  return {
    plan,
    checks: [...parallelism.checks, ...pool.checks, ...checkpoints.checks, ...imageChecks(job, stage.name)],
  };
}

function placements({ nodes }: ResolvedEnvironment) {
  return nodes.type === "existing" ? nodes : { taskManagers: undefined, jobManagers: undefined };
}

function kindReasons(
  state: ReturnType<typeof stateReason>,
  asyncCapacity: ReturnType<typeof stateReason>,
  managed: StagePlan["reasons"]["managed"],
) {
  return { ...(state && { state, managedPerSlot: managed }), ...(asyncCapacity && { asyncCapacity }) };
}

/** The workload's artefact; the environment may run another build of it. */
function environmentJob(workload: Workload, stage: Stage, environment: ResolvedEnvironment): FlinkJob {
  const job = jobOf(workload, stage);
  const image = environment.image ?? job.image;
  requireJob({ ...job, image }, stage.name);
  return { ...job, image };
}

function requireKnownStages(workload: Workload, environment: Environment): void {
  const names = workload.stages.map(({ name }) => name);
  const { nodes } = environment;
  for (const [field, value] of Object.entries({
    pins: environment.pins,
    "nodes.stageConstraints": nodes?.stageConstraints,
    "nodes.taskManagers": nodes?.type === "existing" ? nodes.taskManagers : undefined,
  })) {
    const unknown = Object.keys(value ?? {}).find((name) => !names.includes(name));
    if (unknown !== undefined) {
      throw new InvalidInputError(
        "UnknownStage",
        `environment ${environment.name}: ${field} names the stage ${JSON.stringify(unknown)}, and workload ${workload.name} has ${names.join(", ")}`,
      );
    }
  }
}

function platformChecks(environment: ResolvedEnvironment): Check[] {
  if (environment.highAvailability.type !== "none") {
    return [];
  }
  return [
    {
      code: "NoHighAvailability",
      verdict: "warn",
      message:
        "without high availability a lost JobManager restarts its job from nothing newer than the last savepoint",
      wayOut: 'set highAvailability to { type: "kubernetes" } where state matters',
    },
  ];
}

function imageChecks({ image }: FlinkJob, stage: string): Check[] {
  const tag = /(?:@sha256:|:)([^/:@]+)$/.exec(image)?.[1];
  if (tag !== undefined && tag !== "latest") {
    return [];
  }
  return [
    {
      code: "ImageTagMutable",
      stage,
      verdict: "warn",
      message: `image ${image} may be another build at the next restart`,
      wayOut: "name a version tag, or better a digest (@sha256:…)",
    },
  ];
}
