import { dollars } from "../cost/dollars";
import { byPrice, type Candidate, type Miss, type TaskManagerShape } from "./candidate";
import { missMessage } from "./miss-message";
import type { NodeAlternative } from "./node-pool-plan";

type Wanted<Shape extends TaskManagerShape> = (candidate: Candidate<Shape>) => boolean;

/** What a team may ask "why not": another cut, other storage, the other architecture, and what a constraint forbids. */
export function alternativesTo<Shape extends TaskManagerShape>(
  best: Candidate<Shape>,
  candidates: readonly Candidate<Shape>[],
): readonly NodeAlternative[] {
  const onlyMisses = ({ misses }: Candidate<Shape>, what?: Miss["what"]) => misses.every((miss) => miss.what === what);
  const questions: readonly Wanted<Shape>[] = [
    (each) => onlyMisses(each) && each.shape.slots !== best.shape.slots,
    (each) => onlyMisses(each, "localNvme") && each.storage !== best.storage,
    (each) => onlyMisses(each, "architectures") && each.type.architecture !== best.type.architecture,
    (each) => each.misses.length === 1 && Number.isFinite(each.hourlyPrice) && byPrice(each, best) < 0,
  ];
  const found: (Candidate<Shape> | undefined)[] = questions.map(() => undefined);
  for (const each of candidates) {
    if (each.misses.length <= 1) {
      questions.forEach((isWanted, index) => {
        const known = found[index];
        if (isWanted(each) && (known === undefined || byPrice(each, known) < 0)) {
          found[index] = each;
        }
      });
    }
  }
  return [...new Set(found)].flatMap((each) => (each === undefined ? [] : [alternative(each, best)]));
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
