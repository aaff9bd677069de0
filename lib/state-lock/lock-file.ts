import { InvalidInputError } from "../errors";
import { at, isTree, type Tree } from "../flink/operator-rules/tree";
import type { EnvironmentRecord, StackRecord, StateLock } from "./record";

/** Where the lock is committed: in the folder of cdktf.json. */
export const STATE_LOCK = "flink-state.lock.json";

/** Where a synth leaves what its stack declares, beside the stack's Terraform. */
export const STACK_RECORDS = "flink-state.json";

/** What a stack declares, by workload and environment: nearly always one of each. */
export type StackRecords = Readonly<Record<string, Readonly<Record<string, EnvironmentRecord>>>>;

const VERSION = 1;

export const NO_LOCK: StateLock = { version: VERSION, workloads: {} };

/**
 * The lock as it was written.
 *
 * @throws InvalidInputError `StateLockUnreadable`: half a lock would let pass what the other half refuses
 */
export function parseLock(text: string, file: string): StateLock {
  const value = parsed(text);
  if (!isTree(value)) {
    throw unreadable(file, "it is no JSON; a merge may have left its marks in it");
  }
  if (value["version"] !== VERSION) {
    throw unreadable(file, `its version is ${JSON.stringify(value["version"])}, and this cdktf-flink reads ${VERSION}`);
  }
  for (const [workload, environments] of entriesOf(value["workloads"])) {
    for (const [environment, record] of entriesOf(environments)) {
      const stacks = entriesOf(at(record, "stacks"));
      if (stacks.length === 0 || !isRecord(record) || !stacks.every(([, stack]) => isStack(stack))) {
        throw unreadable(file, `the entry of ${workload}, ${environment} is damaged`);
      }
    }
  }
  return value as unknown as StateLock;
}

/** Sorted, one fact a line, the same bytes for the same facts. */
export function formatLock(lock: StateLock): string {
  return `${JSON.stringify(sorted(lock), null, 2)}\n`;
}

/** A lock with another entry, or with none, for an environment. */
export function withEnvironment(
  lock: StateLock,
  workload: string,
  environment: string,
  record: EnvironmentRecord | undefined,
): StateLock {
  const { [environment]: _, ...others } = lock.workloads[workload] ?? {};
  const environments = record === undefined ? others : { ...others, [environment]: record };
  const { [workload]: __, ...workloads } = lock.workloads;
  return {
    ...lock,
    workloads: Object.keys(environments).length === 0 ? workloads : { ...workloads, [workload]: environments },
  };
}

/** What two stacks of one app declare, together. */
export function together(all: readonly StackRecords[]): StackRecords {
  const merged: Record<string, Record<string, EnvironmentRecord>> = {};
  for (const records of all) {
    for (const [workload, environments] of Object.entries(records)) {
      const known = merged[workload] ?? {};
      merged[workload] = known;
      for (const [name, record] of Object.entries(environments)) {
        known[name] = { ...record, stacks: { ...known[name]?.stacks, ...record.stacks } };
      }
    }
  }
  return merged;
}

/** Whether everything recorded is declared as it was, and something more. */
export function onlyAdds(recorded: unknown, declared: unknown): boolean {
  if (isTree(recorded)) {
    return isTree(declared) && Object.entries(recorded).every(([key, value]) => onlyAdds(value, declared[key]));
  }
  if (Array.isArray(recorded)) {
    return Array.isArray(declared) && recorded.every((value) => declared.includes(value));
  }
  return recorded === declared;
}

/** Whether two records state the same. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted);
  }
  return isTree(value)
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, each]) => each !== undefined)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, each]) => [key, sorted(each)]),
      )
    : value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(record: unknown): boolean {
  const { flinkMajor, ...texts } = record as Record<keyof EnvironmentRecord, unknown>;
  const { bucket, kubernetesCluster, namespace, runtime, terraformState } = texts;
  return (
    typeof flinkMajor === "number" &&
    [bucket, kubernetesCluster, namespace, runtime, terraformState].every((text) => typeof text === "string")
  );
}

function isStack(stack: unknown): boolean {
  const { buckets = {}, protected: addresses = [], stages = {}, volumes = {} } = stack as StackRecord;
  return (
    Array.isArray(addresses) &&
    [buckets, stages, volumes].every((part) => isTree(part) && Object.values(part).every(isTree)) &&
    Object.values(stages).every(({ highAvailability }) => isTree(highAvailability)) &&
    Object.values(buckets).every(({ undoDays }) => isTree(undoDays)) &&
    Object.values(volumes).every(({ claims }) => isTree(claims))
  );
}

function entriesOf(tree: unknown): [string, unknown][] {
  return isTree(tree) ? Object.entries(tree as Tree) : [];
}

function unreadable(file: string, why: string): InvalidInputError {
  return new InvalidInputError(
    "StateLockUnreadable",
    `${file} cannot be read: ${why}; restore it from version control`,
  );
}
