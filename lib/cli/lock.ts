import { isSame, STATE_LOCK, withEnvironment } from "../state-lock/lock-file";
import { readAppSettings, UsageError } from "./project";
import type { CommandResult } from "./result";
import { runApp } from "./run-app";
import {
  chosen,
  declaredEnvironments,
  factDifferences,
  type LockedEnvironment,
  readLock,
  writeLock,
  writesNothing,
} from "./state-lock";

export interface LockOptions {
  /** Compare, and write nothing. */
  readonly check: boolean;
  /** Record environments that the lock has no entry of, although it knows others. */
  readonly new: boolean;
  /** Take out environments that are gone. */
  readonly forget: boolean;
}

/** Records what the app declares as what is deployed. Ends with 1 where `check` finds that it is not recorded. */
export function lock(wanted: readonly string[], options: LockOptions): CommandResult {
  refuseContradictions(wanted, options);
  if (options.forget) {
    return { output: forget(wanted), exitCode: 0 };
  }
  const { app, output } = readAppSettings();
  runApp(app, output, options.new ? { flinkStateLockNew: wanted } : undefined);
  const before = readLock();
  const environments = chosen(declaredEnvironments(output, before), wanted);
  if (environments.length === 0) {
    throw new UsageError("the app declares no platform, so that there is nothing to record");
  }
  const differing = environments.filter(({ recorded, declared }) => !isSame(recorded, declared));
  if (!options.check && differing.length > 0) {
    writeLock(
      differing.reduce((all, { workload, name, declared }) => withEnvironment(all, workload, name, declared), before),
    );
  }
  return {
    output: environments.map((each) => report(each, options)).join(""),
    exitCode: options.check && differing.length > 0 ? 1 : 0,
  };
}

function report({ workload, name, recorded, declared }: LockedEnvironment, { check }: LockOptions): string {
  const title = `${workload} · ${name}: `;
  if (recorded === undefined) {
    return `${title}${check ? `not in ${STATE_LOCK}` : "recorded; say deployed: true in the environment with its first apply"}\n`;
  }
  const differences = factDifferences(recorded, declared).map((line) => `  ${line}\n`);
  if (differences.length === 0) {
    return `${title}as recorded\n`;
  }
  const verdict = check ? `${STATE_LOCK} is behind` : "recorded; take out what the environment acknowledges of it";
  return `${title}${verdict}\n${differences.join("")}`;
}

function forget(wanted: readonly string[]): string {
  const before = readLock();
  const entries = Object.entries(before.workloads).flatMap(([workload, environments]) =>
    Object.keys(environments)
      .filter((name) => wanted.includes(name))
      .map((name) => ({ workload, name })),
  );
  const unknown = wanted.find((name) => !entries.some((each) => each.name === name));
  if (unknown !== undefined) {
    throw new UsageError(`${STATE_LOCK} records no environment ${JSON.stringify(unknown)}`);
  }
  writeLock(entries.reduce((all, { workload, name }) => withEnvironment(all, workload, name, undefined), before));
  return entries.map(({ workload, name }) => `${workload} · ${name}: no longer recorded\n`).join("");
}

function refuseContradictions(wanted: readonly string[], { check, new: fresh, forget: forgets }: LockOptions): void {
  const modes = Object.entries({ "--check": check, "--new": fresh, "--forget": forgets }).filter(([, on]) => on);
  if (modes.length > 1) {
    throw new UsageError(`${modes.map(([name]) => name).join(" and ")} exclude each other; use one`);
  }
  if ((fresh || forgets) && wanted.length === 0) {
    throw new UsageError(`${modes[0]?.[0]} needs the names of environments; all at once would be a blank cheque`);
  }
  if (!check && writesNothing()) {
    throw new UsageError(
      "CI is set, and CI writes no lock; use lock --check there, and commit what lock writes elsewhere",
    );
  }
}
