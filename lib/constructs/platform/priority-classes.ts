import { Construct } from "constructs";
import type { FlinkComponent } from "../../environment/priority-classes";
import { pinAddress } from "../terraform/addresses";
import { PriorityClassV1 } from "../terraform/providers";

/** Above pods that say nothing (0), and far below what a cluster's administrators keep for themselves. */
const TASK_MANAGER_PRIORITY = 100_000;

export interface FlinkPriorityClassesProps {
  readonly nameOf: (component: FlinkComponent) => string;
  /** Of TaskManagers. */
  readonly value?: number | undefined;
}

/**
 * An environment's two classes. A JobManager is worth more than a TaskManager: without the one no job runs at all,
 * without the other one waits for slots.
 */
export class FlinkPriorityClasses extends Construct {
  constructor(scope: Construct, id: string, { nameOf, value = TASK_MANAGER_PRIORITY }: FlinkPriorityClassesProps) {
    super(scope, id);
    for (const [component, priority] of [["jobmanager", value + 1] as const, ["taskmanager", value] as const]) {
      const name = nameOf(component);
      const resource = new PriorityClassV1(this, component, {
        metadata: { name },
        value: priority,
        description: `Flink's ${component} pods`,
      });
      pinAddress(resource, name);
    }
  }
}
