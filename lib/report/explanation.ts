import type { Environment } from "../environment/environment";
import type { Reason } from "../sizing/reason";
import { inputText } from "../workload/input-value";
import { ENVIRONMENT_INPUTS, inputAt, stageInputs } from "../workload/inputs";
import { figureText } from "./figure";
import { type PlannedStage, STAGE_FIGURES } from "./plan-figures";

/** A number, why it is what it is, and what it follows from, down to what the team stated. */
export interface Explanation {
  readonly name: string;
  /** For people; absent where the plan has no such number, or the input is unset. */
  readonly value?: string;
  readonly reason?: Pick<Reason, "code" | "message">;
  /** An input is stated, a number is planned. */
  readonly kind: "number" | "input";
  readonly from: readonly Explanation[];
}

/** The names of a stage's numbers that carry a reason, in the order of the table. */
export function explainable(planned: PlannedStage): readonly string[] {
  return STAGE_FIGURES.filter(({ name, value }) => reasonOf(planned, name) && value(planned) !== undefined).map(
    ({ name }) => name,
  );
}

/** Why a number of a stage, or of its nodes, is what it is. */
export function reasonOf({ stage, pool }: PlannedStage, name: string): Reason | undefined {
  const reasons: Readonly<Record<string, Reason | undefined>> = { ...pool?.reasons, ...stage.reasons };
  return reasons[name];
}

/** Follows the reasons of a number to the inputs. A name that leads back to itself is not followed twice. */
export function explanation(planned: PlannedStage, name: string, above: readonly string[] = []): Explanation {
  const figure = STAGE_FIGURES.find((each) => each.name === name);
  if (figure === undefined) {
    const value = statedInput(planned, name);
    return { name, ...(value !== undefined && { value }), kind: "input", from: [] };
  }
  const value = figure.value(planned);
  const reason = reasonOf(planned, name);
  return {
    name,
    ...(value !== undefined && { value: figureText(figure.unit, value) }),
    ...(reason !== undefined && { reason: { code: reason.code, message: reason.message } }),
    kind: "number",
    from: above.includes(name) ? [] : originsOf(reason).map((origin) => explanation(planned, origin, [...above, name])),
  };
}

function originsOf(reason: Reason | undefined): readonly string[] {
  return (reason as (Reason & { readonly from?: readonly string[] }) | undefined)?.from ?? [];
}

/** What the team stated at a path of the stage or, as `environment.…`, of the environment; its pins win. */
function statedInput({ plan, stage }: PlannedStage, path: string): string | undefined {
  const inEnvironment = path.startsWith("environment.");
  const known = inEnvironment ? ENVIRONMENT_INPUTS : stageInputs(stage.kind);
  const field = inEnvironment ? path.slice("environment.".length) : path;
  if (!known.some((each) => each.path === field)) {
    return undefined;
  }
  const environment: Environment = plan.environment;
  const value = inEnvironment
    ? inputAt(environment, field)
    : (path.startsWith("pins.") && inputAt(environment, `pins.${stage.name}.${path.slice("pins.".length)}`)) ||
      inputAt(stage.stage, path);
  return value === undefined ? undefined : inputText(value);
}
