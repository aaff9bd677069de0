import { changeInWords, type Figure, type FigureValue } from "./figure";
import { PLATFORM_FIGURES, STAGE_FIGURES } from "./plan-figures";
import type { PlanRecord } from "./plan-record";

/** What differences of the whole platform are about. No stage can have this name: it has a blank. */
export const PLATFORM = "the platform";

/** One thing that is not the same in two plans. */
export interface PlanDifference {
  /** The stage's name, or `the platform`. */
  readonly subject: string;
  /** The number's name, `stage` where one came or went, or the code of a check. */
  readonly what: string;
  /** Absent where there was none. Of a check its verdict. */
  readonly before?: FigureValue | undefined;
  readonly after?: FigureValue | undefined;
  /** For people: `more TaskManagers: 16 → 24 (+ 50 %)`. */
  readonly words: string;
  readonly kind: "figure" | "check";
}

/** Everything that differs, the platform first and stages in the order the data flows; numbers before checks. */
export function planDifferences(before: PlanRecord, after: PlanRecord): readonly PlanDifference[] {
  const stages = [...new Set([...Object.keys(after.stages), ...Object.keys(before.stages)])];
  return [
    ...figureDifferences(PLATFORM, PLATFORM_FIGURES, before.platform, after.platform),
    ...checkDifferences(PLATFORM, stages, before, after),
    ...stages.flatMap((stage) => stageDifferences(stage, stages, before, after)),
  ];
}

function stageDifferences(
  stage: string,
  stages: readonly string[],
  before: PlanRecord,
  after: PlanRecord,
): readonly PlanDifference[] {
  const [was, is] = [before.stages[stage], after.stages[stage]];
  if (was === undefined || is === undefined) {
    const come = was === undefined;
    const kind = (is ?? was)?.["kind"];
    return [
      {
        subject: stage,
        what: "stage",
        ...(come ? { after: kind } : { before: kind }),
        words: come ? "a new stage" : "this stage is gone",
        kind: "figure",
      },
    ];
  }
  return [...figureDifferences(stage, STAGE_FIGURES, was, is), ...checkDifferences(stage, stages, before, after)];
}

function figureDifferences(
  subject: string,
  figures: readonly Pick<Figure<never>, "name" | "label" | "unit">[],
  before: Readonly<Record<string, FigureValue>>,
  after: Readonly<Record<string, FigureValue>>,
): readonly PlanDifference[] {
  return figures.flatMap((row): PlanDifference[] => {
    const [was, is] = [before[row.name], after[row.name]];
    return was === is
      ? []
      : [{ subject, what: row.name, before: was, after: is, words: changeInWords(row, was, is), kind: "figure" }];
  });
}

/** A check that is not there has nothing to object to. */
function checkDifferences(
  subject: string,
  stages: readonly string[],
  before: PlanRecord,
  after: PlanRecord,
): readonly PlanDifference[] {
  const keys = [...new Set([...Object.keys(after.checks), ...Object.keys(before.checks)])].sort();
  return keys.flatMap((key): PlanDifference[] => {
    const [stage, code] = key.includes(".") ? (key.split(".", 2) as [string, string]) : [PLATFORM, key];
    const was = before.checks[key]?.verdict ?? "pass";
    const is = after.checks[key];
    const verdict = is?.verdict ?? "pass";
    if (was === verdict || (stages.includes(stage) ? stage : PLATFORM) !== subject) {
      return [];
    }
    const words =
      verdict === "pass"
        ? `${code} no longer ${was === "fail" ? "fails" : "warns"}`
        : `${code} ${verdict === "fail" ? "fails" : "warns"}: ${is?.message}`;
    return [{ subject, what: code, before: was, after: verdict, words, kind: "check" }];
  });
}
