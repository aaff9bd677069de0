import type { NodeConstraints } from "../../environment/nodes";
import { once } from "../../units/late";
import { requireWhole } from "../../units/literal";
import { alternativesTo } from "./alternatives";
import {
  byPrice,
  type Candidate,
  candidate,
  fewestNodes,
  type Search,
  type Spread,
  type TaskManagerShape,
} from "./candidate";
import { instanceCatalogue } from "./instance-catalogue";
import type { InstanceType } from "./instance-type";
import { noNodeFits, type Refusal, refusalError } from "./no-node-fits";
import { nodePoolOf } from "./node-pool-of";
import type { NodePoolPlan } from "./node-pool-plan";
import { instancePrice, isInSight, type NodeRules, nodeRules } from "./node-rules";

/** What a plan of a node pool has beside its name and its place. */
export type NodePoolFigures = Omit<NodePoolPlan, "name" | "placement" | "zones">;

/** The shape that costs least together with its nodes. */
export interface NodeChoice<Shape extends TaskManagerShape> {
  readonly shape: Shape;
  readonly nodePool: NodePoolFigures;
}

/** No choice: nothing that is allowed carries any of the shapes. */
export interface Refused {
  readonly refusal: Refusal;
}

/**
 * The cheapest whole nodes for a stage's TaskManagers, over every shape they may have and every type that is allowed.
 *
 * Exhaustive, so nothing cheaper exists among what was given. Ties go to fewer slots lost with a node, then to fewer
 * nodes, then to the name.
 *
 * @param zones - the availability zones that pods are spread over evenly. @default - one
 * @throws InvalidInputError `NoNodeFits` with the nearest miss; `InstanceTypeUnknown` for a name that is none
 */
export function chooseNodePool<Shape extends TaskManagerShape>(
  shapes: readonly Shape[],
  constraints: NodeConstraints = {},
  zones: readonly string[] = [],
  catalogue: readonly InstanceType[] = instanceCatalogue(),
): NodeChoice<Shape> {
  return chosen(tryNodePool(shapes, constraints, zones, catalogue));
}

/**
 * As {@link chooseNodePool}, for who has something to say where no node fits.
 *
 * @throws InvalidInputError `InstanceTypeUnknown` for a name that is none
 */
export function tryNodePool<Shape extends TaskManagerShape>(
  shapes: readonly Shape[],
  constraints: NodeConstraints,
  zones: readonly string[],
  catalogue: readonly InstanceType[] = instanceCatalogue(),
): NodeChoice<Shape> | Refused {
  requireWhole(shapes.length, "the number of shapes to choose from", 1);
  const rules = nodeRules(constraints, catalogue);
  return choose(shapes, rules, { zones: Math.max(1, zones.length) }, catalogue);
}

/** The choice itself, of rules that were checked. */
export function choose<Shape extends TaskManagerShape>(
  shapes: readonly Shape[],
  rules: NodeRules,
  spread: Spread,
  catalogue: readonly InstanceType[],
): NodeChoice<Shape> | Refused {
  for (const { replicas } of shapes) {
    requireWhole(replicas, "the replicas of a shape", 1);
  }
  const search = searchAmong<Shape>(rules, spread, catalogue);
  const best = search(shapes, ({ misses }) => misses.length === 0);
  if (best === undefined) {
    return { refusal: noNodeFits(everyCandidate(shapes, rules, spread, catalogue), rules) };
  }
  const compared = shapes.length * combinations(rules, catalogue);
  const alternatives = once(() => alternativesTo(best, shapes, search));
  return { shape: best.shape, nodePool: nodePoolOf(best, rules, compared, alternatives) };
}

/** @throws InvalidInputError `NoNodeFits` for a refusal */
export function chosen<Shape extends TaskManagerShape>(choice: NodeChoice<Shape> | Refused): NodeChoice<Shape> {
  if ("refusal" in choice) {
    throw refusalError(choice.refusal);
  }
  return choice;
}

/**
 * Exhaustive: what is passed over costs more than the best by its instances alone. Types with cheap cores come first,
 * since an early good one spares most of the rest.
 */
function searchAmong<Shape extends TaskManagerShape>(
  rules: NodeRules,
  spread: Spread,
  catalogue: readonly InstanceType[],
): Search<Shape> {
  const inSight = catalogue
    .filter((type) => isInSight(type, rules))
    .map((type) => ({ type, price: instancePrice(type, rules) }))
    .sort((a, b) => a.price / a.type.cpu.inMillis - b.price / b.type.cpu.inMillis);
  const allowed = inSight.filter(({ type }) => rules.architectures.includes(type.architecture));
  return (shapes, isWanted, otherArchitectures = false) => {
    let best: Candidate<Shape> | undefined;
    for (const { type, price } of otherArchitectures ? inSight : allowed) {
      for (const shape of shapes) {
        if (best !== undefined && fewestNodes(shape, type, rules, spread) * price > best.hourlyPrice) {
          continue;
        }
        for (const storage of storagesOf(type)) {
          const each = candidate(shape, type, storage, rules, spread);
          if (isWanted(each) && (best === undefined || byPrice(each, best) < 0)) {
            best = each;
          }
        }
      }
    }
    return best;
  };
}

/** For a refusal, which names the nearest miss. */
function everyCandidate<Shape extends TaskManagerShape>(
  shapes: readonly Shape[],
  rules: NodeRules,
  spread: Spread,
  catalogue: readonly InstanceType[],
): readonly Candidate<Shape>[] {
  return catalogue
    .filter((type) => isInSight(type, rules))
    .flatMap((type) =>
      shapes.flatMap((shape) => storagesOf(type).map((storage) => candidate(shape, type, storage, rules, spread))),
    );
}

function combinations(rules: NodeRules, catalogue: readonly InstanceType[]): number {
  return catalogue
    .filter((type) => isInSight(type, rules) && rules.architectures.includes(type.architecture))
    .reduce((sum, type) => sum + storagesOf(type).length, 0);
}

function storagesOf({ instanceStore }: InstanceType): readonly ("gp3" | "nvme")[] {
  return instanceStore === undefined ? GP3_ONLY : BOTH;
}

const GP3_ONLY = ["gp3"] as const;
const BOTH = ["gp3", "nvme"] as const;
