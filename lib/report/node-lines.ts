import type { createColors } from "picocolors";
import { dollars } from "../sizing/cost/dollars";
import type { Allocatable, NodePoolPlan } from "../sizing/nodes/node-pool-plan";
import { counted } from "./counted";
import { figureText } from "./figure";
import { PAGE_WIDTH } from "./page-width";
import { describeStorage } from "./plan-figures";
import { wrap } from "./wrap";

/** Every pool: its nodes, how full they are, what is lost with one, and what they cost; nothing where there is none. */
export function nodeLines(pools: readonly NodePoolPlan[], colors: ReturnType<typeof createColors>): readonly string[] {
  if (pools.length === 0) {
    return [];
  }
  return [
    colors.bold("nodes"),
    ...pools.flatMap((pool) => [
      ...wrap(`${pool.name}: ${describePool(pool)}`, PAGE_WIDTH),
      ...wrap(describeFit(pool), PAGE_WIDTH - 2).map((line) => `  ${colors.dim(line)}`),
    ]),
    "",
  ];
}

/** `8 × m7gd.2xlarge (arm64, on-demand), 2 pods per node, $2.85 an hour`. */
export function describePool(pool: NodePoolPlan): string {
  const { nodes, instanceType, architecture, capacityType, podsPerNode } = pool;
  return `${nodes} × ${instanceType} (${architecture}, ${capacityType}), ${counted(podsPerNode, "pod")} per node, ${describePrice(pool)}`;
}

/** Instances, and volumes where there are any. */
export function describePrice({ hourlyPrice: { instances, volumes } }: NodePoolPlan): string {
  return volumes === 0
    ? `${dollars(instances)} an hour`
    : `${dollars(instances + volumes)} an hour, ${dollars(volumes)} of it volumes`;
}

function describeFit({
  utilization,
  allocatable,
  slotsLostPerNode,
  storage,
  networkBaseline,
  zones,
}: NodePoolPlan): string {
  return [
    `${figureText("share", utilization.cpu)} of its cores and ${figureText("share", utilization.memory)} of its memory used`,
    `allocatable ${describeAllocatable(allocatable.karpenter)}`,
    ...(slotsLostPerNode === 0 ? [] : [`${counted(slotsLostPerNode, "slot")} lost with a node`]),
    describeStorage(storage),
    `network ${networkBaseline}`,
    ...(zones.length === 0 ? [] : [zones.join(", ")]),
  ].join(" · ");
}

export function describeAllocatable({ cpu, memory, pods }: Allocatable): string {
  return `${cpu}, ${memory}, ${counted(pods, "pod")}`;
}
