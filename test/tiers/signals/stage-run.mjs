import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { FlinkCluster } from "../flink/cluster/flink-cluster.mjs";
import { stageConfiguration } from "../flink/library.mjs";
import { ENTRY_CLASS } from "./load.mjs";

const LOOK_MILLIS = 200;
/** Two updates of the metrics at the interval of flink-cluster.mjs, and one of Flink's view of a job. */
const STALE_MILLIS = 1_500;

/** One TaskManager more than the plan has, for when one is lost: how soon a pod is there is Kubernetes' matter. */
const SPARE = 1;

/** A stage of the plan on a cluster of its own, from the configuration the library generates for it. */
export class StageRun {
  #folder;
  #cluster;
  #job;
  #peaks = new Map();

  /** `alter` changes the configuration, to compare with other shapes. */
  static async start({ flink, plan, stage, folder, jar, args, alter = (configuration) => configuration }) {
    mkdirSync(folder);
    const locations = Object.fromEntries(
      Object.entries(stage.prefixes).map(([use, prefix]) => [use, pathToFileURL(join(folder, "bucket", prefix)).href]),
    );
    const configuration = alter(stageConfiguration(plan, stage, locations));
    const cluster = await FlinkCluster.start(flink, configuration, folder, {
      taskManagers: stage.taskManagers.replicas + SPARE,
    });
    const run = new StageRun(cluster, folder);
    try {
      await run.#submit(jar, ["--stage", stage.name, ...args], Number(configuration.toMap()["parallelism.default"]));
    } catch (error) {
      await run.stop();
      throw error;
    }
    return run;
  }

  constructor(cluster, folder) {
    this.#cluster = cluster;
    this.#folder = folder;
    this.rest = cluster.rest;
  }

  /** All slots are used but the spare TaskManager's. */
  async #submit(jar, programArgsList, parallelism) {
    await this.rest.eventually("all TaskManagers register", async () => {
      const { "slots-total": total } = await this.rest.get("/overview");
      return total >= parallelism + SPARE || undefined;
    });
    const id = await this.rest.upload(jar);
    // Without a parallelism this endpoint runs a job at 1, whatever the cluster's default.
    const { jobid } = await this.rest.post(`/jars/${id}/run`, {
      entryClass: ENTRY_CLASS,
      programArgsList,
      parallelism,
    });
    this.#job = jobid;
    await this.rest.eventually("all subtasks run", async () => (await this.allRun()) || undefined);
  }

  /** A path of the job in Flink's REST interface. */
  get(path = "") {
    return this.rest.get(`/jobs/${this.#job}${path}`);
  }

  async allRun() {
    const { state, vertices } = await this.get();
    // A vertex is said to run as soon as one of its subtasks does.
    return state === "RUNNING" && vertices.every(({ parallelism, tasks }) => tasks.RUNNING === parallelism);
  }

  /** The sum of a metric over the subtasks of the source, or of an operator chained to it; undefined while there is none. */
  async source(metric, operator = "Source__source") {
    const { vertices } = await this.get();
    const source = vertices.find(({ name }) => name.startsWith("Source"));
    return this.metric(source.id, `${operator}.${metric}`);
  }

  async metric(vertex, name, aggregation = "sum") {
    const [found] = await this.get(`/vertices/${vertex}/subtasks/metrics?get=${name}&agg=${aggregation}`);
    return found?.[aggregation];
  }

  /** Waits until at most so many records are left in the input. Returns when that was, in ms since the epoch. */
  async drained(records, patienceSeconds = 240) {
    const end = Date.now() + patienceSeconds * 1000;
    let runningSince;
    while (Date.now() < end) {
      runningSince = (await this.allRun().catch(() => false)) ? (runningSince ?? Date.now()) : undefined;
      const pending = await this.source("pendingRecords").catch(() => undefined);
      // A task that has just begun still has the numbers of the one before it.
      const fresh = Date.now() - runningSince > STALE_MILLIS;
      if (fresh && pending !== undefined && pending <= records) {
        return Date.now();
      }
      this.sampleMemory();
      await sleep(LOOK_MILLIS);
    }
    throw new Error(`more than ${records} records are left after ${patienceSeconds} s`);
  }

  /** Completed checkpoints, the oldest first, as far as Flink remembers them. */
  async checkpoints() {
    const { history } = await this.get("/checkpoints");
    return history.filter(({ status }) => status === "COMPLETED").sort((one, other) => one.id - other.id);
  }

  /** A checkpoint now; `FULL` ones share no file with those before. */
  async checkpoint(checkpointType) {
    const { "request-id": request } = await this.rest.post(`/jobs/${this.#job}/checkpoints`, { checkpointType });
    const id = await this.rest.eventually("a checkpoint completes", async () => {
      const { status, operation } = await this.get(`/checkpoints/${request}`);
      if (operation?.["failure-cause"] !== undefined) {
        throw new Error(JSON.stringify(operation["failure-cause"]).slice(0, 500));
      }
      return status.id === "COMPLETED" ? operation.checkpointId : undefined;
    });
    return this.get(`/checkpoints/details/${id}`);
  }

  /** Bytes of a canonical savepoint: every key and value that is alive, once, in Flink's own format. */
  async savepointSize() {
    const target = { "target-directory": pathToFileURL(join(this.#folder, "savepoints")).href, "cancel-job": false };
    const { "request-id": request } = await this.rest.post(`/jobs/${this.#job}/savepoints`, {
      ...target,
      formatType: "CANONICAL",
    });
    await this.rest.eventually("a savepoint completes", async () => {
      const { status, operation } = await this.get(`/savepoints/${request}`);
      if (operation?.["failure-cause"] !== undefined) {
        throw new Error(JSON.stringify(operation["failure-cause"]).slice(0, 500));
      }
      return status.id === "COMPLETED" || undefined;
    });
    const { latest } = await this.get("/checkpoints");
    return latest.savepoint.state_size;
  }

  /** When the ResourceManager began its heartbeats, in ms since the epoch. */
  resourceManagerStarted() {
    const log = readFileSync(join(this.#folder, "JM.log"), "utf8");
    const [, day, time] = /^(\S+) (\S+) INFO .* Starting the resource manager\.$/m.exec(log);
    return Date.parse(`${day}T${time.replace(",", ".")}`);
  }

  /** Loses a TaskManager that runs some of the job. */
  async loseTaskManager(signal) {
    const { vertices } = await this.get();
    const { subtasks } = await this.get(`/vertices/${vertices[0].id}`);
    this.sampleMemory();
    this.#cluster.loseTaskManager(subtasks[0]["taskmanager-id"], signal);
  }

  /** The most resident memory each TaskManager has had, in bytes. */
  get peakMemory() {
    this.sampleMemory();
    return [...this.#peaks.values()];
  }

  sampleMemory() {
    for (const pid of this.#cluster.taskManagers.values()) {
      const [, kib] = /VmHWM:\s+(\d+) kB/.exec(readStatus(pid)) ?? [];
      if (kib !== undefined) {
        this.#peaks.set(pid, Number(kib) * 1024);
      }
    }
  }

  /** Lines of any log that speak of memory that ran out. */
  outOfMemory() {
    const logs = readdirSync(this.#folder).filter((name) => /\.(log|out)(\.\d+)?$/.test(name));
    return logs.flatMap((name) =>
      readFileSync(join(this.#folder, name), "utf8")
        .split("\n")
        .filter((line) => line.includes("OutOfMemoryError"))
        .map((line) => `${name}: ${line.slice(0, 200)}`),
    );
  }

  stop() {
    return this.#cluster.stop();
  }
}

function readStatus(pid) {
  try {
    return readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return "";
  }
}
