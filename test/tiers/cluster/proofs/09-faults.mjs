import { setTimeout as sleep } from "node:timers/promises";
import { CountingCluster } from "../counting/counting-cluster.mjs";
import { Ensemble } from "../counting/ensemble.mjs";
import { requireExact, stopped } from "../counting/exact.mjs";
import { kubernetesLeader } from "../counting/leadership.mjs";
import { Hand } from "../hand.mjs";
import { eventually } from "../kubectl.mjs";
import { S3 } from "../s3.mjs";

const RATE = 2_000;
const S3_AWAY_MILLIS = 60_000;
/** The renew deadline is 15 s. */
const API_SERVER_FROZEN_SECONDS = 25;
/** The heartbeat timeout is 50 s. */
const FROZEN_SECONDS = 60;
const DISK = "160Mi";
/** ZooKeeper's first log takes 64 MiB before anything is in it. */
const LOG_DISK = "96Mi";

/** Without the API server every other cluster loses its leader, too. */
export const alone = true;

/** What a stage stands on is taken away for a while, and disks are filled. Each time the job runs again, and the count is exact. */
export async function faults(context) {
  const { kubectl, namespace, table } = context;
  const hand = await Hand.start(kubectl, namespace("hand"));
  const s3 = await S3.start(kubectl, namespace("s3"));
  const cluster = await CountingCluster.start({ ...context, s3 }, "faults", {
    environment: { storage: { endpoint: s3.endpoint } },
    load: { args: { rate: RATE, "value-bytes": 2_000 } },
    changed: (objects) => onSmallDisk(objects, { of: /-taskmanager$/, volume: "flink-local", size: DISK }),
  });
  await s3Stopped(context, cluster, s3);
  await taskManagerFrozen(context, cluster, hand);
  await diskFull(context, cluster);
  await apiServerFrozen(context, cluster, hand);
  const { totals } = await stopped(cluster);
  requireExact(table, "after all of this", totals);
  cluster.end();
  await zooKeeperDiskFull(context);
}

/** A disk that can fill up, in the place of a claimed one: how large a claim is does not bind every provisioner. */
function onSmallDisk(objects, { of, volume, size }) {
  return objects.map((object) => {
    if (object.kind !== "StatefulSet" || !of.test(object.metadata.name)) {
      return object;
    }
    const { volumeClaimTemplates: claimed, template, persistentVolumeClaimRetentionPolicy, ...spec } = object.spec;
    const claims = claimed.filter(({ metadata }) => metadata.name !== volume);
    const disk = { name: volume, emptyDir: { medium: "Memory", sizeLimit: size } };
    const pod = { ...template.spec, volumes: [...template.spec.volumes, disk] };
    const claiming = claims.length > 0 && { volumeClaimTemplates: claims, persistentVolumeClaimRetentionPolicy };
    return { ...object, spec: { ...spec, ...claiming, template: { ...template, spec: pod } } };
  });
}

/** A line: the job runs again by itself, from a checkpoint no older than the last before the fault. */
async function goesOn({ table }, cluster, { what, expected, before, started, note = "" }) {
  const completed = await cluster.checkpointAfter(Date.now());
  const restored = await cluster.restored();
  const again = restored !== undefined && restored.restore_timestamp >= started;
  table.add({
    what,
    expected,
    seen: `${again ? `restored from checkpoint ${restored.id}` : "no restart"}${note}; checkpoint ${completed.id} completed`,
    seconds: (Date.now() - started) / 1000,
    passed: !again || restored.id >= before,
  });
}

async function s3Stopped(context, cluster, s3) {
  const { id: before } = await cluster.checkpoint();
  const started = Date.now();
  await s3.stop();
  await sleep(S3_AWAY_MILLIS);
  const { counts } = await cluster.job("/checkpoints").catch(() => ({ counts: { failed: "?" } }));
  await s3.resume();
  await goesOn(context, cluster, {
    what: "S3 server away for a minute",
    expected: `goes on, or from checkpoint ${before} or later`,
    before,
    started,
    note: `, ${counts.failed} checkpoints failed`,
  });
}

async function taskManagerFrozen(context, cluster, hand) {
  const [pod] = await cluster.pods("taskmanager");
  const { id: before } = await cluster.checkpoint();
  const started = Date.now();
  await hand.freeze(pod, FROZEN_SECONDS);
  await cluster.recovered(started);
  await goesOn(context, cluster, {
    what: `TaskManager frozen for ${FROZEN_SECONDS} s`,
    expected: `heartbeat timeout, from checkpoint ${before} or later`,
    before,
    started,
  });
}

async function diskFull(context, cluster) {
  const { kubectl, table } = context;
  const [{ metadata }] = await cluster.pods("taskmanager");
  const exec = (script) =>
    kubectl.attempt([
      "exec",
      "-n",
      cluster.namespace,
      metadata.name,
      "-c",
      "flink-main-container",
      "--",
      "bash",
      "-c",
      script,
    ]);
  const { id: before } = await cluster.checkpoint();
  const started = Date.now();
  const { stderr } = await exec("dd if=/dev/zero of=/flink-local/filler bs=1M");
  await sleep(15_000);
  const logs = await kubectl.logs(cluster.namespace, metadata.name, `--since-time=${new Date(started).toISOString()}`);
  const named = /No space left on device/.test(logs);
  table.add({
    what: "disk full for RocksDB",
    expected: "No space left on device, in the TaskManager's log",
    seen: named ? "No space left on device" : `nothing (${stderr.trim().split("\n")[0]})`,
    passed: named,
  });
  await exec("rm -f /flink-local/filler");
  await goesOn(context, cluster, {
    what: "there is space again",
    expected: `from checkpoint ${before} or later`,
    before,
    started,
  });
}

/**
 * A server that cannot write its log leaves the quorum, and the job does not notice. When no server can, it stands as
 * without a quorum, and goes on by itself once there is space.
 */
async function zooKeeperDiskFull(context) {
  const { kubectl, table } = context;
  const cluster = await CountingCluster.start(context, "zookeeper-disk", {
    environment: { highAvailability: { type: "zookeeper", ensemble: { type: "declared" } } },
    load: { args: { rate: RATE } },
    changed: (objects) => onSmallDisk(objects, { of: /^zookeeper$/, volume: "log", size: LOG_DISK }),
  });
  const ensemble = new Ensemble(kubectl, cluster);
  await ensemble.allServe();
  const servers = await ensemble.servers();
  const [one] = servers;
  const expected = "No space left on device, out of the quorum";

  await ensemble.unaffected(table, "disk of one ZooKeeper server full", async () => {
    await fill(ensemble, one);
    table.equal({ what: "that server", expected, seen: await fullServer(context, cluster, ensemble, one) });
    await empty(ensemble, one);
    await ensemble.allServe();
  });

  const { id: before } = await cluster.checkpoint();
  const started = Date.now();
  await Promise.all(servers.map((server) => fill(ensemble, server)));
  const seen = await Promise.all(servers.map((server) => fullServer(context, cluster, ensemble, server)));
  table.equal({ what: "disks of all ZooKeeper servers full", expected, seen: [...new Set(seen)].join("; ") });
  await Promise.all(servers.map((server) => empty(ensemble, server)));
  await ensemble.allServe();
  await cluster.runs();
  await goesOn(context, cluster, {
    what: "they have space again",
    expected: `from checkpoint ${before} or later`,
    before,
    started,
  });
  const { totals } = await stopped(cluster);
  requireExact(table, "after full ZooKeeper disks", totals);
  cluster.end();
}

const fill = (ensemble, server) => ensemble.run(server, "dd if=/dev/zero of=/datalog/filler bs=64k");

/** Its container restarts again and again; between two starts nothing can be run in it. */
function empty(ensemble, server) {
  return eventually(
    "the filler is removed",
    async () => (await ensemble.run(server, "rm -f /datalog/filler")).status === 0,
    { seconds: 400, pause: 500 },
  );
}

/** What a full server says, and that it serves nobody. */
async function fullServer({ kubectl }, { namespace }, ensemble, server) {
  const { name } = server.metadata;
  return eventually(
    "a server with a full disk says so",
    async () => {
      const logs = ["logs", "-n", namespace, name];
      const texts = await Promise.all([kubectl.attempt(logs), kubectl.attempt([...logs, "--previous"])]);
      const named = texts.some(({ stdout }) => stdout.includes("No space left on device"));
      return named && (await ensemble.serves(server)) === false && "No space left on device, out of the quorum";
    },
    { seconds: 180 },
  );
}

async function apiServerFrozen(context, cluster, hand) {
  if (!(await hand.seesApiServer())) {
    context.table.add({
      what: "API server frozen",
      expected: "possible on this cluster",
      seen: "its node is out of reach",
      passed: false,
    });
    return;
  }
  const led = await kubernetesLeader(cluster);
  const { id: before } = await cluster.checkpoint();
  const started = Date.now();
  await hand.freezeApiServer(API_SERVER_FROZEN_SECONDS);
  await sleep((API_SERVER_FROZEN_SECONDS + 3) * 1000);
  await cluster.runs();
  const now = await kubernetesLeader(cluster);
  await goesOn(context, cluster, {
    what: `API server frozen for ${API_SERVER_FROZEN_SECONDS} s`,
    expected: `from checkpoint ${before} or later`,
    before,
    started,
    note: now.session === led.session ? ", the same session" : ", another session",
  });
}
