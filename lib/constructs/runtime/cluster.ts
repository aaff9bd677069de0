import type { FlinkConfiguration } from "../../flink/flink-configuration";
import type { PlatformPlan, StagePlan } from "../../sizing/platform-plan";
import type { TaskManagerPool } from "../compute/task-manager-pool";
import type { IFlinkServiceAccount } from "../identity/flink-service-account";
import type { RemovalKeys } from "../terraform/removal";

/** What a runtime declares one stage from. */
export interface Cluster extends RemovalKeys {
  readonly plan: PlatformPlan;
  readonly stage: StagePlan;
  readonly taskManagers: TaskManagerPool;
  readonly serviceAccount: IFlinkServiceAccount;
  /** The complete effective configuration. */
  readonly configuration: FlinkConfiguration;
  /** Whether users added to what follows from the plan. */
  readonly customized: boolean;
}
