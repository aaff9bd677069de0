import { type ResolvedEnvironment, resolveEnvironment } from "../environment/check-environment";
import type { Environment } from "../environment/environment";
import { InvalidInputError } from "../errors";
import { Bandwidth } from "../units/bandwidth";
import type { FlinkJob } from "../workload/job";
import { requireJob } from "../workload/job";
import type { Stage } from "../workload/stage";
import { jobOf, type Workload } from "../workload/workload";
import { type Check, check } from "./check";
import type { BilledTraffic } from "./cost/billed-traffic";
import { costChecks } from "./cost/cost-checks";
import { planCost } from "./cost/plan-cost";
import { apiLoad, apiLoadChecks } from "./job-manager";
import { autoModeChecks } from "./nodes/auto-mode-checks";
import { nodeCountChecks } from "./nodes/node-count-checks";
import { cheapestShape, jobManagerPool } from "./nodes/stage-nodes";
import { type ChooseShape, planStage } from "./plan-stage";
import type { PlatformPlan, StagePlan } from "./platform-plan";
import { skewOf } from "./stage-load";
import { sustainedNetwork } from "./traffic";

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
  const choose = shapeChoice(resolved, workload.name);
  const planned = workload.stages.map((stage) =>
    planStage(stage, environmentJob(workload, stage, resolved), workload.name, resolved, choose),
  );
  const stages = planned.map(({ plan }) => plan);
  const load = apiLoad(resolved.highAvailability, stages);
  const taskManagerPools = planned.flatMap(({ nodePool }) => nodePool ?? []);
  const nodePools =
    taskManagerPools.length === 0 ? [] : [...taskManagerPools, jobManagerPool(resolved, workload.name, stages)];
  const plan: PlatformPlan = {
    workload: workload.name,
    environment: resolved,
    apiLoad: load,
    stages,
    nodePools,
    checks: [
      ...platformChecks(resolved),
      ...apiLoadChecks(load, stages),
      ...nodeCountChecks(resolved.nodes, nodePools),
      ...autoModeChecks(resolved.nodes, nodePools),
      ...planned.flatMap(({ plan: { job, name }, checks }) => [...checks, imageCheck(job, name)]),
    ],
  };
  // A bill without the stage that no node carries would be no bill.
  if (taskManagerPools.length < stages.length) {
    return plan;
  }
  const cost = planCost(plan, Object.fromEntries(stages.map((stage) => [stage.name, billed(stage)])));
  return { ...plan, cost, checks: [...plan.checks, ...costChecks(cost, stages)] };
}

/** By price where nodes can have one; in a cluster without AWS the usual shape. */
function shapeChoice(environment: ResolvedEnvironment, workload: string): ChooseShape {
  return environment.aws === undefined
    ? (_, [shape]) => ({ shape, checks: [] })
    : (stage, shapes) => cheapestShape(environment, workload, stage, shapes);
}

function billed({ checkpoints, source, disk, traffic, taskManagers, stage }: StagePlan): BilledTraffic {
  return {
    checkpointBytesPerInterval: checkpoints.incrementalSize,
    fullSize: checkpoints.fullSize,
    putsPerCheckpoint: checkpoints.putsPerCheckpoint,
    crossZone: source.crossZone,
    taskManager: {
      diskThroughput: Bandwidth.sum([disk.reads, disk.writes]),
      diskRequests: disk.iops,
      network: sustainedNetwork(traffic, checkpoints, taskManagers.replicas, skewOf(stage)),
    },
  };
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

function platformChecks({ highAvailability }: ResolvedEnvironment): Check[] {
  return [
    check(
      highAvailability.type !== "none",
      "NoHighAvailability",
      highAvailability.type === "none"
        ? "without high availability a lost JobManager restarts its job from nothing newer than the last savepoint"
        : "a lost JobManager finds its job and its last checkpoint again",
      { verdict: "warn", wayOut: 'set highAvailability to { type: "kubernetes" } where state matters' },
    ),
  ];
}

function imageCheck({ image }: FlinkJob, stage: string): Check {
  const tag = /(?:@sha256:|:)([^/:@]+)$/.exec(image)?.[1];
  const pinned = tag !== undefined && tag !== "latest";
  return {
    stage,
    ...check(
      pinned,
      "ImageTagMutable",
      pinned ? `image ${image} names a version` : `image ${image} may be another build at the next restart`,
      { verdict: "warn", wayOut: "name a version tag, or better a digest (@sha256:…)" },
    ),
  };
}
