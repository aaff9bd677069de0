import { setTimeout as sleep } from "node:timers/promises";
import { eventually } from "../kubectl.mjs";
import { isReady, loggedLeaders } from "./leadership.mjs";

const SERVERS = 3;
const LOOK_MILLIS = 500;

/** The ZooKeeper servers that the construct declares beside a stage, which keeps its leader and its checkpoints with them. */
export class Ensemble {
  #kubectl;
  #cluster;

  constructor(kubectl, cluster) {
    this.#kubectl = kubectl;
    this.#cluster = cluster;
  }

  get quorum() {
    return Math.floor(SERVERS / 2) + 1;
  }

  async servers() {
    const pods = await this.#kubectl.list(["pods", "-n", this.#cluster.namespace]);
    return pods.filter(({ metadata }) => /^zookeeper-\d$/.test(metadata.name));
  }

  /** Waits until every server is part of the quorum. */
  allServe() {
    return eventually(
      "all servers are in the quorum",
      async () => {
        const pods = await this.servers();
        return pods.length === SERVERS && pods.every(isReady);
      },
      { seconds: 300 },
    );
  }

  /** Waits until a server's container has been restarted, and every server is part of the quorum again. */
  async servesAgain({ metadata, status }) {
    const restarts = (pod) => pod?.status.containerStatuses[0].restartCount;
    await eventually(`${metadata.name} is restarted`, async () => {
      const pod = (await this.servers()).find(({ metadata: { uid } }) => uid === metadata.uid);
      return restarts(pod) > restarts({ status });
    });
    await this.allServe();
  }

  /** How many servers there are from now on. */
  scale(servers = SERVERS) {
    return this.#kubectl.run([
      "scale",
      "-n",
      this.#cluster.namespace,
      "statefulset/zookeeper",
      `--replicas=${servers}`,
    ]);
  }

  /** Restarts one server after the other. Returns for how many seconds at most fewer than a quorum served. */
  async restart() {
    const { namespace } = this.#cluster;
    await this.#kubectl.run(["rollout", "restart", "-n", namespace, "statefulset/zookeeper"]);
    const wait = ["rollout", "status", "-n", namespace, "statefulset/zookeeper", "--timeout=300s"];
    return this.#longestWithoutQuorum(this.#kubectl.run(wait, { seconds: 310 }));
  }

  async #longestWithoutQuorum(done) {
    let longest = 0;
    let lost;
    let over = false;
    const end = done.finally(() => {
      over = true;
    });
    while (!over || lost !== undefined) {
      const asked = Date.now();
      const answers = await Promise.all((await this.servers()).map((server) => this.serves(server)));
      // Where the cluster itself did not answer in time, nothing is known of the server.
      const serving = answers.includes(undefined) ? this.quorum : answers.filter((each) => each).length;
      lost = serving >= this.quorum ? undefined : (lost ?? asked);
      longest = Math.max(longest, lost === undefined ? 0 : Date.now() - lost);
      await sleep(LOOK_MILLIS);
    }
    await end;
    return longest / 1000;
  }

  /** Whether a server says, by `srvr`, that it leads or follows; undefined where nobody answered. */
  async serves(server) {
    const ask = "exec 3<>/dev/tcp/127.0.0.1/2181; printf srvr >&3; timeout 2 cat <&3";
    const { status, stdout } = await this.run(server, ask, 10);
    return status === null ? undefined : /^Mode: (leader|follower)/m.test(stdout);
  }

  /** Runs a script in a server's container. Returns `{ status, stdout, stderr }`. */
  run({ metadata: { name } }, script, seconds = 30) {
    const command = ["exec", "-n", this.#cluster.namespace, name, "-c", "zookeeper", "--", "bash", "-c", script];
    return this.#kubectl.attempt(command, { seconds });
  }

  /** Flink's leader; undefined while nobody leads. */
  async leader() {
    return (await this.leaders()).at(-1);
  }

  /** All who say that they lead. */
  leaders() {
    return loggedLeaders(this.#cluster, this.#kubectl);
  }

  /** Adds the line that what is done left the job alone: neither another session nor a restart, while checkpoints complete. */
  async unaffected(table, what, work) {
    const [led, restored] = [await this.leader(), await this.#cluster.restored()];
    const started = Date.now();
    await work();
    await this.#cluster.checkpointAfter(Date.now());
    const [now, after] = [await this.leader(), await this.#cluster.restored()];
    const seen = [
      now?.session !== led.session && "another session",
      after?.restore_timestamp !== restored?.restore_timestamp && "a restart",
    ];
    table.equal({
      what,
      expected: "job unaffected",
      seen: seen.filter(Boolean).join(", ") || "job unaffected",
      seconds: (Date.now() - started) / 1000,
    });
  }
}
