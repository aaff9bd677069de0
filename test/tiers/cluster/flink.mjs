import { eventually } from "./kubectl.mjs";

/** A running cluster of a stage, by its REST interface. */
export class Flink {
  #kubectl;
  #path;

  constructor(kubectl, namespace, clusterId) {
    this.#kubectl = kubectl;
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
      "every task runs",
      async () => {
        const [{ id } = {}] = (await this.get("/jobs")).jobs;
        const job = id === undefined ? undefined : await this.get(`/jobs/${id}`);
        return job?.state === "RUNNING" && job.vertices.every(({ status }) => status === "RUNNING") && job;
      },
      { seconds, pause: 1000 },
    );
  }

  checkpoints(job) {
    return this.get(`/jobs/${job}/checkpoints`);
  }

  /** Triggers a checkpoint, and returns it once it has completed or failed. */
  async checkpoint(job, { seconds = 120 } = {}) {
    const trigger = (await this.post(`/jobs/${job}/checkpoints`, { checkpointType: "CONFIGURED" }))["request-id"];
    return this.#operation(`/jobs/${job}/checkpoints/${trigger}`, "a checkpoint", seconds);
  }

  /** Triggers a savepoint, and returns where it is, or why it failed. */
  async savepoint(job, directory, { seconds = 120 } = {}) {
    const trigger = (
      await this.post(`/jobs/${job}/savepoints`, { "target-directory": directory, "cancel-job": false })
    )["request-id"];
    return this.#operation(`/jobs/${job}/savepoints/${trigger}`, "a savepoint", seconds);
  }

  #operation(path, what, seconds) {
    return eventually(
      what,
      async () => {
        const { status, operation } = await this.get(path);
        return status.id === "COMPLETED" && operation;
      },
      { seconds },
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
