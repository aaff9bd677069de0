import type { NodeConstraints } from "../../environment/nodes";
import { requireWhole } from "../../units/literal";
import { alternativesTo } from "./alternatives";
import { byPrice, type Candidate, candidate, fewestNodes, type Spread, type TaskManagerShape } from "./candidate";
import { instanceCatalogue } from "./instance-catalogue";
import type { InstanceType } from "./instance-type";
import { noNodeFits } from "./no-node-fits";
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
): NodeChoice<Shape> {
  for (const { replicas } of shapes) {
    requireWhole(replicas, "the replicas of a shape", 1);
  }
  const { candidates, compared } = candidatesOf(shapes, rules, spread, catalogue);
  const best = cheapest(candidates, ({ misses }) => misses.length === 0);
  if (best === undefined) {
    throw noNodeFits(candidates, rules);
  }
  return { shape: best.shape, nodePool: nodePoolOf(best, rules, compared, alternativesTo(best, candidates)) };
}

/**
 * Every candidate that may be chosen or named as an alternative. One whose instances alone cost more than the best of
 * all, the best with as many slots, and the best on its architecture and storage is none of these.
 */
function candidatesOf<Shape extends TaskManagerShape>(
  shapes: readonly Shape[],
  rules: NodeRules,
  spread: Spread,
  catalogue: readonly InstanceType[],
): { readonly candidates: readonly Candidate<Shape>[]; readonly compared: number } {
  const candidates: Candidate<Shape>[] = [];
  const best = new Map<string, number>();
  const bestOf = (group: string) => best.get(group) ?? Number.POSITIVE_INFINITY;
  let compared = 0;
  // What has cheap cores comes first: it sets bounds that spare most of the rest.
  const inSight = catalogue
    .filter((type) => isInSight(type, rules))
    .sort((a, b) => pricePerCore(a, rules) - pricePerCore(b, rules));
  for (const type of inSight) {
    const instance = instancePrice(type, rules);
    for (const shape of shapes) {
      const bound = fewestNodes(shape, type, rules, spread) * instance;
      for (const storage of type.instanceStore === undefined ? GP3_ONLY : BOTH) {
        compared++;
        const kind = `${type.architecture} ${storage}`;
        const slots = `${shape.slots} slots`;
        if (bound > bestOf("all") && bound > bestOf(kind) && bound > bestOf(slots)) {
          continue;
        }
        const each = candidate(shape, type, storage, rules, spread);
        if (each.misses.length <= 1 || bestOf("all") === Number.POSITIVE_INFINITY) {
          candidates.push(each);
        }
        const groups = each.misses.length === 0 ? ["all", kind, slots] : isOtherKind(each) ? [kind] : [];
        for (const group of groups) {
          best.set(group, Math.min(bestOf(group), each.hourlyPrice));
        }
      }
    }
  }
  return { candidates, compared };
}

/** Ruled out by nothing but its architecture or its storage: what a team asks about. */
function isOtherKind({ misses }: Candidate<TaskManagerShape>): boolean {
  return misses.length === 1 && (misses[0]?.what === "architectures" || misses[0]?.what === "localNvme");
}

function pricePerCore(type: InstanceType, rules: NodeRules): number {
  return instancePrice(type, rules) / type.cpu.inMillis;
}

const GP3_ONLY = ["gp3"] as const;
const BOTH = ["gp3", "nvme"] as const;

/** The first of all that are wanted, in the order of {@link byPrice}. */
export function cheapest<Shape extends TaskManagerShape>(
  candidates: readonly Candidate<Shape>[],
  isWanted: (candidate: Candidate<Shape>) => boolean,
): Candidate<Shape> | undefined {
  let best: Candidate<Shape> | undefined;
  for (const each of candidates) {
    if (isWanted(each) && (best === undefined || byPrice(each, best) < 0)) {
      best = each;
    }
  }
  return best;
}
