import { existsSync } from "node:fs";
import type { PlanRecord } from "../report/plan-record";
import { UsageError } from "./project";
import { readText } from "./read-text";
import { jsonText } from "./result";
import { writeText } from "./write-text";

/** Where a plan is saved that is committed beside the code: in the folder of cdktf.json. */
export const SAVED_PLAN = "flink-plan.json";

/** The shape of the file. A reader of another number refuses it. */
const VERSION = 1;

/** A saved plan: the numbers and verdicts of each environment. */
export interface SavedPlan {
  readonly version: number;
  readonly workload: string;
  readonly environments: Readonly<Record<string, PlanRecord>>;
}

/** Writes a plan with sorted keys, so that two of the same platform are the same bytes. Only a saved plan is replaced. */
export function savePlan(file: string, plan: Omit<SavedPlan, "version">): void {
  if (existsSync(file) && !isSavedPlan(parsed(readText(file)))) {
    throw new UsageError(`${file} is no saved plan and is not overwritten; name another file, or remove it`);
  }
  writeText(file, jsonText(sorted({ version: VERSION, ...plan })));
}

export function readSavedPlan(file: string): SavedPlan {
  if (!existsSync(file)) {
    throw new UsageError(`there is no ${file}; write it with plan --save, and commit it`);
  }
  const value = parsed(readText(file));
  if (!isSavedPlan(value)) {
    throw new UsageError(`${file} is no saved plan; write one with plan --save`);
  }
  if (value.version !== VERSION) {
    throw new UsageError(
      `${file} was saved in format ${value.version}, and this cdktf-flink reads format ${VERSION}; write it anew with plan --save`,
    );
  }
  if (!Object.values(value.environments).every(isRecord)) {
    throw new UsageError(
      `${file} is damaged: an environment has no platform, stages or checks; write it anew with plan --save`,
    );
  }
  return value;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSavedPlan(value: unknown): value is SavedPlan {
  const { version, workload, environments } = (value ?? {}) as Partial<SavedPlan>;
  return typeof version === "number" && typeof workload === "string" && isObject(environments);
}

function isRecord(value: unknown): boolean {
  const { platform, stages, checks } = (value ?? {}) as Partial<PlanRecord>;
  return (
    [platform, stages, checks].every(isObject) &&
    [stages, checks].every((each) => Object.values(each ?? {}).every(isObject))
  );
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sorted(value: unknown): unknown {
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, each]) => [key, sorted(each)]),
      )
    : value;
}
