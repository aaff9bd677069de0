import type { ResolvedEnvironment } from "../../environment/check-environment";
import { zonesOfTaskManagers } from "../../environment/zones";
import { Bandwidth } from "../../units/bandwidth";
import { extended } from "../../units/late";
import { JOB_MANAGERS_POOL } from "../../workload/names";
import type { ChooseShape } from "../plan-stage";
import type { StagePlan } from "../platform-plan";
import type { StageShape } from "../stage-shapes";
import type { TaskManagerShape } from "./candidate";
import { tryNodePool } from "./choose-node-pool";
import { chooseJobManagerNodes } from "./job-manager-nodes";
import type { NodePoolPlan } from "./node-pool-plan";
import { nodeConstraints } from "./node-rules";
import { placementOf } from "./placement";

/**
 * The shape whose TaskManagers cost least on whole nodes, and these nodes. They are in the zones that the environment
 * gives the stage's TaskManagers. Where no node carries any shape the usual one is planned without
 * nodes, and fails a check: what else is wrong with such a plan is worth reading too.
 *
 * @throws InvalidInputError `InstanceTypeUnknown`
 */
export function cheapestShape(
  environment: ResolvedEnvironment,
  workload: string,
  stage: string,
  shapes: readonly [StageShape, ...StageShape[]],
): ReturnType<ChooseShape> {
  const zones = zonesOfTaskManagers(environment, stage);
  const choice = tryNodePool(
    shapes.map((each) => ({ ...podShape(each), stageShape: each })),
    nodeConstraints(environment.nodes, stage),
    zones,
  );
  if ("refusal" in choice) {
    // Nodes that somebody else runs may be what no catalogue has.
    const verdict = environment.nodes.type === "existing" ? "warn" : "fail";
    return { shape: shapes[0], checks: [{ code: "NoNodeFits", verdict, ...choice.refusal }] };
  }
  const { shape, nodePool } = choice;
  return {
    shape: shape.stageShape,
    nodePool: extended(nodePool, { name: stage, zones, placement: placementOf(environment, workload, stage) }),
    checks: [{ code: "NoNodeFits", verdict: "pass", message: nodePool.reasons.nodes.message }],
  };
}

function podShape({ slots, pool, disk, sustainedNetwork: network }: StageShape): TaskManagerShape {
  const { replicas, cpu, memory, disk: size } = pool.plan;
  return {
    slots,
    replicas,
    cpu,
    memory: memory.process,
    disk: size,
    diskThroughput: Bandwidth.sum([disk.reads, disk.writes]),
    diskRequests: disk.iops,
    network,
  };
}

/** Nodes for the JobManagers of all stages, a leader and its standby apart and in different zones. */
export function jobManagerPool(
  environment: ResolvedEnvironment,
  workload: string,
  stages: readonly Pick<StagePlan, "jobManager">[],
): NodePoolPlan {
  const pods = stages.map(({ jobManager: { replicas, cpu, memory } }) => ({ replicas, cpu, memory: memory.process }));
  return extended(chooseJobManagerNodes(pods, nodeConstraints(environment.nodes)), {
    name: JOB_MANAGERS_POOL,
    zones: environment.zones ?? [],
    placement: placementOf(environment, workload, JOB_MANAGERS_POOL),
  });
}
