import { InvalidInputError } from "../errors";
import { MOST_SLOTS, SLOTS_PER_TASK_MANAGER } from "./assumptions";
import { check, type StageCheck } from "./check";
import type { Reason } from "./reason";
import type { StageLoad } from "./stage-load";

/**
 * How many slots a TaskManager may have: what the team fixed, or every number that divides the parallelism, so that no
 * slot stays idle. The first is what is taken where no nodes are known.
 *
 * @throws InvalidInputError `SlotsDoNotDivide`
 */
export function slotCandidates({ stage, pins }: StageLoad, parallelism: number): readonly number[] {
  if (pins.slotsPerTaskManager !== undefined) {
    const slots = pins.slotsPerTaskManager;
    if (parallelism % slots !== 0) {
      throw new InvalidInputError(
        "SlotsDoNotDivide",
        `stage ${stage.name}: ${slots} slots per TaskManager do not divide parallelism ${parallelism}; use ${largestDivisor(parallelism, slots)} slots, or parallelism ${Math.ceil(parallelism / slots) * slots}`,
      );
    }
    return [slots];
  }
  const usual = largestDivisor(parallelism, SLOTS_PER_TASK_MANAGER);
  // A pinned size is what the team tried with the usual slots; another number of slots would be another size.
  if (pins.taskManagerMemory !== undefined) {
    return [usual];
  }
  // One TaskManager for a whole stage is only for stages that are small anyway.
  const most = Math.min(MOST_SLOTS, Math.max(usual, Math.floor(parallelism / 2)));
  const others = Array.from({ length: most }, (_, index) => index + 1);
  return [usual, ...others.filter((slots) => slots !== usual && parallelism % slots === 0)];
}

export function slotsReasons(
  { pins }: StageLoad,
  slots: number,
  parallelism: number,
  chosenByPrice: boolean,
): Record<"slotsPerTaskManager" | "taskManagers", Reason> {
  return {
    slotsPerTaskManager: slotsReason(pins.slotsPerTaskManager !== undefined, slots, chosenByPrice),
    taskManagers: {
      code: "rest",
      message: `parallelism ${parallelism} ÷ ${slots} slots`,
      from: ["parallelism", "slotsPerTaskManager"],
    },
  };
}

function slotsReason(pinned: boolean, slots: number, chosenByPrice: boolean): Reason {
  if (pinned) {
    return { code: "pinned", message: "fixed by the team", from: ["pins.slotsPerTaskManager"] };
  }
  return chosenByPrice
    ? {
        code: "price",
        message: "of all numbers that divide the parallelism, the one whose pods fill the cheapest nodes",
        from: ["parallelism", "instanceType"],
      }
    : {
        code: "default",
        message: `at most ${SLOTS_PER_TASK_MANAGER}, ${slots} of which divide the parallelism: they share one JVM, its metaspace and its connections`,
        from: ["parallelism"],
      };
}

export function slotCheck(taskManagers: number): StageCheck {
  return check(
    taskManagers > 1,
    "SingleTaskManager",
    taskManagers > 1
      ? `${taskManagers} TaskManagers share the stage`
      : "one TaskManager runs the whole stage; every node drain stops it",
    { verdict: "warn", wayOut: "accept it outside production, or pin slotsPerTaskManager lower" },
  );
}

function largestDivisor(value: number, atMost: number): number {
  for (let divisor = Math.min(atMost, value); divisor > 1; divisor--) {
    if (value % divisor === 0) {
      return divisor;
    }
  }
  return 1;
}
