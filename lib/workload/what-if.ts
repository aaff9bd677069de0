import type { Environment } from "../environment/environment";
import { InvalidInputError } from "../errors";
import { parseInputValue } from "./input-value";
import { ENVIRONMENT_INPUTS, type InputField, inputAt, missingInput, stageInputs, withInputAt } from "./inputs";
import { kafka, kafkaSink } from "./kafka";
import { asyncIo, type Stage, stateless, windowed } from "./stage";
import { type Workload, workload } from "./workload";

/** Inputs of `environment.<field>` are those of every environment asked about. */
export const ENVIRONMENT_SUBJECT = "environment";

/** What platforms are planned from. */
export interface PlatformInputs {
  readonly workload: Workload;
  readonly environments: readonly Environment[];
}

/** One input, and its new value as it was written. */
interface Assignment {
  readonly subject: string;
  readonly path: string;
  readonly value: string;
}

/** What to propose for a name that is not known; undefined where nothing is near. */
export type Nearest = (name: string, known: readonly string[]) => string | undefined;

/**
 * The same platform with other inputs: `correlate.statePerKey=40KiB`, `environment.loadFactor=2`. An empty value unsets
 * an optional one. Every rule of a stage holds for what comes out, because its own factory makes it.
 *
 * A pin set here replaces the pin of an environment too, which would win over it otherwise.
 *
 * @throws InvalidInputError `InputUnknown`, `AmountMalformed`, and whatever the factories refuse
 */
export function withInputs(inputs: PlatformInputs, assignments: readonly string[], nearest: Nearest): PlatformInputs {
  const changed = assignments.map(assignmentOf).reduce((current, each) => withInput(current, each, nearest), inputs);
  const { name, job, stages } = changed.workload;
  return assignments.length === 0 ? inputs : { ...changed, workload: workload(name, job, stages.map(rebuilt)) };
}

function assignmentOf(text: string): Assignment {
  const [, subject, path, value] = /^\s*([^.=\s]+)\.([^=\s]+)\s*=(.*)$/s.exec(text) ?? [];
  if (subject === undefined || path === undefined || value === undefined) {
    throw new InvalidInputError(
      "InputUnknown",
      `${JSON.stringify(text)} sets nothing; write stage.field=value or environment.field=value, such as environment.loadFactor=2`,
    );
  }
  return { subject, path, value: value.trim() };
}

function withInput(inputs: PlatformInputs, assignment: Assignment, nearest: Nearest): PlatformInputs {
  const { subject, path } = assignment;
  if (subject === ENVIRONMENT_SUBJECT) {
    const value = valueFor(known(ENVIRONMENT_INPUTS, assignment, nearest), assignment);
    return { ...inputs, environments: inputs.environments.map((each) => withEnvironmentInput(each, path, value)) };
  }
  const names = inputs.workload.stages.map(({ name }) => name);
  const stage = inputs.workload.stages.find(({ name }) => name === subject);
  if (stage === undefined) {
    throw unknown(`there is no stage ${JSON.stringify(subject)}`, subject, [...names, ENVIRONMENT_SUBJECT], nearest);
  }
  const value = valueFor(known(stageInputs(stage.kind), assignment, nearest), assignment);
  const changed = withInputAt(stage, path, value);
  return {
    workload: { ...inputs.workload, stages: inputs.workload.stages.map((each) => (each === stage ? changed : each)) },
    environments: inputs.environments.map((each) => withPinOf(each, subject, path, value)),
  };
}

function known(fields: readonly InputField[], { subject, path }: Assignment, nearest: Nearest): InputField {
  const field = fields.find((each) => each.path === path);
  if (field === undefined) {
    const paths = fields.map((each) => each.path);
    throw unknown(`${subject} has no input ${JSON.stringify(path)} that can be set`, path, paths, nearest);
  }
  return field;
}

function valueFor(field: InputField, { subject, path, value }: Assignment): unknown {
  const what = `${subject}.${path}`;
  if (value === "" && field.optional) {
    return undefined;
  }
  if (field.oneOf !== undefined && !field.oneOf.includes(value)) {
    throw new InvalidInputError(
      "AmountMalformed",
      `${what} cannot be ${JSON.stringify(value)}; it is one of ${field.oneOf.join(", ")}`,
    );
  }
  return parseInputValue(value, field.type, what);
}

function unknown(problem: string, name: string, all: readonly string[], nearest: Nearest): InvalidInputError {
  const near = nearest(name, all);
  return new InvalidInputError(
    "InputUnknown",
    near === undefined
      ? `${problem}; known are ${all.join(", ")}`
      : `${problem}; did you mean ${near}? Known are ${all.join(", ")}`,
  );
}

/** Through the factory that made it, so that every rule of its kind holds. */
function rebuilt(stage: Stage): Stage {
  const missing = missingInput(stage);
  if (missing !== undefined) {
    throw new InvalidInputError("InputUnknown", `${stage.name} does not state ${missing}; set it too`);
  }
  const input = kafka(stage.input);
  const sink = stage.sink && kafkaSink(stage.sink);
  const props = { input, ...(sink && { sink }) };
  switch (stage.kind) {
    case "stateless":
      return stateless(stage.name, { ...stage, ...props });
    case "asyncIo":
      return asyncIo(stage.name, { ...stage, ...props });
    case "windowed":
      return windowed(stage.name, { ...stage, ...props });
    default:
      return stage satisfies never;
  }
}

/** A part of an environment that is unset gets the type it has by default. */
function withEnvironmentInput(environment: Environment, path: string, value: unknown): Environment {
  const whole: Environment = {
    ...environment,
    ...(path.startsWith("nodes.") && { nodes: environment.nodes ?? { type: "existing" } }),
    ...(path.startsWith("runtime.") && { runtime: environment.runtime ?? { type: "operator" } }),
  };
  if (path === "highAvailability.type") {
    return withInputAt(whole, "highAvailability", value === undefined ? undefined : { type: value });
  }
  return withInputAt(whole, path, value);
}

function withPinOf(environment: Environment, stage: string, path: string, value: unknown): Environment {
  const inEnvironment = `pins.${stage}.${path.slice("pins.".length)}`;
  return path.startsWith("pins.") && inputAt(environment, inEnvironment) !== undefined
    ? withInputAt(environment, inEnvironment, value)
    : environment;
}
