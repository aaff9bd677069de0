import { Api } from "../api.mjs";
import { eventually } from "../kubectl.mjs";
import { fitted } from "./fitted.mjs";
import { countingEnvironment, countingWorkload } from "./workload.mjs";

const LOOK_MILLIS = 100;
const START_SECONDS = 240;
/** Of a standby's look at a lease to a pod that has to start, on two cores with other work. */
const PATIENCE_SECONDS = 240;
const COUNTED = ["counted", "gaps", "repetitions"];

/** A stage that counts, on the cluster of its own that the library declares for it. */
export class CountingCluster {
  #kubectl;
  #changed;
  /** The API server, and by it Flink's REST interface. */
  api;
  namespace;
  plan;
  stage;
  s3;

  /**
   * Declares everything and waits until the job runs and has completed a checkpoint.
   *
   * @param environment - what differs from `countingEnvironment`
   * @param load - what differs from `countingWorkload`
   * @param changed - what becomes of the synthesized objects before they are applied
   */
  static async start(context, word, { environment, load, changed = (objects) => objects } = {}) {
    const cluster = new CountingCluster(context, context.namespace(word), changed);
    cluster.api = await Api.start(context.kubectl);
    await cluster.apply({ environment, load, first: true });
    await cluster.runs();
    return cluster;
  }

  constructor({ kubectl, s3, synthesized }, namespace, changed) {
    this.#kubectl = kubectl;
    this.#changed = changed;
    this.s3 = s3;
    this.synthesized = synthesized;
    this.namespace = namespace;
  }

  /** Applies what the library makes of an environment and a workload: an apply of both stacks. */
  async apply({ environment, load, first = false } = {}) {
    const resolved = countingEnvironment(this.namespace, environment);
    const made = this.synthesized(resolved, countingWorkload(load));
    this.plan = made.plan;
    [this.stage] = made.plan.stages;
    const { bucketName, credentialsSecret } = resolved.storage;
    // The id is another one after a start from a savepoint.
    const settings = Object.values(
      made.objects.find(
        ({ metadata }) => metadata.name.endsWith("-config") && metadata.name.startsWith(this.stage.clusterId),
      ).data,
    );
    this.highAvailabilityId = settings
      .map((text) => /cluster-id: *"?([\w-]+)/.exec(text)?.[1])
      .find((id) => id !== undefined);
    const [space, ...rest] = fitted(this.#changed(made.objects));
    if (first) {
      await this.s3.createBucket(bucketName);
      await this.#kubectl.apply([space, this.s3.credentials(this.namespace, credentialsSecret)]);
    }
    await this.#kubectl.apply(first ? rest : [space, ...rest]);
  }

  /** Applies the foundation alone, as it is applied before the clusters, and waits for the ensemble that may be in it. */
  async applyFoundation({ environment, load }) {
    const { foundation, plan } = this.synthesized(
      countingEnvironment(this.namespace, environment),
      countingWorkload(load),
    );
    await this.#kubectl.apply(fitted(this.#changed(foundation.objects)));
    for (const { kind, metadata } of foundation.objects.filter(({ kind }) => kind === "StatefulSet")) {
      const rollout = [
        "rollout",
        "status",
        "-n",
        plan.environment.namespace,
        `${kind}/${metadata.name}`,
        "--timeout=300s",
      ];
      await this.#kubectl.run(rollout, { seconds: 310 });
    }
  }

  /** Flink's REST interface, as the leader answers it. */
  rest(path, method = "get", body) {
    const scheme = this.plan.environment.security.tls === undefined ? "" : "https:";
    const service = `${scheme}${this.stage.clusterId}-rest:8081`;
    return this.api[method](`/api/v1/namespaces/${this.namespace}/services/${service}/proxy${path}`, body);
  }

  pods(component) {
    return this.api
      .get(this.#core(`pods?labelSelector=app=${this.stage.clusterId},component=${component}`))
      .then(({ items }) => items);
  }
  #core(path) {
    return `/api/v1/namespaces/${this.namespace}/${path}`;
  }

  /** The one job. */
  async job(path = "") {
    const { jobs } = await this.rest("/jobs");
    const [{ id }] = jobs;
    return this.rest(`/jobs/${id}${path}`);
  }

  /** Waits until every task runs, and a checkpoint that began after that has completed. */
  async runs() {
    await eventually("the job runs", () => this.#allRun(), { seconds: START_SECONDS });
    await this.checkpointAfter(Date.now());
  }

  async #allRun() {
    const { state, vertices } = await this.job();
    return state === "RUNNING" && vertices.every(({ parallelism, tasks }) => tasks.RUNNING === parallelism);
  }

  /** The checkpoint that is completed now. */
  async checkpoint() {
    const { latest } = await this.job("/checkpoints");
    return latest.completed;
  }

  async checkpointAfter(time, seconds = PATIENCE_SECONDS) {
    return eventually(
      "a checkpoint completes",
      async () => {
        const completed = await this.checkpoint();
        return completed?.trigger_timestamp > time && completed;
      },
      { seconds, pause: LOOK_MILLIS },
    );
  }

  /** How often tasks were started anew since this leader took the job over, and its last restore. */
  async restored() {
    const { latest } = await this.job("/checkpoints");
    return latest.restored ?? undefined;
  }

  /** Waits until every task runs from a checkpoint that was restored after a time. Returns that checkpoint's id. */
  async recovered(since, seconds = PATIENCE_SECONDS) {
    return eventually(
      "every task runs, restored from a checkpoint",
      async () => {
        const restored = await this.restored();
        return restored?.restore_timestamp >= since && (await this.#allRun()) && restored.id;
      },
      { seconds, pause: LOOK_MILLIS },
    );
  }

  /** Sums over subtasks, as their metrics say; some are missing while a task has just begun. */
  async metrics() {
    const { vertices, jid } = await this.job();
    const sums = await Promise.all(
      vertices.map(async ({ id, name }) => {
        // Asked for one metric that a vertex does not have, Flink answers with none at all.
        const asked = name.startsWith("Source")
          ? "Source__numbers.emitted"
          : COUNTED.map((one) => `count.${one}`).join(",");
        return this.rest(`/jobs/${jid}/vertices/${id}/subtasks/metrics?get=${asked}&agg=sum`);
      }),
    );
    return Object.fromEntries(sums.flat().map(({ id, sum }) => [id.split(".").at(-1), sum]));
  }

  /**
   * The exact sums that the subtasks print when a job ends, which it did after `since`.
   *
   * @returns emitted, counted, gaps, repetitions; and how many subtasks have said so
   */
  async totals(since) {
    const pods = await this.pods("taskmanager");
    const time = new Date(since).toISOString();
    const logs = await Promise.all(
      pods.map(({ metadata }) => this.#kubectl.logs(this.namespace, metadata.name, `--since-time=${time}`)),
    );
    const lines = logs.flatMap((log) => log.split("\n").filter((line) => line.startsWith("exact-count ")));
    const sums = Object.fromEntries(["emitted", ...COUNTED].map((name) => [name, 0]));
    for (const [, name, value] of lines.flatMap((line) => [
      ...line.matchAll(/(emitted|counted|gaps|repetitions)=(\d+)/g),
    ])) {
      sums[name] += Number(value);
    }
    return { ...sums, subtasks: lines.length };
  }

  /** Evicts a pod as a drain does. Returns the HTTP status of the answer. */
  async evict({ metadata: { name, namespace } }) {
    const eviction = { apiVersion: "policy/v1", kind: "Eviction", metadata: { name, namespace } };
    try {
      await this.api.post(this.#core(`pods/${name}/eviction`), eviction);
      return 201;
    } catch (error) {
      if (error.status === undefined) {
        throw error;
      }
      return error.status;
    }
  }

  async deletePod({ metadata: { name } }) {
    await this.api.remove(this.#core(`pods/${name}`));
  }

  end() {
    this.api.close();
  }
}
