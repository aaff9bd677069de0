import { dollars } from "../cost/dollars";
import { byPrice, type Candidate, type Miss, type Search, type TaskManagerShape } from "./candidate";
import { missMessage } from "./miss-message";
import type { NodeAlternative } from "./node-pool-plan";

/**
 * What a team may ask "why not": another number of slots; and for the shape that won other storage, the other
 * architecture, and what would be cheaper without one constraint.
 */
export function alternativesTo<Shape extends TaskManagerShape>(
  best: Candidate<Shape>,
  shapes: readonly Shape[],
  search: Search<Shape>,
): readonly NodeAlternative[] {
  const onlyMisses = ({ misses }: Candidate<Shape>, what?: Miss["what"]) => misses.every((miss) => miss.what === what);
  const found = [
    search(
      shapes.filter(({ slots }) => slots !== best.shape.slots),
      (each) => onlyMisses(each),
    ),
    search([best.shape], (each) => onlyMisses(each, "localNvme") && each.storage !== best.storage),
    search(
      [best.shape],
      (each) => onlyMisses(each, "architectures") && each.type.architecture !== best.type.architecture,
      true,
    ),
    search(
      [best.shape],
      (each) => each.misses.length === 1 && Number.isFinite(each.hourlyPrice) && byPrice(each, best) < 0,
      true,
    ),
  ];
  return [
    ...new Map(found.map((each) => [each && `${each.type.name} ${each.storage} ${each.shape.slots}`, each])).values(),
  ].flatMap((each) => (each === undefined ? [] : [alternative(each, best)]));
}

function alternative(each: Candidate<TaskManagerShape>, best: Candidate<TaskManagerShape>): NodeAlternative {
  const [miss] = each.misses;
  return {
    instanceType: each.type.name,
    slotsPerTaskManager: each.shape.slots,
    nodes: each.nodes,
    hourlyPrice: each.hourlyPrice,
    message: `files on ${each.storage === "nvme" ? "local NVMe" : "gp3"}: ${difference(each, best)}${miss === undefined ? "" : `, ruled out: ${missMessage(miss, each)}`}`,
  };
}

function difference(each: Candidate<TaskManagerShape>, best: Candidate<TaskManagerShape>): string {
  const more = each.hourlyPrice - best.hourlyPrice;
  if (Math.abs(more) < 1e-9) {
    return each.slotsLostPerNode > best.slotsLostPerNode
      ? `as dear, and a node takes ${each.slotsLostPerNode} slots with it instead of ${best.slotsLostPerNode}`
      : "as dear";
  }
  const share = Math.round((Math.abs(more) / best.hourlyPrice) * 100);
  return `${dollars(Math.abs(more))} an hour ${more > 0 ? "dearer" : "cheaper"} (${share} %)`;
}
