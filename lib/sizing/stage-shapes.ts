import { InvalidInputError } from "../errors";
import type { Bandwidth } from "../units/bandwidth";
import { MemorySize } from "../units/memory-size";
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
import { diskPlan, managedChoices, statePlan } from "./rocksdb";
import { slotCandidates } from "./slots";
import { type StageLoad, skewOf } from "./stage-load";
import { type PoolDecision, planTaskManagerPool } from "./task-manager-pool";
import { type StageTraffic, sustainedNetwork, trafficPlan } from "./traffic";
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
  /** What each TaskManager sends or receives, whichever is more, with checkpoints done in half of their interval. */
  readonly sustainedNetwork: Bandwidth;
}

/**
 * Every shape the stage's TaskManagers may have, the usual one first. A shape that cannot hold its parts is left out, as
 * is one whose heap is too large for compressed pointers, while another remains.
 *
 * @throws InvalidInputError what the usual shape threw, if no other is possible
 */
export function stageShapes(load: StageLoad, demand: StageDemand): readonly [StageShape, ...StageShape[]] {
  const [usual = 1, ...others] = slotCandidates(load, demand.parallelism);
  const managed = managedChoices(load, demand.state, demand.parallelism);
  const [wanted = MemorySize.ZERO] = managed;
  const choices = [usual, ...others].flatMap((slots) =>
    (load.pins.taskManagerMemory === undefined ? managed : [wanted]).map((perSlot) => [slots, perSlot] as const),
  );
  const possible = choices.flatMap(([slots, perSlot]) => {
    try {
      return [stageShape(load, demand, slots, perSlot)];
    } catch (error) {
      if (error instanceof InvalidInputError && error.code === "MemoryTooSmall") {
        return [];
      }
      throw error;
    }
  });
  const small = possible.filter(({ pool }) => !pool.plan.memory.taskHeap.isGreaterThan(COMPRESSED_POINTERS_HEAP));
  const [first, ...rest] = small.length > 0 ? small : possible;
  return first === undefined ? [stageShape(load, demand, usual, wanted)] : [first, ...rest];
}

function stageShape(load: StageLoad, demand: StageDemand, slots: number, managedPerSlot: MemorySize): StageShape {
  const { parallelism, state, asyncIo, source, traffic, rhythm } = demand;
  const network = networkPlan(load.shuffles, parallelism, slots);
  const pool = planTaskManagerPool(load, {
    parallelism,
    slots,
    state,
    managedPerSlot,
    asyncIo,
    network: networkMemory(network),
    fetchBuffer: source.fetchBuffer,
  });
  const { replicas, memory } = pool.plan;
  const moved = trafficPlan(traffic, replicas, rhythm);
  const plan = state.entries === 0 ? undefined : statePlan(load, state, parallelism, memory.managed.dividedBy(slots));
  return {
    slots,
    pool,
    network,
    state: plan,
    disk: diskPlan(state, plan, parallelism, replicas, rhythm),
    traffic: moved,
    sustainedNetwork: sustainedNetwork(moved, rhythm, replicas, skewOf(load.stage)),
  };
}
