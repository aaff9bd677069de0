import type { IConstruct } from "constructs";
import { InvalidInputError } from "../../errors";
import type { ExclusivePlace } from "../../flink/exclusive-places";

/** Who has which place, for every app of the process. Nothing has to be walked, and an app that is gone is forgotten. */
const OWNERS = new WeakMap<IConstruct, Map<string, IConstruct>>();

/**
 * Claims places for a construct, among all stacks of its app.
 *
 * @throws InvalidInputError `StateShared` if another construct of the app has one of them
 */
export function claim(construct: IConstruct, places: readonly ExclusivePlace[]): void {
  const owners = OWNERS.get(construct.node.root) ?? new Map<string, IConstruct>();
  OWNERS.set(construct.node.root, owners);
  for (const { id, label, wayOut } of places) {
    const owner = owners.get(id);
    if (owner !== undefined) {
      throw new InvalidInputError(
        "StateShared",
        `${owner.node.path} and ${construct.node.path} would both use ${label}, and take or delete each other's state; ${wayOut}`,
      );
    }
    owners.set(id, construct);
  }
}
