import { InvalidInputError } from "../../errors";
import type { Candidate, Miss, TaskManagerShape } from "./candidate";
import { missMessage, wayIn } from "./miss-message";
import type { NodeRules } from "./node-rules";

/** Why nothing carries any shape, and what would change that. */
export interface Refusal {
  readonly message: string;
  /** Absent where there was nothing to choose from. */
  readonly wayOut?: string;
}

/** The refusal when every candidate is out: the nearest one, why it is out, and what would let it in. */
export function noNodeFits<Shape extends TaskManagerShape>(
  candidates: readonly Candidate<Shape>[],
  rules: NodeRules,
): Refusal {
  const nearest = [...candidates].sort(byNearness)[0];
  if (nearest === undefined) {
    return { message: "no instance type was given to choose from; state a catalogue with one" };
  }
  const { shape, type, misses } = nearest;
  const pod = `${shape.cpu}, ${shape.memory} and ${shape.disk} of disk`;
  const nvme = rules.localNvme === "required" ? " with local NVMe" : "";
  return {
    message: `no instance type${nvme} that is allowed carries ${shape.replicas} pods of ${pod}; nearest is ${type.name}: ${misses.map((miss) => missMessage(miss, nearest)).join("; ")}`,
    wayOut: misses.map((miss) => wayIn(miss, nearest)).join("; "),
  };
}

/** A refusal where it ends the plan. */
export function refusalError({ message, wayOut }: Refusal): InvalidInputError {
  return new InvalidInputError("NoNodeFits", wayOut === undefined ? message : `${message}. Way out: ${wayOut}`);
}

/** Fewest reasons against it first; then by how much of what is needed it has; then by price. */
function byNearness(a: Candidate<TaskManagerShape>, b: Candidate<TaskManagerShape>): number {
  return (
    a.misses.length - b.misses.length ||
    distance(a.misses) - distance(b.misses) ||
    nodePrice(a) - nodePrice(b) ||
    (a.type.name < b.type.name ? -1 : 1)
  );
}

/** By how many times each thing that is missing would have to grow; what a list forbids counts as once. */
function distance(misses: readonly Miss[]): number {
  return misses.reduce((sum, { has, needs }) => sum + (has === 0 ? 1 : needs / has - 1), 0);
}

function nodePrice({ hourlyPrice, price }: Candidate<TaskManagerShape>): number {
  return Number.isFinite(hourlyPrice) ? hourlyPrice : price.instance + price.volume;
}
