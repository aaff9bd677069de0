import { explainable, explanation } from "../report/explanation";
import { explanationReport } from "../report/explanation-report";
import { type PlannedStage, plannedStages } from "../report/plan-figures";
import type { PlatformPlan } from "../sizing/platform-plan";
import { unknownName } from "./nearest";
import { UsageError } from "./project";
import { jsonText } from "./result";

/** The chain of reasons of one number in each plan. */
export function explainNumber(
  plans: readonly PlatformPlan[],
  name: string,
  { json, color }: { readonly json: boolean; readonly color: boolean },
): string {
  const explained = plans.map((plan) => {
    const { planned, number } = found(plan, name);
    return {
      workload: plan.workload,
      environment: plan.environment.name,
      stage: planned.stage.name,
      explained: explanation(planned, number),
    };
  });
  if (json) {
    return jsonText(explained.map(({ explained: tree, ...where }) => ({ ...where, ...tree })));
  }
  return explained
    .map(({ workload, environment, stage, explained: tree }) =>
      explanationReport(`${workload} · ${environment} · ${stage}`, tree, color),
    )
    .join("\n");
}

function found(plan: PlatformPlan, name: string): { readonly planned: PlannedStage; readonly number: string } {
  const [stage = "", number = ""] = name.split(".", 2);
  const stages = plannedStages(plan);
  const names = stages.map((each) => each.stage.name);
  const planned = stages.find((each) => each.stage.name === stage);
  if (planned === undefined) {
    throw new UsageError(
      unknownName(`--explain takes stage.number, and there is no stage ${JSON.stringify(stage)}`, stage, names),
    );
  }
  const numbers = explainable(planned);
  if (!numbers.includes(number)) {
    throw new UsageError(
      unknownName(`stage ${stage} has no number ${JSON.stringify(number)} with a reason`, number, numbers),
    );
  }
  return { planned, number };
}
