import { environments } from "../../cluster/synthesized.mjs";

const RUNTIMES = ["operator", "standalone"];
/** What CI has time for beside every environment as it is reviewed. */
const QUICK = ["local-operator"];

/**
 * Sentra's environments as they are reviewed, and with the other runtime, under a name of its own: everything that another
 * name gives another name is apart then. Only the cluster is this machine's, and where local states lie.
 */
export function environmentsOf({ full, only, kubeconfig, context, folder }) {
  return environments
    .flatMap((environment) =>
      RUNTIMES.map((type) =>
        type === (environment.runtime?.type ?? "operator")
          ? environment
          : { ...environment, name: `${environment.name}-${type}`, runtime: { type } },
      ),
    )
    .filter(({ name }) => only?.split(",").includes(name) ?? (full || QUICK.includes(name) || isReviewed(name)))
    .map((environment) => onThisMachine(environment, { kubeconfig, context, folder }));
}

function isReviewed(name) {
  return environments.some((reviewed) => reviewed.name === name);
}

/** An environment in a cluster of this machine. */
export function onThisMachine(environment, { kubeconfig, context, folder }) {
  const { terraformState } = environment;
  return {
    ...environment,
    kubernetes: { ...environment.kubernetes, kubeconfig, context },
    terraformState: terraformState.type === "local" ? { ...terraformState, directory: folder } : terraformState,
  };
}

/** The environment with numbers changed: of the environment, or pins of stages. */
export function changed(environment, { pins = {}, ...change }) {
  return { ...environment, ...change, pins: { ...environment.pins, ...pins } };
}
