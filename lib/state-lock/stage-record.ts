import { at, flatSettings, numberAt, textAt } from "../flink/operator-rules/tree";
import { HighAvailabilityOptions as Ha, OperatorOptions } from "../flink/options/cluster";
import { CheckpointingOptions as Checkpointing, JobOptions as Job, StateOptions as State } from "../flink/options/job";
import type { PlatformPlan, StagePlan } from "../sizing/platform-plan";
import type { HighAvailabilityRecord, StageRecord } from "./record";

/** A stage as a construct declares it: its plan, and the configuration that follows or that a user gave instead. */
export interface StageDeclaration {
  readonly plan: StagePlan;
  readonly settings: Readonly<Record<string, string>>;
}

/** A stage as it leaves for Terraform, and what it is declared with. */
export interface DeclaredStage {
  readonly record: StageRecord;
  readonly parallelism: number;
}

type Settings = Readonly<Record<string, string>>;

/**
 * What a stage's cluster holds and where. On the operator the FlinkDeployment is read as it is written for Terraform, so
 * that what an escape hatch changes counts.
 */
export function declaredStage(
  { runtime }: PlatformPlan["environment"],
  { plan, settings }: StageDeclaration,
  deployment: unknown,
): DeclaredStage {
  const effective = deployment === undefined ? settings : flatSettings(at(deployment, "spec.flinkConfiguration"));
  const parallelism = numberAt(deployment, "spec.job.parallelism") ?? numberIn(effective, Job.PARALLELISM.key);
  return {
    parallelism: parallelism ?? plan.parallelism,
    record: {
      clusterId: textAt(deployment, "metadata.name") ?? plan.clusterId,
      maxParallelism: numberIn(effective, Job.MAX_PARALLELISM.key) ?? plan.maxParallelism,
      stateBackend: effective[State.BACKEND.key] ?? "hashmap",
      ...textAs("checkpoints", effective[Checkpointing.DIRECTORY.key]),
      ...textAs("savepoints", effective[Checkpointing.SAVEPOINT_DIRECTORY.key]),
      ...textAs("checkpointsOnCancellation", effective[Checkpointing.RETENTION.key]),
      retainedCheckpoints: numberIn(effective, Checkpointing.RETAINED.key) ?? 1,
      highAvailability: highAvailability(effective),
      ...(runtime.type === "operator" && {
        upgradeMode: textAt(deployment, "spec.job.upgradeMode") ?? "stateless",
        savepointOnDeletion: effective[OperatorOptions.SAVEPOINT_ON_DELETION.key] === "true",
      }),
      ...textAs("start", startOf(plan)),
    },
  };
}

function highAvailability(settings: Settings): HighAvailabilityRecord {
  const type = (settings[Ha.TYPE.key] ?? "none").toLowerCase();
  const servers = settings[Ha.ZOOKEEPER_QUORUM.key]?.toLowerCase().split(",").sort();
  return {
    type,
    ...textAs("directory", settings[Ha.STORAGE_DIRECTORY.key]),
    ...(type === "zookeeper" && { rootPath: settings[Ha.ZOOKEEPER_ROOT.key] ?? "/flink", servers: servers ?? [] }),
  };
}

/** One text for one start: another one is another run. */
function startOf({ start }: StagePlan): string | undefined {
  if (start === undefined) {
    return undefined;
  }
  const { path = "no state", attempt } = start;
  return attempt === 1 ? path : `${path} (attempt ${attempt})`;
}

function textAs<K extends string>(key: K, value: string | undefined): { readonly [key in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [key in K]?: string };
}

function numberIn(settings: Settings, key: string): number | undefined {
  const value = settings[key];
  return value === undefined ? undefined : Number(value);
}
