import { InvalidInputError } from "../errors";
import { requireWhole } from "../units/literal";
import { Rate } from "../units/rate";
import type { Stage } from "../workload/stage";
import { RATE_PER_CORE, SLOTS_PER_TASK_MANAGER, TARGET_UTILIZATION } from "./assumptions";
import type { Check } from "./check";
import type { Reason } from "./reason";
import { ratePerSlot, type StageLoad } from "./stage-load";

/** Flink's upper bound for the number of key groups (`KeyGroupRangeAssignment.UPPER_BOUND_MAX_PARALLELISM`). */
const MAX_PARALLELISM_LIMIT = 32_768;

/** Highly composite numbers: many parallelisms divide them, so that key groups spread evenly after a rescale. */
const MAX_PARALLELISMS = [720, 2520, 5040, 10_080, 20_160, 27_720] as const;

/** How far a job may grow before its max parallelism, and with it its state, has to be given up. */
const GROWTH = 4;

export interface ParallelismPlan {
  readonly parallelism: number;
  readonly maxParallelism: number;
  readonly slotsPerTaskManager: number;
  readonly taskManagers: number;
  readonly reasons: Readonly<Record<"parallelism" | "maxParallelism" | "slotsPerTaskManager" | "taskManagers", Reason>>;
  readonly checks: readonly Check[];
}

/**
 * Slots from load: records ÷ what a slot processes, never more source subtasks than partitions, in whole TaskManagers.
 *
 * @throws InvalidInputError `ParallelismAboveMaxParallelism`, `MaxParallelismOutOfRange`, `SlotsDoNotDivide`
 */
export function planParallelism(load: StageLoad): ParallelismPlan {
  const { stage, pins } = load;
  const needed = slotsNeeded(stage, load.records);
  const maxParallelism = pins.maxParallelism ?? stableMaxParallelism(load);
  requireMaxParallelism(stage, maxParallelism);
  const slots = slotsPerTaskManager(load, needed);
  const parallelism = pins.parallelism ?? unpinnedParallelism(stage, needed, slots, maxParallelism);
  requireWhole(parallelism, `stage ${stage.name}: parallelism`, 1);
  if (parallelism > maxParallelism) {
    throw new InvalidInputError(
      "ParallelismAboveMaxParallelism",
      `stage ${stage.name}: parallelism ${parallelism} is above max parallelism ${maxParallelism}, the number of key groups; lower it, or raise the max before any state exists`,
    );
  }
  if (parallelism % slots !== 0) {
    throw new InvalidInputError(
      "SlotsDoNotDivide",
      `stage ${stage.name}: ${slots} slots per TaskManager do not divide parallelism ${parallelism}; use ${largestDivisor(parallelism, slots)} slots, or parallelism ${roundUp(parallelism, slots)}`,
    );
  }
  const taskManagers = parallelism / slots;
  return {
    parallelism,
    maxParallelism,
    slotsPerTaskManager: slots,
    taskManagers,
    reasons: {
      parallelism: parallelismReason(load, needed, parallelism),
      maxParallelism: maxParallelismReason(load, maxParallelism),
      slotsPerTaskManager: slotsReason(load, slots),
      taskManagers: { code: "rest", message: `parallelism ${parallelism} ÷ ${slots} slots` },
    },
    checks: parallelismChecks(load, needed, parallelism, taskManagers, maxParallelism),
  };
}

/** Slots until the busiest subtask, with its whole partitions, stays within what a slot processes. */
function slotsNeeded(stage: Stage, records: Rate): number {
  const capacity = ratePerSlot(stage);
  const even = Math.max(1, Math.ceil(records.inPerSecond / capacity));
  const { partitions } = stage.input;
  if (stage.kind === "windowed" || even >= partitions) {
    return even;
  }
  const perPartition = records.inPerSecond / partitions;
  let slots = even;
  while (slots < partitions && Math.ceil(partitions / slots) * perPartition > capacity) {
    slots++;
  }
  return slots;
}

function unpinnedParallelism(stage: Stage, needed: number, slots: number, maxParallelism: number): number {
  const rounded = roundUp(needed, slots);
  if (stage.kind === "windowed") {
    // A divisor of the max spreads key groups evenly; worth up to a quarter more slots, no more.
    for (let candidate = rounded; candidate <= rounded * 1.25 && candidate <= maxParallelism; candidate += slots) {
      if (maxParallelism % candidate === 0) {
        return candidate;
      }
    }
    return rounded;
  }
  return Math.min(rounded, roundUp(stage.input.partitions, slots));
}

function slotsPerTaskManager({ stage, pins }: StageLoad, needed: number): number {
  if (pins.slotsPerTaskManager !== undefined) {
    requireWhole(pins.slotsPerTaskManager, `stage ${stage.name}: slots per TaskManager`, 1);
    return pins.slotsPerTaskManager;
  }
  return pins.parallelism === undefined
    ? Math.min(SLOTS_PER_TASK_MANAGER, needed, stage.input.partitions)
    : largestDivisor(pins.parallelism, SLOTS_PER_TASK_MANAGER);
}

/** From the full load and the team's own pin, so that every environment has the same and a savepoint fits them all. */
function stableMaxParallelism({ stage, fullRecords }: StageLoad): number {
  const grown = GROWTH * Math.max(slotsNeeded(stage, fullRecords), stage.pins?.parallelism ?? 1);
  return MAX_PARALLELISMS.find((candidate) => candidate >= grown) ?? MAX_PARALLELISM_LIMIT;
}

function requireMaxParallelism(stage: Stage, maxParallelism: number): void {
  requireWhole(maxParallelism, `stage ${stage.name}: max parallelism`, 1);
  if (maxParallelism > MAX_PARALLELISM_LIMIT) {
    throw new InvalidInputError(
      "MaxParallelismOutOfRange",
      `stage ${stage.name}: Flink takes a max parallelism of at most ${MAX_PARALLELISM_LIMIT}, got ${maxParallelism}`,
    );
  }
}

function parallelismReason({ stage, records, pins }: StageLoad, needed: number, parallelism: number): Reason {
  const source = stage.measuredRatePerCore === undefined ? "planned" : "measured";
  const perCore = stage.measuredRatePerCore ?? RATE_PER_CORE[stage.kind];
  const arithmetic = `${records} ÷ (${perCore} per core ${source} × 0.9375 core × ${TARGET_UTILIZATION}) needs ${needed} slots`;
  if (pins.parallelism !== undefined) {
    return { code: "pinned", message: `fixed by the team; ${arithmetic}` };
  }
  return {
    code: "load",
    message: parallelism === needed ? arithmetic : `${arithmetic}; ${parallelism} fills whole TaskManagers`,
  };
}

function maxParallelismReason({ stage, pins }: StageLoad, maxParallelism: number): Reason {
  return pins.maxParallelism === undefined
    ? {
        code: "load",
        message: `at least ${GROWTH} times the parallelism at full load, with many divisors; the same in every environment`,
      }
    : {
        code: "pinned",
        message: `fixed by the team; state of stage ${stage.name} is cut into ${maxParallelism} key groups for good`,
      };
}

function slotsReason({ pins }: StageLoad, slots: number): Reason {
  if (pins.slotsPerTaskManager !== undefined) {
    return { code: "pinned", message: "fixed by the team" };
  }
  return slots === SLOTS_PER_TASK_MANAGER
    ? { code: "default", message: `${slots} slots share one JVM, its metaspace and its connections` }
    : { code: "load", message: `fewer than ${SLOTS_PER_TASK_MANAGER}, so that no slot stays idle` };
}

function parallelismChecks(
  load: StageLoad,
  needed: number,
  parallelism: number,
  taskManagers: number,
  maxParallelism: number,
): Check[] {
  const { stage, records } = load;
  const { partitions, topic } = stage.input;
  const capacity = Rate.perSecond(parallelism * ratePerSlot(stage));
  const all: readonly (readonly [boolean, string, string, string])[] = [
    [
      parallelism < needed && parallelism < partitions,
      "ParallelismBelowLoad",
      `parallelism ${parallelism} is planned to process ${capacity}, and ${records} arrive`,
      `raise it to ${needed}, or state measuredRatePerCore if a core does more`,
    ],
    [
      stage.kind !== "windowed" && needed > partitions,
      "PartitionsLimitThroughput",
      `${needed} slots are needed, but topic ${topic} has ${partitions} partitions and feeds no more subtasks`,
      `give the topic at least ${needed} partitions`,
    ],
    [
      parallelism > partitions,
      "IdleSourceSubtasks",
      `${parallelism - partitions} of ${parallelism} source subtasks get no partition of ${topic}; without idleness they hold the watermark back`,
      `use withIdleness(...) in the job, or give the topic ${parallelism} partitions`,
    ],
    [
      taskManagers === 1,
      "SingleTaskManager",
      "one TaskManager runs the whole stage; every node drain stops it",
      "accept it outside production, or pin slotsPerTaskManager lower",
    ],
    [
      stage.kind === "windowed" && load.pins.maxParallelism === undefined,
      "MaxParallelismNotPinned",
      `max parallelism ${maxParallelism} follows from the load; growth beyond a threshold would change it and orphan the state`,
      `pin maxParallelism: ${maxParallelism} before the first deployment`,
    ],
  ];
  return all
    .filter(([applies]) => applies)
    .map(([, code, message, wayOut]) => ({ code, stage: stage.name, verdict: "warn", message, wayOut }));
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

function largestDivisor(value: number, atMost: number): number {
  for (let divisor = Math.min(atMost, value); divisor > 1; divisor--) {
    if (value % divisor === 0) {
      return divisor;
    }
  }
  return 1;
}
