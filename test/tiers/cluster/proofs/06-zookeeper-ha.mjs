import { setTimeout as sleep } from "node:timers/promises";
import { CountingCluster } from "../counting/counting-cluster.mjs";
import { Ensemble } from "../counting/ensemble.mjs";
import { requireExact, stopped } from "../counting/exact.mjs";
import { nextLeader } from "../counting/leadership.mjs";
import { LOSSES, lose } from "../counting/losses.mjs";
import { Hand } from "../hand.mjs";

const RATE = 2_000;
/** Flink's session of 60 s, and then some. */
const LONGER_THAN_SESSION_MILLIS = 75_000;
/** Of a session and a restart. */
const ONE_LEADER_SECONDS = 150;
/**
 * The leader is one of those that are restarted: the others elect another one. That takes a second; asking three servers
 * on two busy cores takes several. A quarter of Flink's session is far from harm.
 */
const ELECTION_SECONDS = 15;

/**
 * On the ensemble that the construct declares: the leading JobManager is lost, one server, two servers for longer than
 * Flink's session, and all of them one after the other without losing the quorum.
 */
export async function zooKeeperHighAvailability(context) {
  const { kubectl, table, namespace, random } = context;
  const hand = await Hand.start(kubectl, namespace("hand"));
  const cluster = await CountingCluster.start(context, "ensemble", {
    environment: { highAvailability: { type: "zookeeper", ensemble: { type: "declared" } } },
    load: { args: { rate: RATE } },
  });
  const ensemble = new Ensemble(kubectl, cluster);
  const leader = () => ensemble.leader();
  await ensemble.allServe();

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

  await ensemble.unaffected(table, "one server killed", async () => {
    const [any] = await ensemble.servers();
    await hand.signal(any, "KILL");
    await ensemble.servesAgain(any);
  });

  await quorumLost(context, cluster, ensemble);

  await ensemble.unaffected(table, "all servers restarted, one by one", async () => {
    const seconds = await ensemble.restart();
    table.add({
      what: "fewer than a quorum served, meanwhile",
      expected: `for an election, ${ELECTION_SECONDS} s at most`,
      seen: `${seconds.toFixed(1)} s`,
      passed: seconds <= ELECTION_SECONDS,
    });
  });

  const { totals } = await stopped(cluster);
  requireExact(table, "after all of this", totals);
  cluster.end();
}

/** Without a quorum nobody leads once the session has run out; with it again, the job goes on from its last checkpoint. */
async function quorumLost({ kubectl, table, say }, cluster, ensemble) {
  const led = await ensemble.leader();
  const { id: before } = await cluster.checkpoint();
  const started = Date.now();
  await ensemble.scale(1);
  await sleep(LONGER_THAN_SESSION_MILLIS);
  const meanwhile = await ensemble.leader();
  table.equal({
    what: "two servers away for longer than the session",
    expected: "nobody leads",
    seen: meanwhile === undefined ? "nobody leads" : `session ${meanwhile.session} leads`,
    seconds: (Date.now() - started) / 1000,
  });
  const back = Date.now();
  await ensemble.scale();
  await ensemble.allServe();
  say(`the quorum is back after ${((Date.now() - back) / 1000).toFixed(0)} s`);
  const next = await nextLeader(() => ensemble.leader(), led);
  const { restored, note } = await recoveredFromOneLeader(kubectl, cluster, ensemble, started);
  table.add({
    what: "the quorum is back",
    expected: `another session, checkpoint ${before} or later; of two leaders, the documented way out`,
    seen: `session ${next.session.slice(0, 8)} after ${led.session.slice(0, 8)}, checkpoint ${restored}${note}`,
    seconds: (Date.now() - back) / 1000,
    passed: restored >= before,
  });
}

/**
 * When sessions have run out, Flink's Curator sometimes lets both JobManagers lead, and the job never runs. Nothing but a
 * restart of both ends that, as docs/high-availability.md says; any other reason is a failure.
 */
async function recoveredFromOneLeader(kubectl, cluster, ensemble, since) {
  try {
    return { restored: await cluster.recovered(since, ONE_LEADER_SECONDS), note: "" };
  } catch (cause) {
    const leaders = await ensemble.leaders();
    if (leaders.length < 2) {
      throw cause;
    }
    const both = ["-l", `app=${cluster.stage.clusterId},component=jobmanager`];
    await kubectl.run(["delete", "pod", "-n", cluster.namespace, ...both]);
    return { restored: await cluster.recovered(since), note: "; two leaders, both restarted" };
  }
}
