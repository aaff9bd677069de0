import { Construct } from "constructs";
import type { ResolvedEnvironment } from "../../environment/check-environment";
import type { FlinkConfiguration } from "../../flink/flink-configuration";
import { stageConfiguration } from "../../flink/stage-configuration";
import { evictableJobManagers } from "../../sizing/disruption";
import type { PlatformPlan, StagePlan } from "../../sizing/platform-plan";
import type { IFlinkServiceAccount } from "../identity/flink-service-account";
import type { ICheckpointBucket } from "../storage/checkpoint-bucket";
import { pinAddress } from "../terraform/addresses";
import { declareChecks } from "../terraform/declare-checks";
import { literalTree } from "../terraform/literal-text";
import { Manifest, PodDisruptionBudgetV1 } from "../terraform/providers";
import { mayBeRemoved, type RemovalKeys } from "../terraform/removal";
import { flinkDeployment } from "./flink-deployment";
import type { KubernetesObject } from "./pod-template";
import { podLabels, TaskManagerPool } from "./task-manager-pool";

/** One stage of a plan, and what it stands on. */
export interface FlinkApplicationProps extends RemovalKeys {
  readonly plan: PlatformPlan;
  readonly stage: StagePlan;
  readonly bucket: ICheckpointBucket;
  readonly serviceAccount: IFlinkServiceAccount;
  /**
   * Replaces what follows from the plan, the operator's own fields for memory, CPU and parallelism included.
   *
   * @default - everything the plan says, in the bucket's prefixes of the stage
   */
  readonly configuration?: FlinkConfiguration;
}

/**
 * One stage as an application cluster of its own: a FlinkDeployment for the operator, its TaskManager pool, and the
 * disruption budget of its JobManagers.
 */
export class FlinkApplication extends Construct {
  /** The complete effective configuration, with what the operator takes from other fields. */
  readonly configuration: FlinkConfiguration;
  readonly taskManagers: TaskManagerPool;

  constructor(scope: Construct, id: string, props: FlinkApplicationProps) {
    super(scope, id);
    const { plan, stage, bucket, serviceAccount } = props;
    const { environment } = plan;
    const { prefixes, clusterId } = stage;
    this.configuration =
      props.configuration ??
      stageConfiguration(plan, stage, {
        checkpoints: bucket.uri(prefixes.checkpoints),
        savepoints: bucket.uri(prefixes.savepoints),
        highAvailability: bucket.uri(prefixes.highAvailability),
      });
    this.taskManagers = new TaskManagerPool(this, "TaskManagers", {
      stage,
      environment,
      configuration: this.configuration,
    });
    const manifest = flinkDeployment(
      environment,
      stage,
      this.taskManagers,
      serviceAccount.serviceAccountName,
      this.configuration,
    );
    if (props.configuration !== undefined || hasOwnOptions(environment, stage)) {
      this.node.addValidation({ validate: () => operatorObjections(manifest, environment.operatorVersion) });
    }
    const wait = environment.runtime.waitUntilStable;
    const resource = new Manifest(this, "Resource", {
      manifest: literalTree(manifest),
      // The operator adds a finalizer; everything else it learns goes to the status, which is not ours.
      computedFields: ["metadata.annotations", "metadata.finalizers", "metadata.labels"],
      ...(wait && {
        wait: { fields: { "status.lifecycleState": "STABLE" } },
        timeouts: { create: wait.toGo(), update: wait.toGo() },
      }),
      lifecycle: { preventDestroy: !mayBeRemoved(this, props) },
    });
    pinAddress(resource, clusterId);
    const evictable = evictableJobManagers(stage.jobManager.replicas);
    if (evictable !== undefined) {
      new PodDisruptionBudgetV1(this, "DisruptionBudget", {
        metadata: { name: `${clusterId}-jobmanager`, namespace: environment.namespace },
        spec: { maxUnavailable: String(evictable), selector: { matchLabels: podLabels(clusterId, "jobmanager") } },
      });
    }
    declareChecks(
      this,
      plan.checks.filter((check) => check.stage === stage.name),
    );
  }
}

/** What follows from a plan alone the operator takes, which tests show; what users add may be anything. */
function hasOwnOptions({ flinkOptions }: ResolvedEnvironment, { stage }: StagePlan): boolean {
  return Object.keys({ ...flinkOptions, ...stage.flinkOptions }).length > 0;
}

/**
 * What the operator would reject, and what it would take although it then fails for ever, runs wrong or can never be
 * deleted again. Its rules are loaded only here: most synths have nothing to check.
 */
function operatorObjections(manifest: KubernetesObject, operatorVersion: string): string[] {
  const { operatorVerdict } =
    require("../../flink/operator-rules/verdict") as typeof import("../../flink/operator-rules/verdict.js");
  const { unguardedMistakes } =
    require("../../flink/operator-rules/unguarded-mistakes") as typeof import("../../flink/operator-rules/unguarded-mistakes.js");
  const verdict = operatorVerdict(manifest, { operatorVersion });
  const mistakes = unguardedMistakes(manifest, { operatorVersion });
  return [
    ...(verdict === undefined
      ? []
      : [
          `operator ${operatorVersion} would reject it by its rule ${verdict.rule}: ${verdict.message} [OperatorWouldReject]`,
        ]),
    ...mistakes.map(
      ({ code, kind, message, wayOut }) => `${message}; the operator takes it, but it ${kind}: ${wayOut} [${code}]`,
    ),
  ];
}
