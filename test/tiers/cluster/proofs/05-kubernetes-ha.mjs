import { RELEASES } from "../context.mjs";
import { CountingCluster } from "../counting/counting-cluster.mjs";
import { requireExact, stopped } from "../counting/exact.mjs";
import { lose, seededLosses } from "../counting/losses.mjs";
import { Hand } from "../hand.mjs";

/** Losses of every kind in one run: 10 in CI, and 20 of each release with --full. */
const EACH = { quick: 2, full: 4 };
const RATE = 2_000;

/**
 * The leading JobManager and TaskManagers are lost in every way, one after the other in a seeded order. Each time another
 * session leads, the job goes on from the last checkpoint, and in the end the count is exact.
 */
export async function kubernetesHighAvailability(context) {
  const { kubectl, namespace, full } = context;
  const hand = await Hand.start(kubectl, namespace("hand"));
  await Promise.all(
    (full ? RELEASES : RELEASES.slice(0, 1)).map(async ({ line, image }) => {
      const cluster = await CountingCluster.start(context, `flink-${line.replace(".", "-")}`, {
        environment: { flinkVersion: line },
        load: { image, args: { rate: RATE } },
      });
      await losses(context, { cluster, hand, line });
      cluster.end();
    }),
  );
}

async function losses({ table, random, say, full }, { cluster, hand, line }) {
  const started = performance.now();
  const { recovery } = cluster.stage;
  const order = seededLosses(random, { each: full ? EACH.full : EACH.quick });
  for (const [index, loss] of order.entries()) {
    const seen = await lose(loss, { cluster, hand, random });
    const predicted = loss.predicted(recovery);
    say(
      `${line}: ${index + 1} of ${order.length}: ${loss.of} ${loss.how}: ${seen.running.toFixed(1)} s, ${predicted} predicted`,
    );
    const what = `${line}: ${loss.of} ${loss.how} (${index + 1})`;
    table.add({
      what,
      expected: `${loss.of === "JobManager" ? "another session, " : ""}checkpoint ${seen.before} or later; ${predicted} predicted`,
      seen: `${loss.of === "JobManager" ? `leader after ${seen.leading.seconds.toFixed(1)} s, ` : ""}checkpoint ${seen.restored}`,
      seconds: seen.running,
      passed: seen.restored >= seen.before,
    });
    if (seen.refused !== undefined && loss.how === "evicted") {
      table.equal({ what: `${what}: the standby, too`, expected: "refused (429)", seen: refusal(seen.refused) });
    }
    await cluster.checkpointAfter(Date.now());
  }
  const { totals } = await stopped(cluster);
  requireExact(table, `${line}: after ${order.length} losses`, totals, (performance.now() - started) / 1000);
}

function refusal(status) {
  return status === 429 ? "refused (429)" : `answered with ${status}`;
}
