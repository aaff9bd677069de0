import { FlinkVersion } from "../../environment/flink-version";
import { type Deployment, deploymentOf } from "../../flink/operator-rules/deployment";
import { firstVerdict } from "../../flink/operator-rules/rule";
import { highAvailabilityType, textOf } from "../../flink/operator-rules/settings";
import { UPDATE_RULES } from "../../flink/operator-rules/update";
import { HighAvailabilityOptions as Ha } from "../../flink/options/cluster";
import { JobOptions, StateOptions } from "../../flink/options/job";
import { isUnresolved } from "../../units/literal";
import { FLINK_DOCS, OPERATOR_DOCS, type Rule, type Violation } from "../rule";

const JOB_DOCS = `${OPERATOR_DOCS}/custom-resource/job-management/`;

export const UPDATE_IN_PLACE_RULES: readonly Rule[] = [
  {
    id: "plan-changes-max-parallelism",
    severity: "error",
    topic: "plan",
    title: "The plan changes max parallelism of a running job",
    reason:
      "State is divided into that many key groups: Flink refuses to restore it with another number, and the job stands still.",
    fix: "Keep the number, or start a new job from nothing, or rewrite a savepoint with the State Processor API.",
    source: `${FLINK_DOCS}/ops/production_ready/`,
    check: perRestore((now, next) => {
      const [before, after] = [now, next].map(({ settings }) => textOf(settings, JobOptions.MAX_PARALLELISM));
      return before !== undefined &&
        after !== undefined &&
        !isUnresolved(after) &&
        Number(before) > 0 &&
        Number(before) !== Number(after)
        ? `${JobOptions.MAX_PARALLELISM.key} changes from ${before} to ${after}`
        : undefined;
    }),
  },
  {
    id: "plan-changes-flink-major",
    severity: "error",
    topic: "plan",
    title: "The plan moves a job to another major release of Flink in place",
    reason:
      "State of Flink 1.x is not promised to be read by 2.x: serializers changed, and whole APIs are gone. The upgrade may stop the old job and never start the new one.",
    fix: "Run the new release beside the old one, from a savepoint that was tried or from replayed input, and switch then.",
    source: "https://nightlies.apache.org/flink/flink-docs-release-2.2/release-notes/flink-2.0/",
    check: perRestore((now, next) => {
      const [before, after] = [majorOf(now), majorOf(next)];
      return before !== undefined && after !== undefined && before !== after
        ? `spec.flinkVersion changes from ${now.flinkVersion} to ${next.flinkVersion}`
        : undefined;
    }),
  },
  {
    id: "plan-changes-state-backend",
    severity: "error",
    topic: "plan",
    title: "The plan changes the state backend under a checkpoint",
    reason:
      "A checkpoint, and a savepoint in native format, can be read only by the backend that wrote it; with last-state the job is deployed again and cannot restore.",
    fix: "Set upgradeMode to savepoint for this change, with savepoints in canonical format.",
    source: `${FLINK_DOCS}/ops/state/checkpoints_vs_savepoints/`,
    check: perUpdate((now, next) => {
      const [before, after] = [now, next].map(({ settings }) =>
        (textOf(settings, StateOptions.BACKEND) ?? "hashmap").toLowerCase(),
      );
      return before !== after && next.job?.upgradeMode === "last-state"
        ? `${StateOptions.BACKEND.key} changes from ${before} to ${after} with upgradeMode last-state`
        : undefined;
    }),
  },
  {
    id: "plan-moves-ha-metadata",
    severity: "error",
    topic: "plan",
    title: "The plan moves the HA metadata of a job",
    reason:
      "With last-state the next deployment looks for the last checkpoint where there is nothing yet, and the operator cannot go on by itself.",
    fix: "Set upgradeMode to savepoint for this change.",
    source: JOB_DOCS,
    check: perUpdate((now, next) => {
      const moved = [
        [Ha.TYPE.key, highAvailabilityType(now.settings), highAvailabilityType(next.settings)],
        ...[Ha.ZOOKEEPER_QUORUM, Ha.ZOOKEEPER_ROOT].map((option) => [
          option.key,
          textOf(now.settings, option) ?? "not set",
          textOf(next.settings, option) ?? "not set",
        ]),
      ].find(([, before, after]) => before !== after && !isUnresolved(after));
      return moved !== undefined && now.job?.upgradeMode === "last-state" && next.job?.upgradeMode === "last-state"
        ? `${moved[0]} changes from ${moved[1]} to ${moved[2]} with upgradeMode last-state`
        : undefined;
    }),
  },
  {
    id: "plan-update-rejected",
    severity: "error",
    topic: "plan",
    title: "A change that the operator refuses",
    reason: "The old job keeps running, terraform apply reports success, and the change is never made.",
    fix: "Undo it, or create a FlinkDeployment of another name.",
    source: JOB_DOCS,
    check: perUpdate((now, next) => firstVerdict(UPDATE_RULES, { ...next, previous: now }, next.operator)?.message),
  },
];

/** Asks for FlinkDeployments that a plan changes in place. */
function perUpdate(find: (now: Deployment, next: Deployment) => string | undefined): Rule["check"] {
  return ({ changes, operatorVersion }) =>
    changes.flatMap(({ kind, object, next, place }): Violation[] => {
      if (kind !== "changes" || object?.kind !== "FlinkDeployment" || next === undefined) {
        return [];
      }
      const [before, after] = [object, next].map(({ body }) => deploymentOf(body, { operatorVersion }));
      const message = before && after && find(before, after);
      return message === undefined ? [] : [{ place, message: `FlinkDeployment ${next.name}: ${message}` }];
    });
}

/** Asks only where the next job goes on from the state of the one that runs. */
function perRestore(find: Parameters<typeof perUpdate>[0]): Rule["check"] {
  return perUpdate((now, next) =>
    next.job === undefined || next.job.upgradeMode === "stateless" ? undefined : find(now, next),
  );
}

function majorOf({ flinkVersion = "" }: Deployment): number | undefined {
  const line = flinkVersion.replace(/^v/, "").replace("_", ".");
  return FlinkVersion.lines().includes(line) ? FlinkVersion.of(line).major : /^1\./.test(line) ? 1 : undefined;
}
