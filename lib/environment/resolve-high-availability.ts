import { InvalidInputError } from "../errors";
import type { Environment } from "./environment";
import type { KubernetesHighAvailability, ZooKeeperHighAvailability } from "./high-availability";
import { requireThat } from "./require-that";
import {
  declaredEnsembles,
  type ResolvedHighAvailability,
  type ResolvedZooKeeperHighAvailability,
  resolveZooKeeper,
} from "./zookeeper-ensemble";

/**
 * Makes the open choices of the kind of high availability that clusters use, and of the one they move from.
 *
 * @throws InvalidInputError `EnvironmentInvalid` or `NameInvalid`
 */
export function resolveHighAvailability(environment: Environment, namespace: string): ResolvedHighAvailability {
  const { highAvailability: ha = { type: "kubernetes" } } = environment;
  if (ha.type === "none") {
    return ha;
  }
  const { movingFrom, ...current } = ha;
  const moving = movingFrom && { movingFrom: resolveKind(environment, movingFrom, namespace) };
  const resolved = { ...resolveKind(environment, current, namespace), ...moving };
  const names = declaredEnsembles(resolved).map(({ name }) => name);
  requireThat(
    new Set(names).size === names.length,
    "EnvironmentInvalid",
    environment,
    `clusters move from the ensemble ${names[0]} to one of the same name; two ensembles need two names`,
  );
  return resolved;
}

function resolveKind(
  environment: Environment,
  ha: KubernetesHighAvailability | ZooKeeperHighAvailability,
  namespace: string,
): KubernetesHighAvailability | ResolvedZooKeeperHighAvailability {
  switch (ha.type) {
    case "kubernetes":
      return ha;
    case "zookeeper":
      return { type: "zookeeper", ensemble: resolveZooKeeper(environment, ha.ensemble, namespace) };
    default:
      // Flink takes any other word for a factory class, counts it as high availability, and fails at start.
      throw new InvalidInputError(
        "EnvironmentInvalid",
        `environment ${environment.name}: ${JSON.stringify((ha as { type: unknown }).type)} is no kind of high availability; use none, kubernetes or zookeeper`,
      );
  }
}
