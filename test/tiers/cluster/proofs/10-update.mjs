import { setTimeout as sleep } from "node:timers/promises";
import { RELEASES } from "../context.mjs";
import { CountingCluster } from "../counting/counting-cluster.mjs";
import { requireExact, stopped } from "../counting/exact.mjs";
import { stoppedByCommand } from "../counting/stop-command.mjs";
import { JOB_IMAGES, NEXT_JOB_IMAGES } from "../images/images.mjs";

const RATE = 2_000;
const KUBERNETES = { type: "kubernetes" };
const ZOOKEEPER = { type: "zookeeper", ensemble: { type: "declared" } };
const TO_ZOOKEEPER = { highAvailability: { ...ZOOKEEPER, movingFrom: KUBERNETES } };
const BACK = { highAvailability: { ...KUBERNETES, movingFrom: ZOOKEEPER } };

/**
 * A stage goes from image to image and from one high availability to the other by the documented procedure: stop with a
 * savepoint, start from it. The count is exact across all of it, until the job itself is broken on purpose.
 */
export async function update(context) {
  for (const { release, line } of RELEASES) {
    await updates(context, { release, line });
  }
}

async function updates(context, { release, line }) {
  const { kubectl, table } = context;
  const base = { flinkVersion: line };
  const first = { image: JOB_IMAGES[release], args: { rate: RATE } };
  const cluster = await CountingCluster.start(context, `flink-${line.replace(".", "-")}`, {
    environment: base,
    load: first,
  });
  const newImage = { image: NEXT_JOB_IMAGES[release], args: { rate: RATE / 2 } };
  const steps = [
    { what: "another image and other arguments", environment: {}, load: newImage },
    ...(release === RELEASES[0].release
      ? [
          { what: "to ZooKeeper", environment: TO_ZOOKEEPER, load: newImage },
          { what: "back to Kubernetes", environment: BACK, load: newImage },
        ]
      : []),
    {
      what: "a source that begins anew",
      environment: {},
      load: { ...newImage, args: { ...newImage.args, broken: "repeat" } },
      broken: true,
    },
  ];
  let declared = { environment: base, load: { ...first, image: newImage.image } };
  await lastState(table, cluster, { line, ...declared });
  for (const { what, environment, load, broken = false } of steps) {
    if (environment.highAvailability !== undefined) {
      await cluster.applyFoundation({ environment: { ...declared.environment, ...environment }, load: declared.load });
    }
    const started = Date.now();
    const { path, totals } = await stoppedByCommand(cluster, kubectl, declared);
    requireExact(table, `${line}: stopped with a savepoint before: ${what}`, totals);
    declared = { environment: { ...base, ...environment, startFrom: { count: path } }, load };
    await cluster.apply(declared);
    await cluster.recovered(started);
    await cluster.checkpointAfter(Date.now());
    const seconds = (Date.now() - started) / 1000;
    const restored = await cluster.restored();
    table.add({
      what: `${line}: ${what}`,
      expected: path.split("/").at(-1),
      seen: restored.external_path.split("/").at(-1),
      seconds,
      passed: restored.external_path.replace(/\/$/, "") === path && restored.is_savepoint,
    });
    if (broken) {
      await sleep(5_000);
      const { totals: wrong } = await stopped(cluster);
      table.add({
        what: `${line}: ${what}, seen by the count`,
        expected: "repetitions",
        seen: `${wrong.repetitions} repetitions`,
        passed: wrong.repetitions > 0,
      });
    }
  }
  cluster.end();
}

/**
 * Another image without a savepoint: the job goes on from its last checkpoint. Its graph is the stored one, arguments
 * included, so that nothing but the image may change this way.
 */
async function lastState(table, cluster, { line, environment, load }) {
  const { id: before } = await cluster.checkpoint();
  const started = Date.now();
  await cluster.apply({ environment, load });
  const restored = await cluster.recovered(started);
  await cluster.checkpointAfter(Date.now());
  table.add({
    what: `${line}: another image, last state`,
    expected: `checkpoint ${before} or later`,
    seen: `checkpoint ${restored}`,
    seconds: (Date.now() - started) / 1000,
    passed: restored >= before,
  });
}
