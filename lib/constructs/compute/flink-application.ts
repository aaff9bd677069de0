import { Construct } from "constructs";
import type { ResolvedEnvironment } from "../../environment/check-environment";
import type { ResolvedRuntime } from "../../environment/runtime";
import { exclusivePlaces } from "../../flink/exclusive-places";
import type { FlinkConfiguration } from "../../flink/flink-configuration";
import { podLabels } from "../../flink/pod-labels";
import { stageConfiguration } from "../../flink/stage-configuration";
import { evictableJobManagers } from "../../sizing/disruption";
import type { PlatformPlan, StagePlan } from "../../sizing/platform-plan";
import type { IFlinkServiceAccount } from "../identity/flink-service-account";
import type { Cluster } from "../runtime/cluster";
import { declareOperatorCluster } from "../runtime/operator/operator-cluster";
import { declareStandaloneCluster } from "../runtime/standalone/standalone-cluster";
import type { ICheckpointBucket } from "../storage/checkpoint-bucket";
import { declareChecks } from "../terraform/declare-checks";
import { claim } from "../terraform/exclusive";
import { PodDisruptionBudgetV1 } from "../terraform/providers";
import type { RemovalKeys } from "../terraform/removal";
import { declareState } from "../terraform/state-lock";
import { TaskManagerPool } from "./task-manager-pool";

/** One stage of a plan, and what it stands on. */
export interface FlinkApplicationProps extends RemovalKeys {
  readonly plan: PlatformPlan;
  readonly stage: StagePlan;
  readonly bucket: ICheckpointBucket;
  readonly serviceAccount: IFlinkServiceAccount;
  /**
   * Replaces what follows from the plan, memory, CPU and parallelism included.
   *
   * @default - everything the plan says, in the bucket's prefixes of the stage
   */
  readonly configuration?: FlinkConfiguration;
}

/**
 * One stage as an application cluster of its own, as the environment's runtime runs it, with its TaskManager pool and the
 * disruption budget of its JobManagers.
 */
export class FlinkApplication extends Construct {
  /** The complete effective configuration, with what a runtime takes from other fields. */
  readonly configuration: FlinkConfiguration;
  readonly taskManagers: TaskManagerPool;

  constructor(scope: Construct, id: string, props: FlinkApplicationProps) {
    super(scope, id);
    const { plan, stage, bucket } = props;
    const { environment } = plan;
    const { prefixes, clusterId } = stage;
    this.configuration =
      props.configuration ??
      stageConfiguration(plan, stage, {
        checkpoints: bucket.uri(prefixes.checkpoints),
        savepoints: bucket.uri(prefixes.savepoints),
        highAvailability: bucket.uri(prefixes.highAvailability),
      });
    declareState(this, plan, { plan: stage, settings: this.configuration.toMap() });
    claim(this, exclusivePlaces(environment, clusterId, this.configuration));
    this.taskManagers = new TaskManagerPool(this, "TaskManagers", { stage, environment });
    const cluster: Cluster = {
      ...props,
      taskManagers: this.taskManagers,
      configuration: this.configuration,
      customized: props.configuration !== undefined || hasOwnOptions(environment, stage),
    };
    declareCluster(this, cluster, environment.runtime);
    const evictable = evictableJobManagers(stage.jobManager.replicas);
    if (evictable !== undefined) {
      new PodDisruptionBudgetV1(this, "DisruptionBudget", {
        metadata: { name: `${clusterId}-jobmanager`, namespace: environment.namespace },
        spec: {
          maxUnavailable: String(evictable),
          selector: { matchLabels: podLabels(clusterId, "jobmanager", environment.runtime) },
        },
      });
    }
    declareChecks(
      this,
      plan.checks.filter((check) => check.stage === stage.name),
    );
  }
}

function declareCluster(application: FlinkApplication, cluster: Cluster, runtime: ResolvedRuntime): void {
  switch (runtime.type) {
    case "operator":
      declareOperatorCluster(application, cluster, runtime);
      return;
    case "standalone":
      declareStandaloneCluster(application, cluster, runtime);
      return;
    default:
      runtime satisfies never;
  }
}

/** What follows from a plan alone the operator takes, which tests show; what users add may be anything. */
function hasOwnOptions({ flinkOptions }: ResolvedEnvironment, { stage }: StagePlan): boolean {
  return Object.keys({ ...flinkOptions, ...stage.flinkOptions }).length > 0;
}
