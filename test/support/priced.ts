import type { Environment } from "../../lib/environment/environment";
import type { BilledTraffic } from "../../lib/sizing/cost/billed-traffic";
import { planCost } from "../../lib/sizing/cost/plan-cost";
import { chooseNodePool } from "../../lib/sizing/nodes/choose-node-pool";
import { chooseJobManagerNodes } from "../../lib/sizing/nodes/job-manager-nodes";
import { nodeConstraints } from "../../lib/sizing/nodes/node-rules";
import { planPlatform } from "../../lib/sizing/plan-platform";
import type { PlatformPlan } from "../../lib/sizing/platform-plan";
import { Bandwidth } from "../../lib/units/bandwidth";
import { MemorySize } from "../../lib/units/memory-size";
import type { Stage } from "../../lib/workload/stage";
import { validEnvironment, validWorkload } from "./valid";

/** What a TaskManager moves, where a test says nothing else. */
export const taskManager = {
  diskThroughput: Bandwidth.megabytesPerSecond(20),
  diskRequests: 300,
  network: Bandwidth.megabytesPerSecond(20),
};
export const noTraffic: BilledTraffic = {
  checkpointBytesPerInterval: MemorySize.ZERO,
  fullSize: MemorySize.ZERO,
  putsPerCheckpoint: 0,
  crossZone: Bandwidth.bytesPerSecond(0),
  exchangedAcrossZones: Bandwidth.bytesPerSecond(0),
  taskManager,
};

/** A plan with nodes for TaskManagers that move {@link taskManager}. */
export function planned(stages: readonly Stage[], change: Partial<Environment> = {}): PlatformPlan {
  const plan = planPlatform(validWorkload(...stages), validEnvironment(change));
  const { nodes } = plan.environment;
  return {
    ...plan,
    nodePools: [
      ...plan.stages.map(({ name, taskManagers }) => ({
        ...chooseNodePool(
          [
            {
              slots: taskManagers.slotsPerTaskManager,
              replicas: taskManagers.replicas,
              cpu: taskManagers.cpu,
              memory: taskManagers.memory.process,
              disk: taskManagers.disk,
              ...taskManager,
            },
          ],
          nodeConstraints(nodes, name),
        ).nodePool,
        name,
        zones: [],
      })),
      {
        ...chooseJobManagerNodes(
          plan.stages.map(({ jobManager: { replicas, cpu, memory } }) => ({ replicas, cpu, memory: memory.process })),
          nodeConstraints(nodes),
        ),
        name: "jobmanagers",
        zones: [],
      },
    ],
  };
}

export const costOf = (plan: PlatformPlan, traffic: Readonly<Record<string, BilledTraffic>>) => {
  const cost = planCost(plan, traffic);
  if (cost === undefined) {
    throw new Error("nodes are planned, so there is a cost");
  }
  return cost;
};
