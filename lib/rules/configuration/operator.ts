import type { MistakeKind } from "../../flink/operator-rules/mistake";
import { firstVerdict } from "../../flink/operator-rules/rule";
import { MISTAKE_CHECKS } from "../../flink/operator-rules/unguarded-mistakes";
import { DEPLOYMENT_RULES } from "../../flink/operator-rules/verdict";
import { isUnresolved } from "../../units/literal";
import type { Settings } from "../model/flink-cluster";
import { KUBERNETES_DOCS, OPERATOR_DOCS, perCluster, perProcess, type Rule } from "../rule";
import { fixOf } from "./from-advice";

const OVERVIEW = `${OPERATOR_DOCS}/custom-resource/overview/`;
/** The operator's rules by their numbers: the Flink version, the checkpoint directory, standby JobManagers. */
const [VERSION, ...WITH_OWN_RULE] = [3, 10, 20];
/** Mistakes that have a rule of their own here, because they can be made without the operator too. */
const MISTAKES_WITH_OWN_RULE: ReadonlySet<string> = new Set([
  "CheckpointIntervalMalformed",
  "CheckpointIntervalMissing",
  "HighAvailabilityTypeUnknown",
  "HighAvailabilityWithoutStorage",
  "LastStateWithoutHighAvailability",
  "MaxParallelismMissing",
  "MemoryDoesNotAddUp",
  "ParallelismAboveMaxParallelism",
  "S3PluginMissing",
  "ZooKeeperQuorumMissing",
]);

export const OPERATOR_RULES: readonly Rule[] = [
  {
    id: "operator-rejects",
    severity: "error",
    topic: "configuration",
    title: "A FlinkDeployment that the operator rejects",
    reason:
      "The webhook refuses it; without the webhook it is created, and nothing happens but an event, while terraform apply reports success.",
    fix: "Correct the field.",
    source: OVERVIEW,
    check: perCluster(({ deployment, placeOf, settings }) => {
      const rules = DEPLOYMENT_RULES.filter(({ number }) => number !== VERSION && !WITH_OWN_RULE.includes(number));
      const verdict = deployment && firstVerdict(rules, deployment, deployment.operator);
      return (
        verdict && {
          place: placeOf(named(verdict.message, settings)),
          message: `rule ${verdict.rule} of the operator: ${verdict.message}`,
        }
      );
    }),
  },
  {
    id: "flink-version-not-deployable",
    severity: "error",
    topic: "configuration",
    title: "A Flink release that the operator does not deploy",
    reason:
      "Its resource definition ends at an older release, and the API server refuses the manifest, or the operator ignores it.",
    fix: "Use a release that the operator knows, or a newer operator.",
    source: OVERVIEW,
    check: perCluster(({ deployment, placeOf }) => {
      const rules = DEPLOYMENT_RULES.filter(({ number }) => number === VERSION);
      const verdict =
        deployment?.flinkVersion === undefined || isUnresolved(deployment.flinkVersion)
          ? undefined
          : firstVerdict(rules, deployment, deployment.operator);
      return verdict && { place: placeOf("flinkVersion"), message: verdict.message };
    }),
  },
  mistakes("operator-fails-for-ever", "fails for ever", {
    title: "A FlinkDeployment that is accepted and never deployed",
    reason: "The operator takes it, and every attempt to deploy it throws: the lifecycle stays at UPGRADING for ever.",
  }),
  mistakes("deployed-although-wrong", "deployed although wrong", {
    title: "A FlinkDeployment that is deployed otherwise than meant",
    reason: "Neither the operator nor Kubernetes objects; the job does not start, or not with what the manifest says.",
  }),
  mistakes("deployment-undeletable", "cannot be deleted", {
    title: "A FlinkDeployment that cannot be deleted",
    reason:
      "Cleaning it up throws, so that its finalizer stays and a terraform destroy hangs until somebody corrects the field.",
  }),
  {
    id: "image-not-pinned",
    severity: "warning",
    topic: "configuration",
    title: "An image without a version",
    reason:
      "Every new pod may bring another Flink, or another job, than the one whose state it restores, and no plan shows it.",
    fix: "Name the image with a tag that is never moved, or by its digest.",
    source: `${KUBERNETES_DOCS}/concepts/containers/images/`,
    check: perProcess(({ role, image, place }, { deployment, placeOf }) =>
      image !== undefined &&
      image !== "" &&
      !isUnresolved(image) &&
      // Both processes of a FlinkDeployment have one image.
      !(deployment !== undefined && role === "TaskManager") &&
      !image.includes("@sha256:") &&
      /^[^:]*(:\d+\/[^:]*)?(:latest)?$/.test(image)
        ? { place: deployment === undefined ? place : placeOf("image"), message: `the image is ${image}` }
        : undefined,
    ),
  },
];

function mistakes(id: string, kind: MistakeKind, text: Pick<Rule, "title" | "reason">): Rule {
  const checks = MISTAKE_CHECKS.filter((check) => check.kind === kind && !MISTAKES_WITH_OWN_RULE.has(check.code));
  return {
    id,
    severity: "error",
    topic: "configuration",
    ...text,
    fix: "Correct the field.",
    source: OVERVIEW,
    check: perCluster(({ deployment, placeOf, settings }) =>
      deployment === undefined
        ? []
        : checks.flatMap(({ code, find }) =>
            find(deployment).map(({ message, wayOut }) => ({
              place: placeOf(named(message, settings)),
              message: `${message} (${code})`,
              fix: fixOf(wayOut),
            })),
          ),
    ),
  };
}

/** The field of the spec, or the setting, that a message is about: the first it names. */
function named(message: string, settings: Settings): string {
  const [, field] = /\bspec\.([a-zA-Z]+(?:\.[a-zA-Z]+)*)/.exec(message) ?? [];
  const words = message.split(/[\s,;]+/);
  return field ?? words.find((word) => settings[word] !== undefined) ?? (/upgradeMode/.test(message) ? "job" : "");
}
