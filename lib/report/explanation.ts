import type { Environment } from "../environment/environment";
import type { Reason } from "../sizing/reason";
import { grouped } from "../units/grouped";
import { inputAt } from "../workload/inputs";
import { describeWindow, type Window } from "../workload/windows";
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
  const stated = reason === undefined && statedInput(planned, name) !== undefined;
  return {
    name,
    ...(value !== undefined && { value: figureText(figure.unit, value) }),
    ...(reason !== undefined && { reason: { code: reason.code, message: reason.message } }),
    kind: stated ? "input" : "number",
    from: above.includes(name)
      ? []
      : (reason?.from ?? []).map((origin) => explanation(planned, origin, [...above, name])),
  };
}

/** What the team stated at a path of the stage or, as `environment.…`, of the environment, whose pins win. */
function statedInput({ plan, stage }: PlannedStage, path: string): string | undefined {
  const environment: Environment = plan.environment;
  if (path.startsWith("environment.")) {
    return statedText(inputAt(environment, path.slice("environment.".length)));
  }
  const pinned = path.startsWith("pins.")
    ? inputAt(environment, `pins.${stage.name}.${path.slice("pins.".length)}`)
    : undefined;
  return statedText(pinned ?? inputAt(stage.stage, path) ?? inputAt(stage.stage, path.replace(/^input\./, "")));
}

/** A value as a person would write it; of an alternative its type, of windows all, of other objects each part. */
function statedText(value: unknown): string | undefined {
  if (value === undefined) {
    return undefined;
  }
  if (typeof value === "number") {
    return grouped(value);
  }
  if (Array.isArray(value)) {
    return value.map((each) => (isWindow(each) ? describeWindow(each) : statedText(each))).join(", ");
  }
  if (typeof value !== "object" || value === null || "toJSON" in value) {
    return String(value);
  }
  const { type } = value as { readonly type?: unknown };
  return typeof type === "string"
    ? type
    : Object.entries(value)
        .map(([name, part]) => `${name} ${statedText(part)}`)
        .join(", ");
}

function isWindow(value: unknown): value is Window {
  const { type } = (value ?? {}) as { readonly type?: unknown };
  return type === "tumbling" || type === "sliding" || type === "session";
}
