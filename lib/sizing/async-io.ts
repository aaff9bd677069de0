import { Rate } from "../units/rate";
import type { Lookup } from "../workload/stage";
import { check, type StageCheck } from "./check";
import type { AsyncIoPlan } from "./platform-plan";
import type { Reason } from "./reason";
import type { StageLoad } from "./stage-load";

/** What Flink's `AsyncDataStream` uses where the job gives no capacity. */
const FLINK_DEFAULT_CAPACITY = 100;

/**
 * Calls in flight by Little's law: arrivals × time in the system.
 *
 * The mean gives the load on the service, and the ceiling; the capacity is set for the 99th percentile, so that a slow
 * spell of the service fills the queue of a subtask without stopping the pipeline. A record that the cache answers
 * leaves its queue at once and holds no place in it.
 */
export function asyncIoPlan({ stage, records }: StageLoad, parallelism: number): AsyncIoPlan | undefined {
  if (stage.kind !== "asyncIo") {
    return undefined;
  }
  const { p99Latency, cacheHitRatio = 0, callsPerRecord = 1 } = stage.lookup;
  const attempts = meanAttempts(stage.lookup);
  const waitingRecords = records.inPerSecond * (1 - cacheHitRatio);
  const seconds = meanSeconds(stage.lookup);
  const tail = Math.ceil((waitingRecords / parallelism) * p99Latency.inSeconds);
  const capacityPerSubtask = Math.max(FLINK_DEFAULT_CAPACITY, tail);
  const inFlight = Math.ceil(waitingRecords * seconds);
  const queued = Math.min(inFlight, parallelism * capacityPerSubtask);
  return {
    lookups: Rate.perSecond(waitingRecords * callsPerRecord),
    requests: Rate.perSecond(waitingRecords * callsPerRecord * attempts),
    inFlight,
    capacityPerSubtask,
    // Without a single miss nothing waits, and CPU is the only limit.
    ceiling: Rate.perSecond((parallelism * capacityPerSubtask) / Math.max((1 - cacheHitRatio) * seconds, 1e-6)),
    waiting: {
      mean: stage.input.recordSize.times(queued),
      most: stage.input.recordSize.times(parallelism * capacityPerSubtask),
    },
  };
}

/** Tries until one succeeds, at most `maxAttempts`: 1 + f + f² + … */
function meanAttempts({ failureRatio = 0, maxAttempts = 1 }: Lookup): number {
  return (1 - failureRatio ** maxAttempts) / (1 - failureRatio);
}

/** How long a record that misses the cache waits. Flink's timeout covers all its attempts. */
function meanSeconds(lookup: Lookup): number {
  return Math.min(lookup.meanLatency.inSeconds * meanAttempts(lookup), lookup.timeout.inSeconds);
}

export function asyncIoReasons(
  { stage }: StageLoad,
  plan: AsyncIoPlan | undefined,
  parallelism: number,
): Partial<Record<"asyncCapacity" | "asyncCeiling", Reason>> {
  if (stage.kind !== "asyncIo" || plan === undefined) {
    return {};
  }
  const { meanLatency, p99Latency, cacheHitRatio = 0, callsPerRecord = 1 } = stage.lookup;
  const perSubtask = Rate.perSecond(plan.lookups.inPerSecond / callsPerRecord / parallelism);
  return {
    asyncCapacity: {
      code: "latency",
      message: `Little's law: ${perSubtask} waiting records per subtask × ${p99Latency} (99th percentile), at least Flink's ${FLINK_DEFAULT_CAPACITY}; ${plan.inFlight} in flight at the mean`,
      from: ["input.records", "lookup.cacheHitRatio", "lookup.p99Latency", "parallelism"],
    },
    asyncCeiling: {
      code: "latency",
      message: `${parallelism} × ${plan.capacityPerSubtask} places ÷ (${percent(1 - cacheHitRatio)} of records × ${meanLatency}${meanAttempts(stage.lookup) === 1 ? "" : ` × ${meanAttempts(stage.lookup).toFixed(2)} attempts`})`,
      from: ["parallelism", "asyncCapacity", "lookup.cacheHitRatio", "lookup.meanLatency"],
    },
  };
}

export function asyncIoChecks({ stage, records }: StageLoad, plan: AsyncIoPlan | undefined): StageCheck[] {
  if (stage.kind !== "asyncIo" || plan === undefined) {
    return [];
  }
  const checks = [
    check(
      !records.isGreaterThan(plan.ceiling),
      "AsyncCeilingBelowLoad",
      `the async capacity admits ${plan.ceiling}, and ${records} arrive`,
      { verdict: "fail", wayOut: "raise the parallelism or the cache hit ratio" },
    ),
  ];
  const { quota, cacheHitRatio = 0 } = stage.lookup;
  if (quota !== undefined) {
    const bearable = 1 - ((1 - cacheHitRatio) * quota.inPerSecond) / plan.requests.inPerSecond;
    checks.push(
      check(
        // A ratio such as 0.995 is not exact in binary; a billionth more is not more.
        !plan.requests.isGreaterThan(quota.times(1 + 1e-9)),
        "LookupQuotaExceeded",
        `${plan.requests} reach the service, repetitions included, and its quota is ${quota}`,
        {
          verdict: "fail",
          wayOut: `a cache is mandatory here: its hit ratio must be at least ${percent(bearable, Math.ceil)} (it is ${percent(cacheHitRatio)}), or the quota higher; refused calls go to the side output of failed enrichments`,
        },
      ),
    );
  }
  return checks;
}

function percent(share: number, round: (value: number) => number = Math.round): string {
  return `${round(share * 10_000) / 100} %`;
}
