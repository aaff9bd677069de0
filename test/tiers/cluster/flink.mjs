import { eventually } from "./kubectl.mjs";

/** A running cluster of a stage, by Flink's REST interface through the API server. */
export class Flink {
  #kubectl;
  #path;

  constructor(kubectl, namespace, clusterId) {
    this.#kubectl = kubectl;
    this.clusterId = clusterId;
    this.#path = `/api/v1/namespaces/${namespace}/services/${clusterId}-rest:8081/proxy`;
  }

  get(path) {
    return this.#kubectl.raw(`${this.#path}${path}`);
  }

  async post(path, body = {}) {
    const args = ["create", "--raw", `${this.#path}${path}`, "-f", "-"];
    return JSON.parse(await this.#kubectl.run(args, { input: JSON.stringify(body), seconds: 30 }));
  }

  /** The one job, once all of its tasks run. */
  running({ seconds = 240 } = {}) {
    return eventually(
      `${this.clusterId}: every task runs`,
      async () => {
        const [{ id } = {}] = (await this.get("/jobs")).jobs;
        const job = id === undefined ? undefined : await this.get(`/jobs/${id}`);
        return job?.state === "RUNNING" && job.vertices.every(allRun) && job;
      },
      { seconds, pause: 1000 },
    );
  }

  checkpoints(job) {
    return this.get(`/jobs/${job}/checkpoints`);
  }

  /** Triggers a checkpoint, and returns it once it has completed or failed. */
  checkpoint(job) {
    return this.#operation(`/jobs/${job}/checkpoints`, { checkpointType: "CONFIGURED" });
  }

  /** Triggers a savepoint, and returns where it is, or why it failed. It is taken where the configuration says, or in `directory`. */
  savepoint(job, directory) {
    return this.#operation(`/jobs/${job}/savepoints`, { "target-directory": directory, "cancel-job": false });
  }

  async #operation(path, body) {
    const { "request-id": request } = await this.post(path, body);
    return eventually(
      `${path} completes`,
      async () => {
        const { status, operation } = await this.get(`${path}/${request}`);
        return status.id === "COMPLETED" && operation;
      },
      { seconds: 120 },
    );
  }

  /** What the tasks of a job report for metrics whose name ends so: a list of numbers for each ending. */
  async taskMetrics(job, endings) {
    const values = Object.fromEntries(endings.map((ending) => [ending, []]));
    for (const { id } of job.vertices) {
      const path = `/jobs/${job.jid}/vertices/${id}/metrics`;
      const known = (await this.get(path)).map(({ id: name }) => name);
      const names = known.filter((name) => endings.some((ending) => name.endsWith(ending)));
      for (const { id: name, value } of names.length === 0 ? [] : await this.get(`${path}?get=${names.join(",")}`)) {
        values[endings.find((ending) => name.endsWith(ending))].push(Number(value));
      }
    }
    return values;
  }

  /** Metrics of the first TaskManager. */
  async taskManagerMetrics(...names) {
    const [{ id }] = (await this.get("/taskmanagers")).taskmanagers;
    const values = await this.get(`/taskmanagers/${id}/metrics?get=${names.join(",")}`);
    return Object.fromEntries(values.map(({ id: name, value }) => [name, Number(value)]));
  }
}

function allRun({ parallelism, tasks }) {
  return tasks.RUNNING === parallelism;
}

/** Why an operation failed, as a Java stack trace; undefined where it did not. The two operations spell it differently. */
export function causeOf(operation) {
  return (operation["failure-cause"] ?? operation.failureCause)?.["stack-trace"];
}
