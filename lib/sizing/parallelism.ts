import { InvalidInputError } from "../errors";
import { requireWhole } from "../units/literal";
import { Rate } from "../units/rate";
import type { Stage } from "../workload/stage";
import { RATE_PER_CORE, SLOTS_PER_TASK_MANAGER, TARGET_UTILIZATION } from "./assumptions";
import { check, type StageCheck } from "./check";
import type { Reason } from "./reason";
import { ratePerSlot, type StageLoad, skewOf } from "./stage-load";

/** Flink's upper bound for the number of key groups (`KeyGroupRangeAssignment.UPPER_BOUND_MAX_PARALLELISM`). */
const MAX_PARALLELISM_LIMIT = 32_768;

/** Highly composite numbers: many parallelisms divide them, so that key groups spread evenly after a rescale. */
const MAX_PARALLELISMS = [720, 2520, 5040, 10_080, 20_160, 27_720] as const;

/** How far a job may grow before its max parallelism, and with it its state, has to be given up. */
const GROWTH = 4;

/** A divisor is worth this much more than the slots that are needed, and no more. */
const WORTH_A_DIVISOR = 1.25;

export interface ParallelismPlan {
  readonly parallelism: number;
  readonly maxParallelism: number;
  readonly reasons: Readonly<Record<"parallelism" | "maxParallelism", Reason>>;
  readonly checks: readonly StageCheck[];
}

/**
 * Subtasks from load: records ÷ what a slot processes, never more source subtasks than partitions. It depends on the
 * load alone; how many slots a TaskManager has is decided afterwards, by price.
 *
 * @throws InvalidInputError `ParallelismAboveMaxParallelism`, `MaxParallelismOutOfRange`
 */
export function planParallelism(load: StageLoad): ParallelismPlan {
  const { stage, pins } = load;
  requireWhole(pins.slotsPerTaskManager ?? 1, `stage ${stage.name}: slots per TaskManager`, 1);
  const needed = slotsNeeded(stage, load.records);
  const maxParallelism = pins.maxParallelism ?? stableMaxParallelism(load);
  requireMaxParallelism(stage, maxParallelism);
  const parallelism = pins.parallelism ?? unpinnedParallelism(load, needed, maxParallelism);
  requireWhole(parallelism, `stage ${stage.name}: parallelism`, 1);
  if (parallelism > maxParallelism) {
    throw new InvalidInputError(
      "ParallelismAboveMaxParallelism",
      `stage ${stage.name}: parallelism ${parallelism} is above max parallelism ${maxParallelism}, the number of key groups; lower it, or raise the max before any state exists`,
    );
  }
  return {
    parallelism,
    maxParallelism,
    reasons: {
      parallelism: parallelismReason(load, needed, parallelism),
      maxParallelism: maxParallelismReason(load, maxParallelism),
    },
    checks: parallelismChecks(load, needed, parallelism, maxParallelism),
  };
}

/** Slots until the busiest subtask, with its whole partitions or its hot keys, stays within what a slot processes. */
function slotsNeeded(stage: Stage, records: Rate): number {
  const capacity = ratePerSlot(stage).planned;
  const even = Math.max(1, Math.ceil((records.inPerSecond * skewOf(stage)) / capacity));
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

/**
 * Whole TaskManagers, and where it costs little a number that divides evenly: key groups of a windowed stage, partitions
 * of one that reads directly.
 */
function unpinnedParallelism({ stage, pins }: StageLoad, needed: number, maxParallelism: number): number {
  const { partitions } = stage.input;
  const step = pins.slotsPerTaskManager ?? Math.min(SLOTS_PER_TASK_MANAGER, needed, partitions);
  const rounded = roundUp(needed, step);
  const shared = stage.kind === "windowed" ? maxParallelism : partitions;
  for (let candidate = rounded; candidate <= Math.min(rounded * WORTH_A_DIVISOR, shared); candidate += step) {
    if (shared % candidate === 0) {
      return candidate;
    }
  }
  return stage.kind === "windowed" ? rounded : Math.min(rounded, roundUp(partitions, step));
}

/**
 * From the full load and the team's own pin, so that every environment has the same and a savepoint fits them all. A
 * stage that reads directly can be scaled to one subtask per partition.
 */
function stableMaxParallelism({ stage, fullRecords }: StageLoad): number {
  const grown = GROWTH * Math.max(slotsNeeded(stage, fullRecords), stage.pins?.parallelism ?? 1);
  const least = stage.kind === "windowed" ? grown : Math.max(grown, stage.input.partitions);
  return MAX_PARALLELISMS.find((candidate) => candidate >= least) ?? MAX_PARALLELISM_LIMIT;
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
  const skew = skewOf(stage) === 1 ? "" : ` × skew ${skewOf(stage)}`;
  const arithmetic = `${records}${skew} ÷ (${perCore} per core ${source} × 0.9375 core × ${TARGET_UTILIZATION}) needs ${needed} slots`;
  const from = ["input.records", "input.partitions", "measuredRatePerCore", "skew", "maxParallelism"];
  if (pins.parallelism !== undefined) {
    return { code: "pinned", message: `fixed by the team; ${arithmetic}`, from: ["pins.parallelism", ...from] };
  }
  const shared = stage.kind === "windowed" ? "key groups" : "partitions";
  return {
    code: "load",
    message:
      parallelism === needed
        ? arithmetic
        : `${arithmetic}; ${parallelism} fills whole TaskManagers${parallelism > roundUp(needed, SLOTS_PER_TASK_MANAGER) ? ` and divides the ${shared}` : ""}`,
    from,
  };
}

function maxParallelismReason({ stage, pins }: StageLoad, maxParallelism: number): Reason {
  return pins.maxParallelism === undefined
    ? {
        code: "load",
        message: `at least ${GROWTH} times the parallelism at full load${stage.kind === "windowed" ? "" : " and one for each partition"}, with many divisors; the same in every environment`,
        from: ["input.records", "input.partitions", "pins.parallelism"],
      }
    : {
        code: "pinned",
        message: `fixed by the team; state of stage ${stage.name} is cut into ${maxParallelism} key groups for good`,
        from: ["pins.maxParallelism"],
      };
}

function parallelismChecks(
  load: StageLoad,
  needed: number,
  parallelism: number,
  maxParallelism: number,
): readonly StageCheck[] {
  const { stage, records } = load;
  const { partitions, topic } = stage.input;
  const planned = Rate.perSecond((parallelism * ratePerSlot(stage).planned) / skewOf(stage));
  const checks: StageCheck[] = [
    check(
      parallelism >= Math.min(needed, stage.kind === "windowed" ? needed : partitions),
      "ParallelismBelowLoad",
      `parallelism ${parallelism} is planned to process ${planned}, and ${records} arrive`,
      { verdict: "warn", wayOut: `raise it to ${needed}, or state measuredRatePerCore if a core does more` },
    ),
  ];
  if (stage.kind !== "windowed") {
    checks.push(
      check(
        needed <= partitions,
        "PartitionsLimitThroughput",
        `${needed} slots are needed, and topic ${topic} with ${partitions} partitions feeds as many subtasks at most`,
        { verdict: "warn", wayOut: `give the topic at least ${needed} partitions` },
      ),
      wholePartitions(load, needed),
    );
  } else {
    checks.push(
      check(
        load.pins.maxParallelism !== undefined,
        "MaxParallelismNotPinned",
        load.pins.maxParallelism === undefined
          ? `max parallelism ${maxParallelism} follows from the load; growth beyond a threshold would change it and orphan the state`
          : `max parallelism ${maxParallelism} is fixed`,
        { verdict: "warn", wayOut: `pin maxParallelism: ${maxParallelism} before the first deployment` },
      ),
    );
  }
  return checks;
}

/** Partitions cannot be halved: a number that the slots do not divide makes the busiest subtask ask for more of them. */
function wholePartitions({ stage, records }: StageLoad, needed: number): StageCheck {
  const { partitions, topic } = stage.input;
  const even = Math.max(1, Math.ceil(records.inPerSecond / ratePerSlot(stage).planned));
  const better = even * Math.ceil(partitions / even);
  return check(
    needed <= even * WORTH_A_DIVISOR || even >= partitions,
    "PartitionsCostSlots",
    `${partitions} partitions of ${topic} ask for ${needed} slots; evenly spread the load needs ${even}`,
    { verdict: "warn", wayOut: `give the topic ${better} partitions, ${better / even} for each of ${even} subtasks` },
  );
}

function roundUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}
