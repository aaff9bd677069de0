import { setTimeout as sleep } from "node:timers/promises";
import { CountingCluster } from "../counting/counting-cluster.mjs";
import { requireExact, stopped } from "../counting/exact.mjs";
import { isReady, loggedLeader, nextLeader } from "../counting/leadership.mjs";
import { LOSSES, lose } from "../counting/losses.mjs";
import { Hand } from "../hand.mjs";
import { eventually } from "../kubectl.mjs";

const RATE = 2_000;
/** Flink's session of 60 s, and then some. */
const LONGER_THAN_SESSION_MILLIS = 75_000;
const ENSEMBLE = { type: "zookeeper", ensemble: { type: "declared" } };
const SERVERS = 3;
const QUORUM = 2;

/** Sessions run out and servers restart slowly: it leaves the processor to others. */
export const waits = true;

/**
 * On the ensemble that the construct declares: the leading JobManager is lost, one server, two servers for longer than
 * Flink's session, and all of them one after the other without losing the quorum.
 */
export async function zooKeeperHighAvailability(context) {
  const { kubectl, table, namespace, random } = context;
  const hand = await Hand.start(kubectl, namespace("hand"));
  const cluster = await CountingCluster.start(context, "ensemble", {
    environment: { highAvailability: ENSEMBLE },
    load: { args: { rate: RATE } },
  });
  const leader = () => loggedLeader(cluster, kubectl);
  const servers = () =>
    kubectl
      .list(["pods", "-n", cluster.namespace])
      .then((pods) => pods.filter(({ metadata }) => /^zookeeper-\d$/.test(metadata.name)));
  await allServe(servers);

  for (const loss of LOSSES.filter(({ of, how }) => of === "JobManager" && how !== "evicted")) {
    const seen = await lose(loss, { cluster, hand, random, leader });
    table.add({
      what: `JobManager ${loss.how}`,
      expected: `another session, checkpoint ${seen.before} or later; ${loss.predicted(cluster.stage.recovery)} predicted`,
      seen: `leader after ${seen.leading.seconds.toFixed(1)} s, checkpoint ${seen.restored}`,
      seconds: seen.running,
      passed: seen.restored >= seen.before,
    });
    await cluster.checkpointAfter(Date.now());
  }

  await unaffected(context, { cluster, leader, what: "one server killed" }, async () => {
    const [any] = await servers();
    await hand.signal(any, "KILL");
    await allServe(servers);
  });

  await quorumLost(context, { cluster, leader, servers });

  await unaffected(context, { cluster, leader, what: "all servers restarted, one by one" }, async () => {
    await kubectl.run(["rollout", "restart", "-n", cluster.namespace, "statefulset/zookeeper"]);
    const rollout = kubectl.run(
      ["rollout", "status", "-n", cluster.namespace, "statefulset/zookeeper", "--timeout=300s"],
      { seconds: 310 },
    );
    const fewest = await fewestUntil(rollout, cluster, kubectl, servers);
    table.add({
      what: "servers that say they are in the quorum, meanwhile",
      expected: `${QUORUM} or more`,
      seen: fewest,
      passed: fewest >= QUORUM,
    });
  });

  const { totals } = await stopped(cluster);
  requireExact(table, "after all of this", totals);
  cluster.end();
}

/** Neither another session nor a restart, while checkpoints complete. */
async function unaffected({ table }, { cluster, leader, what }, work) {
  const [led, restored] = [await leader(), await cluster.restored()];
  const started = Date.now();
  await work();
  await cluster.checkpointAfter(started);
  const [now, after] = [await leader(), await cluster.restored()];
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

/** Without a quorum nobody leads once the session has run out; with it again, the job goes on from its last checkpoint. */
async function quorumLost({ kubectl, table, say }, { cluster, leader, servers }) {
  const led = await leader();
  const { id: before } = await cluster.checkpoint();
  const started = Date.now();
  await kubectl.run(["scale", "-n", cluster.namespace, "statefulset/zookeeper", "--replicas=1"]);
  await sleep(LONGER_THAN_SESSION_MILLIS);
  const meanwhile = await leader();
  table.equal({
    what: "two servers away for longer than the session",
    expected: "nobody leads",
    seen: meanwhile === undefined ? "nobody leads" : `session ${meanwhile.session} leads`,
    seconds: (Date.now() - started) / 1000,
  });
  const back = Date.now();
  await kubectl.run(["scale", "-n", cluster.namespace, "statefulset/zookeeper", `--replicas=${SERVERS}`]);
  await allServe(servers);
  say(`the quorum is back after ${((Date.now() - back) / 1000).toFixed(0)} s`);
  const next = await nextLeader(leader, led);
  const restored = await cluster.recovered(started);
  table.add({
    what: "the quorum is back",
    expected: `another session, checkpoint ${before} or later`,
    seen: `session ${next.session.slice(0, 8)} after ${led.session.slice(0, 8)}, checkpoint ${restored}`,
    seconds: (Date.now() - back) / 1000,
    passed: restored >= before,
  });
}

function allServe(servers) {
  return eventually(
    "all servers are in the quorum",
    async () => {
      const pods = await servers();
      return pods.length === SERVERS && pods.every(isReady);
    },
    { seconds: 240 },
  );
}

/** How few servers said at any time, by `srvr`, that they lead or follow. */
async function fewestUntil(done, cluster, kubectl, servers) {
  let fewest = SERVERS;
  let over = false;
  const end = done.finally(() => {
    over = true;
  });
  while (!over) {
    const answers = await Promise.all(
      (await servers()).map(({ metadata }) => isServing(kubectl, cluster.namespace, metadata.name)),
    );
    // Where the cluster itself did not answer in time, nothing is known of the server.
    if (!answers.includes(undefined)) {
      fewest = Math.min(fewest, answers.filter((serving) => serving).length);
    }
    await sleep(500);
  }
  await end;
  return fewest;
}

async function isServing(kubectl, namespace, pod) {
  const ask = "exec 3<>/dev/tcp/127.0.0.1/2181; printf srvr >&3; timeout 2 cat <&3";
  const command = ["exec", "-n", namespace, pod, "--", "bash", "-c", ask];
  const { status, stdout } = await kubectl.attempt(command, { seconds: 10 });
  return status === null ? undefined : /^Mode: (leader|follower)/m.test(stdout);
}
