import type { Acknowledgement } from "../environment/acknowledgement";
import { InvalidInputError, STATE_CHANGES, type StateChangeCode } from "../errors";
import { type StateChange, stateChange } from "./change";
import { environmentChanges } from "./environment-changes";
import type { EnvironmentRecord, StackRecord, StageRecord } from "./record";
import { type Situation, stackChanges } from "./stack-changes";
import type { DeclaredStack } from "./stack-record";
import { stageChanges } from "./stage-changes";

/** A stack of an environment, as it is about to leave for Terraform. */
export interface StackUnderReview {
  readonly workload: string;
  readonly environment: string;
  readonly stack: string;
  /** What the environment says itself. */
  readonly facts: Omit<EnvironmentRecord, "stacks">;
  readonly declared: DeclaredStack;
  /** Every stack of the app. */
  readonly stacks: readonly string[];
  readonly situation: Situation;
  readonly acknowledged: readonly Acknowledgement[];
}

/**
 * Compares a stack with what was locked.
 *
 * @returns the acknowledgements that were needed
 * @throws InvalidInputError with the code of the first edit that is refused; the message has them all
 */
export function reviewStack(
  recorded: EnvironmentRecord,
  review: StackUnderReview,
  file: string,
): readonly Acknowledgement[] {
  const changes = changesOf(recorded, review).filter(({ safeBy }) => safeBy === undefined);
  const used = (change: StateChange) =>
    review.acknowledged.find(
      ({ code, stage, resource }) => code === change.code && stage === change.stage && resource === change.resource,
    );
  const refused = changes.filter((change) => used(change) === undefined);
  const [first] = refused;
  if (first === undefined) {
    return changes.flatMap((change) => used(change) ?? []);
  }
  const meant = refused.filter(({ code }) => STATE_CHANGES.includes(code as StateChangeCode));
  const wayOut =
    meant.length === 0
      ? "this cannot be acknowledged"
      : `if it is meant, acknowledge it in the environment: ${[...new Set(meant.map(acknowledgement))].join(", ")}`;
  throw new InvalidInputError(
    first.code,
    `${review.stack}: what ${file} records of ${review.workload} in ${review.environment} would be lost or left behind:\n${lines(refused)}  ${wayOut}`,
  );
}

/** One line for what is the same of several stages. The error adds the code itself, where there is only one. */
function lines(refused: readonly StateChange[]): string {
  const codes = new Set(refused.map(({ code }) => code));
  const stages = new Map<string, string[]>();
  for (const { code, stage, message } of refused) {
    const line = `${message}${codes.size > 1 ? ` [${code}]` : ""}`;
    stages.set(line, [...(stages.get(line) ?? []), ...(stage === undefined ? [] : [stage])]);
  }
  return [...stages]
    .map(([line, of]) => `  ${of.length === 0 ? "" : `stage${of.length > 1 ? "s" : ""} ${of.join(", ")}: `}${line}\n`)
    .join("");
}

/** Every change that the lock knows of, those that a procedure makes safe among them. */
export function changesOf(recorded: EnvironmentRecord, review: StackUnderReview): readonly StateChange[] {
  const { declared, situation, stack, facts } = review;
  const before: StackRecord = recorded.stacks[stack] ?? {};
  const clusters = Object.values(before.stages ?? {}).map(({ clusterId }) => clusterId);
  const ofEnvironment = environmentChanges(recorded, facts);
  const gone = Object.keys(recorded.stacks).filter((id) => !review.stacks.includes(id));
  return [
    ...ofEnvironment,
    ...gone.map((id) =>
      stateChange("StackRemoved", {
        what: `the stack ${id} is no longer declared`,
        lost: "Terraform forgets what it holds: nothing updates or protects it any more, and another stack would create it anew",
        way: "declare it again under its name; a stack's id is environment and part",
      }),
    ),
    // One edit is refused once: what happens to a cluster is said of its stage, and the bucket's name by its environment.
    ...stackChanges(before, declared, situation, clusters).filter(
      ({ code }) => code !== "BucketChanged" || ofEnvironment.every((other) => other.code !== code),
    ),
    ...Object.entries(before.stages ?? {}).flatMap(([stage, was]) => {
      const is = declared.record.stages?.[stage];
      return is === undefined
        ? stageGone(stage, was, before, declared)
        : stageChanges(stage, was, is, declared.parallelism[stage] ?? 0, situation);
    }),
  ];
}

function stageGone(
  stage: string,
  { checkpoints, savepointOnDeletion }: StageRecord,
  before: StackRecord,
  { record }: DeclaredStack,
): readonly StateChange[] {
  const others = Object.keys(record.stages ?? {}).filter((name) => before.stages?.[name] === undefined);
  const state = checkpoints === undefined ? "its state" : `its checkpoints in ${checkpoints}`;
  const end =
    savepointOnDeletion === true ? "its job ends with a savepoint that nothing starts from" : "its job is cancelled";
  return [
    others.length === 0
      ? stateChange("StageRemoved", {
          stage,
          what: "it is no longer declared",
          lost: `${end}, and ${state} are left to nobody`,
          way: "stop it with a savepoint first, keep the path, turn both keys to destroy its cluster, and acknowledge",
        })
      : stateChange("StageRenamed", {
          stage,
          what: `it is no longer declared, and ${others.join(", ")} is new`,
          lost: `a stage's name is in its cluster id and prefixes: ${end}, and the new one starts from nothing beside ${state}`,
          way: "keep the name; for another one stop the stage with a savepoint, name it in startFrom of the new one, and acknowledge",
        }),
  ];
}

function acknowledgement({ code, stage, resource }: StateChange): string {
  const of = Object.entries({ stage, resource }).map(([key, value]) =>
    value === undefined ? "" : ` ${key}: "${value}",`,
  );
  return `{ code: "${code}",${of.join("")} reason: "…" }`;
}
