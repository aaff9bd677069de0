import type { Architecture, CapacityType, DaemonSetReserve, NodeConstraints, Nodes } from "../../environment/nodes";
import { requireAmount, requireWhole } from "../../units/literal";
import { MAX_SLOTS_LOST_PER_NODE, SPOT_PRICE_SHARE } from "../assumptions";
import { instanceType, requireFamilies } from "./instance-catalogue";
import type { InstanceType } from "./instance-type";
import { DEFAULT_RESERVE } from "./pods-per-node";

/** What a stage's nodes must obey: what holds for every pool, and what differs for this one. */
export function nodeConstraints(nodes: Nodes, stage?: string): NodeConstraints {
  return { ...nodes.constraints, ...(stage === undefined ? {} : nodes.stageConstraints?.[stage]) };
}

/** Constraints whose open choices are made. */
export interface NodeRules {
  readonly architectures: readonly Architecture[];
  readonly families?: ReadonlySet<string>;
  readonly instanceTypes?: ReadonlySet<string>;
  readonly localNvme: NonNullable<NodeConstraints["localNvme"]>;
  readonly maxSlotsLostPerNode: number;
  readonly capacityType: CapacityType;
  readonly reserve: DaemonSetReserve;
  readonly hourlyPrices: Readonly<Record<string, number>>;
}

/** @throws InvalidInputError `InstanceTypeUnknown` for a type or family that the catalogue does not have */
export function nodeRules(constraints: NodeConstraints, catalogue: readonly InstanceType[]): NodeRules {
  const { families, instanceTypes, hourlyPrices = {} } = constraints;
  requireFamilies(families ?? [], catalogue);
  for (const name of [...(instanceTypes ?? []), ...Object.keys(hourlyPrices)]) {
    instanceType(name, catalogue);
  }
  for (const [name, price] of Object.entries(hourlyPrices)) {
    requireAmount(price, `the hourly price of ${name}`);
  }
  const maxSlotsLostPerNode = constraints.maxSlotsLostPerNode ?? MAX_SLOTS_LOST_PER_NODE;
  requireWhole(maxSlotsLostPerNode, "maxSlotsLostPerNode", 1);
  const reserve = constraints.daemonSetReserve ?? DEFAULT_RESERVE;
  requireWhole(reserve.pods, "the pods of daemonSetReserve");
  return {
    architectures: constraints.architectures ?? ["amd64"],
    ...(families && { families: new Set(families) }),
    ...(instanceTypes && { instanceTypes: new Set(instanceTypes) }),
    localNvme: constraints.localNvme ?? "cheapest",
    maxSlotsLostPerNode,
    capacityType: constraints.capacityType ?? "on-demand",
    reserve,
    hourlyPrices,
  };
}

/** Whether a type is worth looking at; the unusual ones are only where somebody names them. */
export function isInSight(type: InstanceType, { families, instanceTypes }: NodeRules): boolean {
  if (type.unusual === undefined || instanceTypes?.has(type.name) === true) {
    return true;
  }
  return type.unusual !== "bare metal" && families?.has(type.family) === true;
}

/** USD per hour of one instance; stated prices are taken as they are. */
export function instancePrice(type: InstanceType, { hourlyPrices, capacityType }: NodeRules): number {
  return hourlyPrices[type.name] ?? type.hourlyPrice * (capacityType === "spot" ? SPOT_PRICE_SHARE : 1);
}
