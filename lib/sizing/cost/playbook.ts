import { Bandwidth } from "../../units/bandwidth";
import { Cpu } from "../../units/cpu";
import { MemorySize } from "../../units/memory-size";
import { CPU_MILLIS_PER_SLOT } from "../assumptions";
import { taskManagerMemory } from "../memory/task-manager-memory";
import type { TaskManagerShape } from "../nodes/candidate";
import { type Refused, tryNodePool } from "../nodes/choose-node-pool";
import type { InstanceType } from "../nodes/instance-type";
import { refusalError } from "../nodes/no-node-fits";
import { nodeConstraints } from "../nodes/node-rules";
import type { PlatformPlan, StagePlan } from "../platform-plan";
import type { BilledTraffic } from "./billed-traffic";
import type { CostComparison } from "./cost-plan";
import { dollars } from "./dollars";
import { poolMonthly } from "./pool-cost";

const SLOTS = 4;
const PROCESS = MemorySize.gibibytes(16);
const MANAGED_FRACTION = 0.4;
const NOTHING = Bandwidth.bytesPerSecond(0);

/** USD a month of a stage's nodes, the playbook's and ours. */
interface PlaybookPool {
  readonly monthly: number;
  readonly replaced: number;
  readonly text: string;
}

/**
 * The playbook's TaskManager of 16 GiB, 4 cores and 4 slots for every stage, on the cheapest nodes that take it under
 * the same constraints; all else stays.
 *
 * @returns why it cannot be compared, where no allowed node takes it
 */
export function playbookComparison(
  plan: Omit<PlatformPlan, "cost">,
  traffic: Readonly<Record<string, BilledTraffic>>,
  ours: number,
  catalogue: readonly InstanceType[],
): CostComparison | string {
  const pools: PlaybookPool[] = [];
  for (const stage of plan.stages) {
    const pool = playbookPool(plan, stage, traffic[stage.name], catalogue);
    if ("refusal" in pool) {
      return `the playbook's TaskManagers: ${refusalError(pool.refusal).message}`;
    }
    pools.push(pool);
  }
  const theirs = pools.reduce((sum, { monthly }) => sum + monthly, 0);
  const replaced = pools.reduce((sum, { replaced }) => sum + replaced, 0);
  const monthly = ours - replaced + theirs;
  return {
    what: "playbook",
    monthly,
    message: `16 GiB, 4 cores and 4 slots for every stage: ${pools.map(({ text }) => text).join(", ")}; nodes for TaskManagers ${dollars(theirs)} a month instead of ${dollars(replaced)} (${share(replaced, theirs)}), all else alike${rocksDb(plan.stages)}`,
  };
}

function playbookPool(
  { nodePools, environment }: Omit<PlatformPlan, "cost">,
  stage: StagePlan,
  traffic: BilledTraffic | undefined,
  catalogue: readonly InstanceType[],
): PlaybookPool | Refused {
  const pool = nodePools.find(({ name }) => name === stage.name);
  if (pool === undefined) {
    return { monthly: 0, replaced: 0, text: `${stage.name} without nodes` };
  }
  const constraints = nodeConstraints(environment.nodes, stage.name);
  const choice = tryNodePool([playbookShape(stage, traffic)], constraints, pool.zones, catalogue);
  if ("refusal" in choice) {
    return choice;
  }
  const { nodePool } = choice;
  return {
    monthly: poolMonthly(nodePool, environment.nodes.type),
    replaced: poolMonthly(pool, environment.nodes.type),
    text: `${stage.name} ${nodePool.nodes} × ${nodePool.instanceType}`,
  };
}

function playbookShape(
  { parallelism, reasons, taskManagers: { slotsPerTaskManager, disk } }: StagePlan,
  traffic: BilledTraffic | undefined,
): TaskManagerShape {
  const { diskThroughput = NOTHING, diskRequests = 0, network = NOTHING } = traffic?.taskManager ?? {};
  // A slot with a whole core does the work of more than one of ours; a parallelism the team fixed stays.
  const slots = reasons.parallelism.code === "pinned" ? parallelism : (parallelism * CPU_MILLIS_PER_SLOT) / 1000;
  const replicas = Math.ceil(slots / SLOTS);
  const share = parallelism / replicas / slotsPerTaskManager;
  return {
    slots: SLOTS,
    replicas,
    cpu: Cpu.cores(4),
    memory: PROCESS,
    disk: MemorySize.bytes(Math.ceil(disk.inBytes * share)),
    diskThroughput: diskThroughput.times(share),
    diskRequests: diskRequests * share,
    network: network.times(share),
  };
}

function rocksDb(stages: readonly StagePlan[]): string {
  const theirs = taskManagerMemory({ process: PROCESS, managedFraction: MANAGED_FRACTION }).managed.dividedBy(SLOTS);
  return stages
    .flatMap(({ name, state }) =>
      state === undefined
        ? []
        : [`; ${name} would have ${theirs} for RocksDB per slot instead of ${state.managedPerSlot}`],
    )
    .join("");
}

function share(ours: number, theirs: number): string {
  const percent = Math.round((1 - ours / theirs) * 100);
  return percent >= 0 ? `${percent} % less` : `${-percent} % more`;
}
