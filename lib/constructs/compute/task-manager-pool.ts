import { Construct } from "constructs";
import type { ResolvedEnvironment } from "../../environment/check-environment";
import type { FlinkConfiguration } from "../../flink/flink-configuration";
import { KubernetesOptions, TaskManagerOptions } from "../../flink/options/process";
import { evictableTaskManagers } from "../../sizing/disruption";
import type { StagePlan } from "../../sizing/platform-plan";
import { PodDisruptionBudgetV1 } from "../terraform/providers";
import { type KubernetesObject, podTemplate } from "./pod-template";
import { taskManagerScheduling } from "./scheduling";

/** The stage whose TaskManagers they are. */
export interface TaskManagerPoolProps {
  readonly stage: StagePlan;
  readonly environment: ResolvedEnvironment;
  /** Where CPU and memory are read from. @default - the plan */
  readonly configuration?: FlinkConfiguration;
}

/** Equal TaskManagers of one stage. On the operator runtime Flink starts the pods itself, from what is declared here. */
export class TaskManagerPool extends Construct {
  /** How many tasks the pool can run at once. */
  readonly slots: number;
  /** The `taskManager` part of a FlinkDeployment. */
  readonly spec: KubernetesObject;

  constructor(scope: Construct, id: string, { stage, environment, configuration }: TaskManagerPoolProps) {
    super(scope, id);
    const { taskManagers, clusterId } = stage;
    this.slots = taskManagers.replicas * taskManagers.slotsPerTaskManager;
    this.spec = {
      resource: {
        cpu: (configuration?.value(KubernetesOptions.TASK_MANAGER_CPU) ?? taskManagers.cpu).inCores,
        memory: (configuration?.value(TaskManagerOptions.PROCESS_MEMORY) ?? taskManagers.memory.process).toFlink(),
        ephemeralStorage: taskManagers.disk.toQuantity(),
      },
      podTemplate: podTemplate({
        component: "taskmanager",
        environment,
        disk: taskManagers.disk,
        placement: taskManagers.placement,
        scheduling: taskManagerScheduling(environment, stage, podLabels(clusterId, "taskmanager")),
      }),
    };
    const evictable = evictableTaskManagers(taskManagers.replicas);
    if (evictable !== undefined) {
      // A count that must stay, not one that may go: the controller of Flink's TaskManager pods is the JobManager's
      // Deployment, and Kubernetes would take that one's replicas for the size of the pool.
      new PodDisruptionBudgetV1(this, "DisruptionBudget", {
        metadata: { name: `${clusterId}-taskmanager`, namespace: environment.namespace },
        spec: {
          minAvailable: String(taskManagers.replicas - evictable),
          selector: { matchLabels: podLabels(clusterId, "taskmanager") },
        },
      });
    }
  }
}

/** The labels Flink's native integration gives its pods. */
export function podLabels(
  clusterId: string,
  component: "jobmanager" | "taskmanager",
): Readonly<Record<string, string>> {
  return { app: clusterId, component, type: "flink-native-kubernetes" };
}
