import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isTree } from "../flink/operator-rules/tree";
import {
  formatLock,
  isSame,
  NO_LOCK,
  onlyAdds,
  parseLock,
  STACK_RECORDS,
  STATE_LOCK,
  type StackRecords,
  together,
  withEnvironment,
} from "../state-lock/lock-file";
import type { EnvironmentRecord, StateLock } from "../state-lock/record";
import { UsageError } from "./project";
import { writeText } from "./write-text";

/** An environment as the app declares it, beside what the lock has of it. */
export interface LockedEnvironment {
  readonly workload: string;
  readonly name: string;
  readonly declared: EnvironmentRecord;
  /** @default - the lock does not know it */
  readonly recorded: EnvironmentRecord | undefined;
}

/** Where nobody reviews what is written, nothing is: what the lock lacks there has to be committed first. */
export function writesNothing(): boolean {
  return !["", "0", "false", undefined].includes(process.env["CI"]);
}

export function readLock(): StateLock {
  return existsSync(STATE_LOCK) ? parseLock(readFileSync(STATE_LOCK, "utf8"), STATE_LOCK) : NO_LOCK;
}

export function writeLock(lock: StateLock): void {
  writeText(STATE_LOCK, formatLock(lock));
}

/** What the app that just ran left beside its stacks; stacks of older runs are not its own. */
export function declaredEnvironments(output: string, lock: StateLock): readonly LockedEnvironment[] {
  const { stacks } = JSON.parse(readFileSync(join(output, "manifest.json"), "utf8")) as {
    readonly stacks: Readonly<Record<string, { readonly workingDirectory: string }>>;
  };
  const files = Object.values(stacks)
    .map(({ workingDirectory }) => join(output, workingDirectory, STACK_RECORDS))
    .filter((file) => existsSync(file));
  const all = together(files.map((file) => parseLock(readFileSync(file, "utf8"), file).workloads as StackRecords));
  return Object.entries(all).flatMap(([workload, environments]) =>
    Object.entries(environments).map(([name, declared]) => ({
      workload,
      name,
      declared,
      recorded: lock.workloads[workload]?.[name],
    })),
  );
}

/**
 * Writes what is new – a project's first lock, a stage that was added – and says what is behind. What changed is left to
 * `lock`: until it is applied, the lock says what runs.
 *
 * @param acknowledging - environments with an edit that is meant; none of theirs is an addition alone
 * @returns what to say about it
 */
export function settleLock(output: string, acknowledging: readonly string[]): string {
  const before = readLock();
  const all = declaredEnvironments(output, before);
  const adds = ({ name, recorded, declared }: LockedEnvironment) =>
    recorded === undefined || (onlyAdds(recorded, declared) && !acknowledging.includes(name));
  const differing = all.filter(({ recorded, declared }) => !isSame(recorded, declared));
  const added = differing.filter(adds);
  const changed = differing.filter((each) => !adds(each));
  const behind = (environments: readonly LockedEnvironment[], wayOut: string) =>
    environments.length === 0 ? "" : `${STATE_LOCK} is behind for ${names(environments)}: ${wayOut}\n`;
  const later = behind(changed, "once it is applied, npx cdktf-flink lock records it");
  if (writesNothing()) {
    return `${behind(added, "nothing is written here; synthesize outside of CI, and commit the file")}${later}`;
  }
  if (added.length > 0) {
    writeLock(
      added.reduce((lock, { workload, name, declared }) => withEnvironment(lock, workload, name, declared), before),
    );
  }
  const written = added.length === 0 ? "" : `${STATE_LOCK} records ${names(added)}; commit it\n`;
  return `${written}${later}`;
}

export function names(environments: readonly LockedEnvironment[]): string {
  return environments.map(({ workload, name }) => `${workload} in ${name}`).join(", ");
}

/** The environments that are named, or all. */
export function chosen(all: readonly LockedEnvironment[], wanted: readonly string[]): readonly LockedEnvironment[] {
  const unknown = wanted.find((name) => !all.some((each) => each.name === name));
  if (unknown !== undefined) {
    throw new UsageError(
      `the app declares no environment ${JSON.stringify(unknown)}, but ${all.map(({ name }) => name).join(", ") || "none that holds state"}`,
    );
  }
  return wanted.length === 0 ? all : all.filter(({ name }) => wanted.includes(name));
}

/** What differs, a fact a line: `stacks.x.stages.y.maxParallelism: 128 → 256`. */
export function factDifferences(before: unknown, after: unknown, path = ""): readonly string[] {
  if (isTree(before) || isTree(after)) {
    const [was, is] = [isTree(before) ? before : {}, isTree(after) ? after : {}];
    return [...new Set([...Object.keys(was), ...Object.keys(is)])]
      .sort()
      .flatMap((key) => factDifferences(was[key], is[key], path === "" ? key : `${path}.${key}`));
  }
  return isSame({ value: before }, { value: after }) ? [] : [`${path}: ${text(before)} → ${text(after)}`];
}

function text(value: unknown): string {
  return value === undefined ? "none" : typeof value === "string" ? value : JSON.stringify(value);
}
