import type { Environment } from "../environment/environment";
import type { InputType } from "./input-value";
import type { Stage, StageKind } from "./stage";

/** One figure a plan is computed from, by its path in a stage or an environment. */
export interface InputField {
  readonly path: string;
  readonly type: InputType;
  /** Whether it may be unset; what is not must be there where the object it is part of is. */
  readonly optional: boolean;
  /** The kinds of stage that have it. @default - every kind */
  readonly kinds?: readonly StageKind[];
  /** The only values it can have. @default - any of its type */
  readonly oneOf?: readonly string[];
}

const given = (path: string, type: InputType, kinds?: readonly StageKind[]): InputField => ({
  path,
  type,
  optional: false,
  ...(kinds && { kinds }),
});
const optional = (path: string, type: InputType, more: Partial<InputField> = {}): InputField => ({
  path,
  type,
  optional: true,
  ...more,
});

/** What a stage states. Windows are left out: they are no one value. */
export const STAGE_INPUTS: readonly InputField[] = [
  given("input.records", "rate"),
  given("input.recordSize", "memory"),
  given("input.partitions", "number"),
  given("input.topic", "text"),
  optional("input.brokerZones", "number"),
  optional("input.rackAware", "boolean"),
  given("sink.topic", "text"),
  optional("sink.guarantee", "text", { oneOf: ["exactly-once", "at-least-once"] }),
  optional("sink.recordSize", "memory"),
  optional("sink.recordsPerInput", "number"),
  optional("sink.transactionTimeout", "duration"),
  optional("sink.brokerTransactionTimeout", "duration"),
  given("lookup.meanLatency", "duration", ["asyncIo"]),
  given("lookup.p99Latency", "duration", ["asyncIo"]),
  given("lookup.timeout", "duration", ["asyncIo"]),
  optional("lookup.cacheHitRatio", "number", { kinds: ["asyncIo"] }),
  optional("lookup.callsPerRecord", "number", { kinds: ["asyncIo"] }),
  optional("lookup.failureRatio", "number", { kinds: ["asyncIo"] }),
  optional("lookup.maxAttempts", "number", { kinds: ["asyncIo"] }),
  optional("lookup.quota", "rate", { kinds: ["asyncIo"] }),
  given("keys", "number", ["windowed"]),
  given("statePerKey", "memory", ["windowed"]),
  optional("stateTtl", "duration", { kinds: ["windowed"] }),
  given("ttlState.newKeys", "rate", ["windowed"]),
  given("ttlState.size", "memory", ["windowed"]),
  optional("skew", "number", { kinds: ["windowed"] }),
  optional("keyUse", "text", { kinds: ["windowed"], oneOf: ["zipf", "uniform"] }),
  optional("allowedLateness", "duration", { kinds: ["windowed"] }),
  optional("measuredRatePerCore", "rate"),
  optional("shuffles", "number"),
  optional("checkpointInterval", "duration"),
  optional("recoveryObjective.running", "duration"),
  optional("recoveryObjective.caughtUp", "duration"),
  optional("pins.parallelism", "number"),
  optional("pins.maxParallelism", "number"),
  optional("pins.slotsPerTaskManager", "number"),
  optional("pins.taskManagerMemory", "memory"),
];

/** What an environment states, as far as numbers follow from it. */
export const ENVIRONMENT_INPUTS: readonly InputField[] = [
  optional("loadFactor", "number"),
  optional("flinkVersion", "text"),
  optional("image", "text"),
  optional("runtime.version", "text"),
  optional("highAvailability.type", "text", { oneOf: ["none", "kubernetes"] }),
  optional("jobManagers", "number"),
  optional("zones", "list"),
  optional("taskManagerZones", "text", { oneOf: ["one", "spread"] }),
  optional("protection", "text", { oneOf: ["on", "off"] }),
  optional("nodes.constraints.architectures", "list"),
  optional("nodes.constraints.families", "list"),
  optional("nodes.constraints.instanceTypes", "list"),
  optional("nodes.constraints.localNvme", "text", { oneOf: ["required", "never", "cheapest"] }),
  optional("nodes.constraints.maxSlotsLostPerNode", "number"),
  optional("nodes.constraints.capacityType", "text", { oneOf: ["on-demand", "spot"] }),
];

/** The inputs a stage of this kind can state. */
export function stageInputs(kind: StageKind): readonly InputField[] {
  return STAGE_INPUTS.filter(({ kinds }) => kinds === undefined || kinds.includes(kind));
}

/** The value at a path, such as `lookup.cacheHitRatio`; undefined where it is unset. */
export function inputAt(subject: Stage | Environment, path: string): unknown {
  return path
    .split(".")
    .reduce<unknown>((value, name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name], subject);
}

/** A copy with another value at a path; without one where `value` is undefined. */
export function withInputAt<Subject extends object>(subject: Subject, path: string, value: unknown): Subject {
  const [name = "", ...rest] = path.split(".");
  const { [name]: current, ...others } = subject as Readonly<Record<string, unknown>>;
  if (current === undefined && value === undefined) {
    return subject;
  }
  const next = rest.length === 0 ? value : withInputAt((current as object | undefined) ?? {}, rest.join("."), value);
  return (next === undefined ? others : { ...others, [name]: next }) as Subject;
}

/** What a stage must state and does not: a part of an object that is there. */
export function missingInput(stage: Stage): string | undefined {
  return stageInputs(stage.kind).find(({ path, optional }) => {
    const whole = path.split(".").slice(0, -1).join(".");
    return !optional && (whole === "" || inputAt(stage, whole) !== undefined) && inputAt(stage, path) === undefined;
  })?.path;
}
