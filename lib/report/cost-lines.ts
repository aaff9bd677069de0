import type { createColors } from "picocolors";
import type { CostItem, CostPlan } from "../sizing/cost/cost-plan";
import { dollars } from "../sizing/cost/dollars";
import { PAGE_WIDTH } from "./page-width";
import { wrap } from "./wrap";

const AMOUNT_WIDTH = 9;

/** The items of one stage, or of what all stages share, with their sum. */
export interface CostGroup {
  /** Absent for what all stages share. */
  readonly stage?: string;
  readonly monthly: number;
  readonly items: readonly CostItem[];
}

/** By stage, in the order of the first item of each, and last what they share. */
export function costGroups({ items: all }: CostPlan): readonly CostGroup[] {
  const stages = [...new Set(all.flatMap(({ stage }) => (stage === undefined ? [] : [stage])))];
  return [...stages, undefined].flatMap((stage): CostGroup[] => {
    const own = all.filter((item) => item.stage === stage);
    const monthly = own.reduce((sum, item) => sum + item.monthly, 0);
    const items = own.map((item) => ({ ...item, message: item.message.replace(`${stage}: `, "") }));
    return own.length === 0 ? [] : [{ ...(stage !== undefined && { stage }), monthly, items }];
  });
}

/** The bill by stage, in full with the arithmetic of each item; nothing where no price is known. */
export function costLines(
  cost: CostPlan | undefined,
  colors: ReturnType<typeof createColors>,
  detail: "full" | "brief",
): readonly string[] {
  if (cost === undefined) {
    return [];
  }
  const row = (amount: number, text: string, indent = 0): string[] => {
    const left = " ".repeat(indent);
    const [first = "", ...rest] = wrap(text, PAGE_WIDTH - AMOUNT_WIDTH - 2 - indent);
    const blank = " ".repeat(AMOUNT_WIDTH + 2);
    return [
      `${left}${dollars(amount).padStart(AMOUNT_WIDTH)}  ${first}`,
      ...rest.map((line) => `${left}${blank}${colors.dim(line)}`),
    ];
  };
  return [
    colors.bold(`cost: ${dollars(cost.monthly)} a month, ${dollars(cost.perMillionEvents)} per million events`),
    ...costGroups(cost).flatMap(({ stage = "shared", monthly, items }) =>
      detail === "brief"
        ? row(monthly, `${stage}: ${items.map((item) => `${item.what} ${dollars(item.monthly)}`).join(", ")}`)
        : [...row(monthly, stage), ...items.flatMap((item) => row(item.monthly, `${item.what}: ${item.message}`, 2))],
    ),
    ...cost.comparisons.flatMap(({ what, monthly, message }) => row(monthly, `${what}, for comparison: ${message}`)),
    ...wrap(`Prices: ${cost.prices}.`, PAGE_WIDTH).map((line) => colors.dim(line)),
    ...(cost.notCounted.length === 0
      ? []
      : wrap(`Not counted: ${cost.notCounted.join("; ")}.`, PAGE_WIDTH).map((line) => colors.dim(line))),
    "",
  ];
}
