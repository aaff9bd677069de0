import { setTimeout as sleep } from "node:timers/promises";
import { Api } from "../../cluster/api.mjs";

const PATH = "/apis/flink.apache.org/v1beta1";
const FINALIZER = "flinkdeployments.flink.apache.org/finalizer";
const PAUSE_MILLIS = 500;

/**
 * Stands in for the Flink operator: says of every FlinkDeployment of some namespaces that it is stable, in the fields of its
 * status that Terraform waits for, and holds it by the operator's finalizer until it is asked to let it go. No Flink runs.
 */
export class OperatorStandIn {
  #api;
  #namespaces;
  #ended = false;
  #loop;
  /** While it is, deployments stay as they are: nothing becomes stable. */
  paused = false;

  static async start(kubectl, namespaces) {
    return new OperatorStandIn(await Api.start(kubectl), namespaces);
  }

  constructor(api, namespaces) {
    this.#api = api;
    this.#namespaces = namespaces;
    this.#loop = this.#run();
  }

  async stop() {
    this.#ended = true;
    await this.#loop;
    this.#api.close();
  }

  async #run() {
    while (!this.#ended) {
      if (!this.paused) {
        // The API server may refuse while somebody else writes the same object: the next round sees it again.
        await this.#round().catch(() => {});
      }
      await sleep(PAUSE_MILLIS);
    }
  }

  async #round() {
    const { items } = await this.#api.get(`${PATH}/flinkdeployments`);
    for (const { metadata, status } of items.filter(({ metadata }) => this.#namespaces.has(metadata.namespace))) {
      const path = `${PATH}/namespaces/${metadata.namespace}/flinkdeployments/${metadata.name}`;
      if (metadata.deletionTimestamp !== undefined) {
        await this.#api.patch(path, { metadata: { finalizers: null } });
      } else if (status?.observedGeneration !== metadata.generation) {
        if (!metadata.finalizers?.includes(FINALIZER)) {
          await this.#api.patch(path, { metadata: { finalizers: [FINALIZER] } });
        }
        await this.#api.patch(`${path}/status`, { status: stable(metadata.generation) });
      }
    }
  }
}

function stable(observedGeneration) {
  return {
    observedGeneration,
    lifecycleState: "STABLE",
    jobManagerDeploymentStatus: "READY",
    jobStatus: { jobName: "stand-in", state: "RUNNING" },
    reconciliationStatus: { state: "DEPLOYED" },
  };
}
