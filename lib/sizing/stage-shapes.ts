import { InvalidInputError } from "../errors";
import { COMPRESSED_POINTERS_HEAP } from "./assumptions";
import { networkMemory, networkPlan } from "./network-memory";
import type {
  AsyncIoPlan,
  CheckpointPlan,
  DiskPlan,
  NetworkPlan,
  SourcePlan,
  StatePlan,
  TrafficPlan,
} from "./platform-plan";
import { diskPlan, statePlan } from "./rocksdb";
import { slotCandidates } from "./slots";
import type { StageLoad } from "./stage-load";
import { type PoolDecision, planTaskManagerPool } from "./task-manager-pool";
import { type StageTraffic, trafficPlan } from "./traffic";
import type { WindowState } from "./window-state";

/** What a stage asks of its TaskManagers, however many slots each has. */
export interface StageDemand {
  readonly parallelism: number;
  readonly state: WindowState;
  readonly asyncIo: AsyncIoPlan | undefined;
  readonly source: SourcePlan;
  readonly traffic: StageTraffic;
  readonly rhythm: Pick<CheckpointPlan, "interval" | "incrementalSize">;
}

/** The stage's TaskManagers with one number of slots each. */
export interface StageShape {
  readonly slots: number;
  readonly pool: PoolDecision;
  readonly network: NetworkPlan;
  readonly state: StatePlan | undefined;
  readonly disk: DiskPlan;
  readonly traffic: TrafficPlan;
}

/**
 * Every shape the stage's TaskManagers may have, the usual one first. A shape that cannot hold its parts is left out, as
 * is one whose heap is too large for compressed pointers, while another remains.
 *
 * @throws InvalidInputError what the usual shape threw, if no other is possible
 */
export function stageShapes(load: StageLoad, demand: StageDemand): readonly [StageShape, ...StageShape[]] {
  const [usual = 1, ...others] = slotCandidates(load, demand.parallelism);
  const possible = [usual, ...others].flatMap((slots) => {
    try {
      return [stageShape(load, demand, slots)];
    } catch (error) {
      if (error instanceof InvalidInputError && error.code === "MemoryTooSmall") {
        return [];
      }
      throw error;
    }
  });
  const small = possible.filter(({ pool }) => !pool.plan.memory.taskHeap.isGreaterThan(COMPRESSED_POINTERS_HEAP));
  const [first, ...rest] = small.length > 0 ? small : possible;
  return first === undefined ? [stageShape(load, demand, usual)] : [first, ...rest];
}

function stageShape(load: StageLoad, demand: StageDemand, slots: number): StageShape {
  const { parallelism, state, asyncIo, source, traffic, rhythm } = demand;
  const network = networkPlan(load.shuffles, parallelism, slots);
  const pool = planTaskManagerPool(load, {
    parallelism,
    slots,
    state,
    asyncIo,
    network: networkMemory(network),
    fetchBuffer: source.fetchBuffer,
  });
  const { replicas, memory } = pool.plan;
  const plan = state.entries === 0 ? undefined : statePlan(load, state, parallelism, memory.managed.dividedBy(slots));
  return {
    slots,
    pool,
    network,
    state: plan,
    disk: diskPlan(state, plan, parallelism, replicas, rhythm),
    traffic: trafficPlan(traffic, replicas, rhythm),
  };
}
