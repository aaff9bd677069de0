import { configurationReport, taskManagerReport } from "../../flink/cluster/reports.mjs";
import { differences } from "../../flink/compare.mjs";
import { RELEASES } from "../context.mjs";
import { deploy } from "../deployed.mjs";
import { environmentIn } from "../synthesized.mjs";

/**
 * The `local` environment's stages, from the synthesized objects alone: ready, with their slots, their jobs running, state
 * under exactly their prefixes, and what Flink reports is what was planned.
 */
export async function itRuns(context) {
  for (const release of RELEASES) {
    await runs(context, release);
  }
}

async function runs(context, { release, line, image }) {
  const { s3, table } = context;
  const namespace = context.namespace(line.replace(".", "-"));
  const local = environmentIn(namespace, "local", { flinkVersion: release, image });
  const bucketName = `${namespace}-state`;
  const environment = { ...local, storage: { ...local.storage, bucketName } };
  await s3.createEmptyBucket(bucketName);
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const { plan, stages } = await deploy(context, environment);
  await Promise.all(
    stages.map(async (deployed) => {
      const what = (text) => `Flink ${release}, ${deployed.name}: ${text}`;
      await deployed.ready();
      table.add({ what: what("pods"), expected: "ready", seen: "ready", seconds: seconds(), passed: true });
      const { jid } = await deployed.running();
      table.add({ what: what("job"), expected: "running", seen: "running", seconds: seconds(), passed: true });
      await compared(deployed, jid, { table, what, bucketName });
    }),
  );
  const prefixes = plan.stages.flatMap(({ prefixes }) => Object.values(prefixes));
  const keys = (await s3.keys(bucketName)).map(({ key }) => key);
  const used = new Set(keys.map((key) => prefixes.find((prefix) => key.startsWith(`${prefix}/`)) ?? key));
  const sorted = (names) => [...names].sort().join(" ");
  table.equal({ what: `Flink ${release}: what is in the bucket`, expected: sorted(prefixes), seen: sorted(used) });
  await context.kubectl.deleteNamespaces(namespace);
}

async function compared(deployed, job, { table, what, bucketName }) {
  const { stage, configuration } = deployed;
  const slots = stage.taskManagers.replicas * stage.taskManagers.slotsPerTaskManager;
  const { "slots-total": total, "slots-available": free } = await deployed.get("/overview");
  table.equal({
    what: what("slots, and those of its tasks"),
    expected: `${slots}, 0 free`,
    seen: `${total}, ${free} free`,
  });
  table.equal({
    what: what("identity of the job"),
    expected: argumentOf(deployed, "--job-id"),
    seen: `${job}`,
  });
  const checkpoint = await deployed.checkpointPath(job);
  const savepoint = await deployed.savepointPath(job);
  const below = (path, prefix) => (path.startsWith(`s3p://${bucketName}/${prefix}/`) ? `below ${prefix}` : path);
  const { checkpoints, savepoints } = stage.prefixes;
  table.equal({ what: what("a checkpoint"), expected: `below ${checkpoints}`, seen: below(checkpoint, checkpoints) });
  table.equal({ what: what("a savepoint"), expected: `below ${savepoints}`, seen: below(savepoint, savepoints) });
  const reporting = { rest: deployed, overridden: { "jobmanager.rpc.address": "" } };
  for (const [title, { planned, reported }] of [
    ["/jobmanager/config", await configurationReport(reporting, stage, { toMap: () => configuration })],
    ["/taskmanagers", await taskManagerReport(reporting, stage)],
  ]) {
    const found = differences(planned, reported);
    table.equal({
      what: what(`${title}, ${Object.keys(planned).length} numbers`),
      expected: "as planned",
      seen: found.join("; ") || "as planned",
    });
  }
}

/** What the JobManager's container is told. */
function argumentOf({ objects }, name) {
  const { args } = objects.find(({ kind }) => kind === "Deployment").spec.template.spec.containers[0];
  return args[args.indexOf(name) + 1];
}
