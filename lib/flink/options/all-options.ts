import { ClusterOptions, HighAvailabilityOptions, PortOptions, S3Options } from "./cluster";
import type { FlinkOption } from "./flink-option";
import { CheckpointingOptions, JobOptions, StateOptions } from "./job";
import { JobManagerOptions, KubernetesOptions, TaskManagerOptions } from "./process";

/** Every Flink option that is typed here, by the name of its group. */
export const OPTION_GROUPS = {
  TaskManagerOptions,
  JobManagerOptions,
  KubernetesOptions,
  CheckpointingOptions,
  StateOptions,
  JobOptions,
  HighAvailabilityOptions,
  PortOptions,
  ClusterOptions,
  S3Options,
} as const;

/** An option without the type of its value, which a list of them cannot keep. */
export type AnyOption = Omit<FlinkOption<unknown>, "format" | "parse">;

/** All of them in one list. */
export const ALL_OPTIONS: readonly AnyOption[] = Object.values(OPTION_GROUPS).flatMap((group): AnyOption[] =>
  Object.values(group),
);
