/*
 * What is known only where there is an AWS account: nodes, and what all of it costs. Loaded when such an environment is
 * planned, not with the library.
 */
import { Bandwidth } from "../units/bandwidth";
import type { BilledTraffic } from "./cost/billed-traffic";
import { costChecks } from "./cost/cost-checks";
import { planCost } from "./cost/plan-cost";
import { autoModeChecks } from "./nodes/auto-mode-checks";
import { nodeCountChecks } from "./nodes/node-count-checks";
import type { NodePoolPlan } from "./nodes/node-pool-plan";
import { jobManagerPool } from "./nodes/stage-nodes";
import type { PlatformPlan, StagePlan } from "./platform-plan";
import { skewOf } from "./stage-load";
import { sustainedNetwork } from "./traffic";

export { cheapestShape } from "./nodes/stage-nodes";

/** The plan with nodes for its JobManagers, the checks of all nodes, and the bill. */
export function withNodesAndCost(plan: PlatformPlan, taskManagerPools: readonly NodePoolPlan[]): PlatformPlan {
  const { environment, workload, stages } = plan;
  const nodePools =
    taskManagerPools.length === 0 ? [] : [...taskManagerPools, jobManagerPool(environment, workload, stages)];
  const withNodes: PlatformPlan = {
    ...plan,
    nodePools,
    checks: [
      ...plan.checks,
      ...nodeCountChecks(environment.nodes, nodePools),
      ...autoModeChecks(environment.nodes, nodePools),
    ],
  };
  // A bill without the stage that no node carries would be no bill.
  if (taskManagerPools.length < stages.length) {
    return withNodes;
  }
  const cost = planCost(withNodes, Object.fromEntries(stages.map((stage) => [stage.name, billed(stage)])));
  return { ...withNodes, cost, checks: [...withNodes.checks, ...costChecks(cost, stages)] };
}

function billed({ checkpoints, source, disk, traffic, taskManagers, stage, zones }: StagePlan): BilledTraffic {
  return {
    checkpointBytesPerInterval: checkpoints.incrementalSize,
    fullSize: checkpoints.fullSize,
    putsPerCheckpoint: checkpoints.putsPerCheckpoint,
    crossZone: source.crossZone,
    exchangedAcrossZones: zones.exchanged,
    taskManager: {
      diskThroughput: Bandwidth.sum([disk.reads, disk.writes]),
      diskRequests: disk.iops,
      network: sustainedNetwork(traffic, checkpoints, taskManagers.replicas, skewOf(stage)),
    },
  };
}
