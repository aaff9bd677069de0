import { RELEASES } from "../context.mjs";
import { fitted } from "../counting/fitted.mjs";
import { Flink } from "../flink.mjs";
import { Hand } from "../hand.mjs";
import { eventually } from "../kubectl.mjs";
import { S3Trace } from "../s3-trace.mjs";
import { environmentIn } from "../synthesized.mjs";
import { jobArguments, windowedStages, withSettings } from "../windowed-stages.mjs";

const KEYS = 2_000;
/** 125 MiB of state, after twenty seconds. */
const args = jobArguments({ keys: KEYS, valueKibibytes: 64, rate: 100, windows: "60" });
const MEBI = 2 ** 20;
const LOCAL_OFF = {
  "execution.state-recovery.from-local": "false",
  "execution.checkpointing.local-backup.enabled": "false",
};
/** What Flink's TaskManager says of where state comes from, in 1.20 as in 2.2. */
const FOUND = /Found registered local state for checkpoint/;
const FROM_VOLUME = /Starting RocksDB incremental recovery .*IncrementalLocalKeyedStateHandle/;
const FROM_BUCKET = /Starting RocksDB incremental recovery .*IncrementalRemoteKeyedStateHandle/;
/** Of what lies in S3, a restore from the volume may still read the parts that are never kept locally. */
const LITTLE = 0.05;

/**
 * A TaskManager that comes back, by its container or as a pod of the same name, restores from its volume: its log says
 * so, and the S3 server sends next to nothing. Without local recovery the same state comes from S3.
 */
export async function localRecovery(context) {
  const trace = await S3Trace.start(context);
  try {
    for (const release of RELEASES) {
      await ofRelease(context, release, trace);
    }
  } finally {
    trace.close();
  }
}

async function ofRelease(context, { line, image }, trace) {
  const { kubectl, s3, synthesized, table, namespace: named, say } = context;
  const namespace = named(line.replace(".", "-"));
  const environment = environmentIn(namespace, "local", { runtime: { type: "standalone" }, flinkVersion: line });
  const load = windowedStages(image, { kept: { args }, fetched: { args } });
  const { plan, objects: made } = synthesized(environment, load);
  const [kept, fetched] = plan.stages;
  const objects = fitted(withSettings(made, fetched.clusterId, LOCAL_OFF));
  const { bucketName, credentialsSecret } = environment.storage;
  await s3.createBucket(bucketName);
  await kubectl.apply([...objects.slice(0, 1), s3.credentials(namespace, credentialsSecret)]);
  await kubectl.apply(objects.slice(1));
  const hand = await Hand.start(kubectl, context.namespace(`hand-${line.replace(".", "-")}`));

  const pod = ({ clusterId }) => `${clusterId}-taskmanager-0`;
  const remove = (stage) => kubectl.run(["delete", "pod", "-n", namespace, pod(stage)]);
  const kill = async (stage) => hand.signal(await kubectl.json(["get", "pod", "-n", namespace, pod(stage)]), "KILL");
  const volume = "from the volume";
  const bucket = "from S3";
  for (const [stage, fault, expected, act] of [
    [kept, "its process killed", volume, kill],
    [kept, "its pod deleted", volume, remove],
    [fetched, "its pod deleted, local recovery off", bucket, remove],
  ]) {
    const flink = new Flink(kubectl, namespace, stage.clusterId);
    const { jid } = await flink.running({ seconds: 400 });
    await eventually("all keys are there", async () => (await records(flink, jid)) > KEYS, {
      seconds: 240,
      pause: 2_000,
    });
    await flink.checkpoint(jid);
    const { latest } = await flink.checkpoints(jid);
    const size = latest.completed.state_size;
    say(`${line} ${stage.name}: checkpoint ${latest.completed.id} of ${mebibytes(size)}`);

    const mark = trace.mark;
    const started = performance.now();
    const time = new Date();
    await act(stage);
    await eventually(
      "the job is restored",
      async () => {
        const { restored } = (await flink.checkpoints(jid)).latest;
        return restored?.restore_timestamp > time.getTime() && (await flink.running({ seconds: 1 }));
      },
      { seconds: 240, pause: 1_000 },
    );
    const seconds = (performance.now() - started) / 1000;
    const log = await kubectl.logs(namespace, pod(stage), `--since-time=${time.toISOString()}`);
    const sent = trace
      .of(`/${bucketName}/${stage.prefixes.checkpoints}/`, mark)
      .filter(({ action }) => action === "GetObject")
      .reduce((sum, request) => sum + request.sent, 0);
    const local = FOUND.test(log) && FROM_VOLUME.test(log) && sent < LITTLE * size;
    const remote = FROM_BUCKET.test(log) && !FROM_VOLUME.test(log) && sent > (1 - LITTLE) * size;
    const where = local ? volume : remote ? bucket : said(log);
    table.equal({ what: `${line} a TaskManager, ${fault}: ${mebibytes(size)} come`, expected, seen: where, seconds });
    table.note({
      what: `${line} … S3 sent; RocksDB was restored`,
      seen: [mebibytes(sent), ...restoreSeconds(log)].join("; "),
    });
    say(`${line} ${fault}: ${where}, S3 sent ${mebibytes(sent)}`);
  }
}

/** How many records the job has read. */
async function records(flink, jid) {
  const { vertices } = await flink.get(`/jobs/${jid}`);
  return Math.max(...vertices.map(({ metrics }) => metrics["read-records"]));
}

function said(log) {
  const lines = { FOUND, FROM_VOLUME, FROM_BUCKET };
  return `log: ${
    Object.keys(lines)
      .filter((name) => lines[name].test(log))
      .join(", ") || "none of the lines"
  }`;
}

/** From the first to the last line about RocksDB's restore; nothing where the release does not write both. */
function restoreSeconds(log) {
  const at = (text) => {
    const [, day, time] = new RegExp(`^(\\S+) (\\S+) .*${text} RocksDB incremental recovery`, "m").exec(log) ?? [];
    return Date.parse(`${day}T${time?.replace(",", ".")}Z`);
  };
  const millis = at("Finished") - at("Starting");
  return Number.isNaN(millis) ? [] : [`in ${(millis / 1000).toFixed(1)} s`];
}

function mebibytes(bytes) {
  return `${(bytes / MEBI).toFixed(0)} MiB`;
}
