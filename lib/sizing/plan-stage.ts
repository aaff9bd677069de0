import type { ResolvedEnvironment } from "../environment/check-environment";
import { Bandwidth } from "../units/bandwidth";
import type { FlinkJob } from "../workload/job";
import { clusterId, JOB_MANAGERS_POOL } from "../workload/names";
import type { Stage } from "../workload/stage";
import { asyncIoChecks, asyncIoPlan, asyncIoReasons } from "./async-io";
import { type Check, check, type StageCheck } from "./check";
import { type CheckpointSize, checkpointSize, s3Bandwidth } from "./checkpoint-size";
import { checkpointChecks, checkpointReasons, checkpointRhythm, planCheckpoints } from "./checkpoints";
import { planJobManager } from "./job-manager";
import { networkCheck, networkReason } from "./network-memory";
import type { NodePoolPlan } from "./nodes/node-pool-plan";
import { placementOf } from "./nodes/placement";
import { planParallelism } from "./parallelism";
import type { StagePlan } from "./platform-plan";
import { capacity, leadershipOf, recoveryChecks, recoveryPlan, recoveryReasons } from "./recovery";
import { rocksDbChecks, rocksDbReasons } from "./rocksdb";
import { slotCheck, slotsReasons } from "./slots";
import { sinkChecks, sourceChecks, sourcePlan, sourceReasons } from "./source";
import { skewOf, stageLoad } from "./stage-load";
import { type StageShape, stageShapes } from "./stage-shapes";
import { statePrefixes } from "./state-prefixes";
import { stageTraffic, trafficReason } from "./traffic";
import { stateReason, windowState } from "./window-state";
import { zonePlan, zonesReason } from "./zones";

/** A stage of the plan, the nodes its TaskManagers are on, and what was checked of it. */
export interface PlannedStage {
  readonly plan: StagePlan;
  readonly nodePool: NodePoolPlan | undefined;
  readonly checks: readonly Check[];
}

/** Of all shapes the stage's TaskManagers may have, the one on the cheapest nodes; without nodes the first. */
export type ChooseShape = (
  stage: string,
  shapes: readonly [StageShape, ...StageShape[]],
) => { readonly shape: StageShape; readonly nodePool?: NodePoolPlan; readonly checks: readonly StageCheck[] };

/**
 * Plans one stage: from the load its parallelism and state, from these the shapes a TaskManager may have, then nodes,
 * and at last what depends on nodes, checkpoints and recovery.
 */
export function planStage(
  stage: Stage,
  job: FlinkJob,
  workload: string,
  environment: ResolvedEnvironment,
  choose: ChooseShape,
): PlannedStage {
  const load = stageLoad(stage, environment);
  const parallelism = planParallelism(load);
  const subtasks = parallelism.parallelism;
  const state = windowState(load);
  const traffic = stageTraffic(load);
  const asyncIo = asyncIoPlan(load, subtasks);
  const source = sourcePlan(load, subtasks, traffic);
  const rhythm = checkpointRhythm(stage, state.total);
  const sizeAt = (interval: typeof rhythm.rhythm.interval): CheckpointSize =>
    checkpointSize(stage.input.partitions, subtasks, state, asyncIo, interval);
  const size = sizeAt(rhythm.rhythm.interval);

  const shapes = stageShapes(load, {
    parallelism: subtasks,
    state,
    asyncIo,
    source,
    traffic,
    rhythm: { ...rhythm.rhythm, incrementalSize: size.incrementalSize },
  });
  const { shape, nodePool, checks } = choose(stage.name, shapes);
  const { pool, network, slots } = shape;
  const taskManagers = pool.plan.replicas;
  const poolReasons = pool.reasons();

  const checkpoints = planCheckpoints(
    rhythm.rhythm,
    sizeAt,
    s3Bandwidth(slots, nodePool, Bandwidth.sum([shape.traffic.shuffle, shape.traffic.sinkOut])),
    taskManagers,
    skewOf(stage),
    pool.plan.memory.network,
  );
  const full = capacity(load, subtasks, asyncIo);
  const leadership = leadershipOf(environment, load, nodePool !== undefined);
  const recovery = recoveryPlan(load, full, taskManagers, checkpoints, leadership);
  const zones = zonePlan(environment, stage.name, taskManagers, traffic.exchanged);
  const jobManager = planJobManager(
    subtasks * (load.shuffles + 1),
    size.handles,
    checkpoints.retained,
    environment.jobManagerReplicas,
  );
  const stateOfStage = stateReason(load, state);
  const plan: StagePlan = {
    name: stage.name,
    kind: stage.kind,
    stage,
    job,
    clusterId: clusterId(workload, stage.name, environment.runtime.type),
    records: load.records,
    parallelism: subtasks,
    maxParallelism: parallelism.maxParallelism,
    stateBackend: stage.kind === "windowed" ? "rocksdb" : "hashmap",
    taskManagers: { ...pool.plan, placement: placementOf(environment, workload, stage.name) },
    jobManager: { ...jobManager.plan, placement: placementOf(environment, workload, JOB_MANAGERS_POOL) },
    network,
    source,
    traffic: shape.traffic,
    zones,
    disk: shape.disk,
    state: shape.state,
    asyncIo,
    checkpoints,
    recovery,
    prefixes: statePrefixes(stage.name),
    start: environment.starts[stage.name],
    reasons: {
      ...parallelism.reasons,
      ...slotsReasons(load, slots, subtasks, nodePool !== undefined && shapes.length > 1),
      ...poolReasons,
      ...jobManager.reasons,
      ...rhythm.reasons,
      ...checkpointReasons(checkpoints),
      ...recoveryReasons(load, recovery, checkpoints, full, leadership),
      ...sourceReasons(load, source),
      traffic: trafficReason(shape.traffic, taskManagers),
      zones: zonesReason(zones, recovery),
      network: networkReason(network),
      networkBuffers: networkReason(network),
      prefixes: {
        code: "operations",
        message: "one of its own per purpose and stage: rights and lifecycle rules end at a prefix",
      },
      ...(stateOfStage && { state: stateOfStage, managedPerSlot: poolReasons.managed }),
      ...rocksDbReasons(load, shape.state),
      ...asyncIoReasons(load, asyncIo, subtasks),
      ...(nodePool && { instanceType: nodePool.reasons.instanceType }),
    },
  };
  const { memory } = pool.plan;
  const stageChecks: readonly StageCheck[] = [
    ...parallelism.checks,
    ...sourceChecks(load, subtasks, source),
    slotCheck(taskManagers),
    ...checks,
    ...pool.checks(),
    ...rocksDbChecks(shape.state),
    networkCheck(memory.process, taskManagers, memory.network),
    ...asyncIoChecks(load, asyncIo),
    ...rhythm.checks,
    ...checkpointChecks(checkpoints, nodePool !== undefined),
    ...sinkChecks(load, checkpoints, recovery),
    ...recoveryChecks(load, recovery, full, checkpoints.fullSize),
    imageCheck(job),
  ];
  return { plan, nodePool, checks: stageChecks.map((one) => ({ stage: stage.name, ...one })) };
}

function imageCheck({ image }: FlinkJob): StageCheck {
  const digest = image.includes("@");
  const tag = /:([^/:@]+)$/.exec(image)?.[1];
  const pinned = digest || (tag !== undefined && tag !== "latest");
  const kept = digest ? "is one build for ever" : "names a version, which may be moved; a digest would pin the build";
  return check(
    pinned,
    "ImageTagMutable",
    pinned ? `image ${image} ${kept}` : `image ${image} may be another build at the next restart`,
    { verdict: "warn", wayOut: "name a version tag, or better a digest (@sha256:…)" },
  );
}
