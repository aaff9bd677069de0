import { Construct } from "constructs";
import type { ResolvedEnvironment } from "../../environment/check-environment";
import { podLabels } from "../../flink/pod-labels";
import { evictableTaskManagers } from "../../sizing/disruption";
import type { StagePlan } from "../../sizing/platform-plan";
import { PodDisruptionBudgetV1 } from "../terraform/providers";

/** The stage whose TaskManagers they are. */
export interface TaskManagerPoolProps {
  readonly stage: StagePlan;
  readonly environment: ResolvedEnvironment;
}

/**
 * Equal TaskManagers of one stage, and how many of them a drain may take. On the operator runtime Flink starts the pods
 * itself, from what the FlinkDeployment says.
 */
export class TaskManagerPool extends Construct {
  /** How many tasks the pool can run at once. */
  readonly slots: number;

  constructor(scope: Construct, id: string, { stage, environment }: TaskManagerPoolProps) {
    super(scope, id);
    const { taskManagers, clusterId } = stage;
    this.slots = taskManagers.replicas * taskManagers.slotsPerTaskManager;
    const evictable = evictableTaskManagers(taskManagers.replicas);
    if (evictable !== undefined) {
      // A count that must stay, not one that may go: the controller of Flink's TaskManager pods is the JobManager's
      // Deployment, and Kubernetes would take that one's replicas for the size of the pool.
      new PodDisruptionBudgetV1(this, "DisruptionBudget", {
        metadata: { name: `${clusterId}-taskmanager`, namespace: environment.namespace },
        spec: {
          minAvailable: String(taskManagers.replicas - evictable),
          selector: { matchLabels: podLabels(clusterId, "taskmanager", environment.runtime) },
        },
      });
    }
  }
}
