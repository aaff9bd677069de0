import type { ResolvedEnvironment } from "../environment/check-environment";
import type { StagePins } from "../environment/environment";
import type { Rate } from "../units/rate";
import type { Stage } from "../workload/stage";
import { CPU_MILLIS_PER_SLOT, RATE_PER_CORE, TARGET_UTILIZATION } from "./assumptions";

/** The busiest subtask's load and state as a multiple of the mean; sources without keys have none beyond their partitions. */
export function skewOf(stage: Stage): number {
  return stage.kind === "windowed" ? (stage.skew ?? 1) : 1;
}

/** A stage under the load of one environment: what every sizing function starts from. */
export interface StageLoad {
  readonly stage: Stage;
  readonly records: Rate;
  /** The same at load factor 1: numbers that must not differ between environments are derived from it. */
  readonly fullRecords: Rate;
  /** Distinct keys in this environment; 0 for stages without keyed state. */
  readonly keys: number;
  /** What rates of the workload are multiplied with in this environment. */
  readonly factor: number;
  readonly shuffles: number;
  readonly pins: StagePins;
}

export function stageLoad(stage: Stage, environment: ResolvedEnvironment): StageLoad {
  return {
    stage,
    records: stage.input.records.times(environment.factor),
    fullRecords: stage.input.records,
    keys: stage.kind === "windowed" ? Math.max(1, Math.ceil(stage.keys * environment.factor)) : 0,
    factor: environment.factor,
    shuffles: stage.shuffles ?? defaultShuffles(stage),
    pins: { ...stage.pins, ...environment.pins?.[stage.name] },
  };
}

/** Records per second of one slot: with nothing else to do, and as planned, with room left to catch up. */
export function ratePerSlot(stage: Stage): { readonly full: number; readonly planned: number } {
  const perCore = stage.measuredRatePerCore ?? RATE_PER_CORE[stage.kind];
  const full = perCore.inPerSecond * (CPU_MILLIS_PER_SLOT / 1000);
  return { full, planned: full * TARGET_UTILIZATION };
}

/** A stateless chain has no exchange; async I/O spreads slow partitions once; every window set is keyed once. */
function defaultShuffles(stage: Stage): number {
  switch (stage.kind) {
    case "stateless":
      return 0;
    case "asyncIo":
      return 1;
    case "windowed":
      return stage.windows.length;
    default:
      return stage satisfies never;
  }
}
