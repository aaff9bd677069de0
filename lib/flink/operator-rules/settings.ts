import { HighAvailabilityOptions } from "../options/cluster";
import type { FlinkOption } from "../options/flink-option";
import { TaskManagerOptions } from "../options/process";
import type { Deployment } from "./deployment";
import { isAtLeast } from "./rule";

type Settings = Readonly<Record<string, string>>;
type Spellings = Pick<FlinkOption<unknown>, "key" | "deprecatedKeys">;

/** An option's text, from its key or an older spelling; unlike `read` it never fails on the value. */
export function textOf(settings: Settings, option: Spellings): string | undefined {
  return [option.key, ...option.deprecatedKeys].map((key) => settings[key]).find((value) => value !== undefined);
}

export function isBlank(text: string | undefined): boolean {
  return text === undefined || text.trim() === "";
}

/** Whether a switch is on. Anything but `true` counts as off; the operator fails on what is neither. */
export function isOn(settings: Settings, option: Spellings, byDefault = false): boolean {
  return (textOf(settings, option) ?? String(byDefault)).trim().toLowerCase() === "true";
}

/** `NONE`, `KUBERNETES`, `ZOOKEEPER`, or what Flink takes for the name of a factory class. */
export function highAvailabilityType(settings: Settings): string {
  const type = textOf(settings, HighAvailabilityOptions.TYPE) ?? "NONE";
  return ["NONE", "KUBERNETES", "ZOOKEEPER"].find((known) => known === type.toUpperCase()) ?? type;
}

/** To Flink anything but `none` is high availability, a typing error included. */
export function isHighlyAvailable({ settings }: Deployment): boolean {
  return highAvailabilityType(settings) !== "NONE";
}

/**
 * Where a deployment's snapshots go, as its operator reads it: 1.10 is built on Flink 1.19, which knows only the older
 * spellings.
 */
export function directoryOf(
  { settings, operator }: Deployment,
  option: Spellings,
): { readonly key: string; readonly directory: string | undefined } {
  const key = isAtLeast(operator, "1.11") ? option.key : (option.deprecatedKeys[0] ?? option.key);
  const directory = key === option.key ? textOf(settings, option) : settings[key];
  return { key, directory: isBlank(directory) ? undefined : directory };
}

/** Slots of a TaskManager; `undefined` where the setting is no whole number above zero. */
export function slotsOf(settings: Settings): number | undefined {
  const text = textOf(settings, TaskManagerOptions.NUMBER_OF_TASK_SLOTS) ?? "1";
  return /^\+?0*[1-9]\d*$/.test(text) ? Number(text) : undefined;
}

/** The parallelism the operator deploys a job with: TaskManager replicas, where stated, times slots. */
export function effectiveParallelism({ settings, job, taskManager }: Deployment): number | undefined {
  const slots = slotsOf(settings);
  if (taskManager.replicas === undefined) {
    return job?.parallelism;
  }
  return slots === undefined ? undefined : taskManager.replicas * slots;
}
