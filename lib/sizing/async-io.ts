import { Rate } from "../units/rate";
import type { AsyncIoPlan } from "./platform-plan";
import type { Reason } from "./reason";
import type { StageLoad } from "./stage-load";

/** What Flink's `AsyncDataStream` uses where the job gives no capacity. */
const FLINK_DEFAULT_CAPACITY = 100;

/**
 * Calls in flight by Little's law: arrivals × time in the system.
 *
 * The mean gives the load on the service; the capacity is set for the 99th percentile, so that a slow spell of the
 * service fills the queue of a subtask without stopping the pipeline.
 */
export function asyncIoPlan({ stage, records }: StageLoad, parallelism: number): AsyncIoPlan | undefined {
  if (stage.kind !== "asyncIo") {
    return undefined;
  }
  const { meanLatency, p99Latency, cacheHitRatio = 0 } = stage.lookup;
  const lookups = Rate.perSecond(records.inPerSecond * (1 - cacheHitRatio));
  const tail = Math.ceil((lookups.inPerSecond / parallelism) * p99Latency.inSeconds);
  return {
    lookups,
    inFlight: Math.ceil(lookups.inPerSecond * meanLatency.inSeconds),
    capacityPerSubtask: Math.max(FLINK_DEFAULT_CAPACITY, tail),
  };
}

export function asyncIoReason({ stage }: StageLoad, plan: AsyncIoPlan, parallelism: number): Reason | undefined {
  if (stage.kind !== "asyncIo") {
    return undefined;
  }
  const perSubtask = Rate.perSecond(plan.lookups.inPerSecond / parallelism);
  return {
    code: "latency",
    message: `Little's law: ${perSubtask} calls per subtask × ${stage.lookup.p99Latency} (99th percentile), at least Flink's ${FLINK_DEFAULT_CAPACITY}; ${plan.inFlight} in flight at the mean`,
  };
}
