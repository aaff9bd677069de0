import type { Verdict } from "../sizing/check";
import type { PlatformPlan } from "../sizing/platform-plan";
import type { Figure, FigureValue } from "./figure";
import { PLATFORM_FIGURES, plannedStages, STAGE_FIGURES } from "./plan-figures";

type Figures = Readonly<Record<string, FigureValue>>;

/** The numbers and verdicts of a plan, by name, as plain data: what is compared, and what a saved plan holds. */
export interface PlanRecord {
  readonly platform: Figures;
  /** By name, in the order the data flows. */
  readonly stages: Readonly<Record<string, Figures>>;
  /** By code, after the stage where they are about one: `correlate.SingleTaskManager`. */
  readonly checks: Readonly<Record<string, { readonly verdict: Verdict; readonly message: string }>>;
}

const SEVERITY: readonly Verdict[] = ["pass", "warn", "fail"];

export function planRecord(plan: PlatformPlan): PlanRecord {
  const checks: Record<string, PlanRecord["checks"][string]> = {};
  for (const { code, stage, verdict, message } of plan.checks) {
    const key = stage === undefined ? code : `${stage}.${code}`;
    const other = checks[key];
    if (other === undefined || SEVERITY.indexOf(verdict) > SEVERITY.indexOf(other.verdict)) {
      checks[key] = { verdict, message };
    }
  }
  return {
    platform: figuresOf(PLATFORM_FIGURES, plan),
    stages: Object.fromEntries(
      plannedStages(plan).map((planned) => [planned.stage.name, figuresOf(STAGE_FIGURES, planned)]),
    ),
    checks,
  };
}

function figuresOf<Subject>(figures: readonly Figure<Subject>[], subject: Subject): Figures {
  return Object.fromEntries(
    figures.flatMap(({ name, value }) => {
      const known = value(subject);
      return known === undefined ? [] : [[name, known] as const];
    }),
  );
}
