import { setTimeout as sleep } from "node:timers/promises";
import { containerMemory, restarts } from "../container-memory.mjs";
import { RELEASES } from "../context.mjs";
import { fitted } from "../counting/fitted.mjs";
import { Flink } from "../flink.mjs";
import { eventually } from "../kubectl.mjs";
import { environmentIn } from "../synthesized.mjs";
import { jobArguments, windowedStages, withSettings } from "../windowed-stages.mjs";

const MINUTES = 10;
const SAMPLE_SECONDS = 20;
const MEBI = 2 ** 20;
const CONTAINER = "flink-main-container";
/** 12 times the keys of the plan, and values four times as large: 1.2 GiB in 13 panes, for RocksDB's 256 MiB. */
const args = jobArguments({ keys: 6_000, valueKibibytes: 16, rate: 25 });
const ROCKSDB = ["block-cache-usage", "block-cache-capacity", "total-sst-files-size", "cur-size-all-mem-tables"].map(
  (name) => `rocksdb_${name}`,
);
const flinkOptions = {
  // The whole heap is used from the start: what a stage may use, it will.
  "env.java.opts.taskmanager": "-XX:+AlwaysPreTouch",
  ...Object.fromEntries(
    ROCKSDB.map((name) => [`state.backend.rocksdb.metrics.${name.slice("rocksdb_".length)}`, "true"]),
  ),
};
/** The playbook's `flink-conf.yaml`, but for the size of the pod. All else of its memory is Flink's default. */
const PLAYBOOK = {
  "taskmanager.memory.managed.size": undefined,
  "taskmanager.memory.managed.fraction": "0.4",
  "taskmanager.memory.network.min": undefined,
  "taskmanager.memory.network.max": "2g",
  "taskmanager.memory.jvm-overhead.min": undefined,
  "taskmanager.memory.jvm-overhead.max": undefined,
};

/**
 * A windowed stage whose RocksDB holds many times its memory stays under its pod's limit for ten minutes. Beside it, the
 * playbook's ratios in the same pod, and a pod without what the plan leaves to the JVM, which does not live long.
 */
export async function memory(context) {
  const releases = context.full ? RELEASES : RELEASES.slice(0, 1);
  for (const { line, image } of releases) {
    await ofRelease(context, line, image);
  }
}

async function ofRelease(context, line, image) {
  const { kubectl, s3, synthesized, table, namespace: named, say } = context;
  const namespace = named(line.replace(".", "-"));
  const environment = environmentIn(namespace, "local", {
    runtime: { type: "standalone" },
    flinkVersion: line,
    flinkOptions,
  });
  const load = windowedStages(image, { planned: { args }, playbook: { args }, starved: { args } });
  const { plan, objects } = synthesized(environment, load);
  const [planned, playbook, starved] = plan.stages;
  const { process, flink, frameworkOffHeap } = planned.taskManagers.memory;
  const bare = flink.minus(frameworkOffHeap);

  await s3.createBucket(environment.storage.bucketName);
  const changed = fitted(
    limited(withSettings(objects, playbook.clusterId, PLAYBOOK), starved.clusterId, bare.toQuantity()),
  );
  await kubectl.apply([...changed.slice(0, 1), s3.credentials(namespace, environment.storage.credentialsSecret)]);
  await kubectl.apply(changed.slice(1));
  const pod = ({ clusterId }) => `${clusterId}-taskmanager-0`;
  const jobs = new Map();
  for (const stage of [planned, playbook]) {
    jobs.set(stage, await new Flink(kubectl, namespace, stage.clusterId).running({ seconds: 400 }));
  }
  say(`${line}: running`);

  const began = performance.now();
  const since = () => (performance.now() - began) / 1000;
  const killed = await eventually(
    "the end of the pod without overhead",
    async () => {
      const { count, reason } = await restarts(kubectl, namespace, pod(starved), CONTAINER);
      return (count > 0 || reason !== undefined) && reason;
    },
    { seconds: MINUTES * 60, pause: 5_000 },
  ).catch(() => "it lives");
  table.equal({
    what: `${line} pod of ${bare}: the plan without JVM overhead, metaspace and off-heap`,
    expected: "OOMKilled",
    seen: killed,
    seconds: since(),
  });
  await kubectl.run([
    "delete",
    "-n",
    namespace,
    "--wait=false",
    `statefulset/${starved.clusterId}-taskmanager`,
    `deployment/${starved.clusterId}-jobmanager`,
  ]);

  const seen = new Map([planned, playbook].map((stage) => [stage, []]));
  while (since() < MINUTES * 60) {
    for (const [stage, samples] of seen) {
      samples.push(await containerMemory(kubectl, namespace, pod(stage), CONTAINER).catch(() => undefined));
    }
    await sleep(SAMPLE_SECONDS * 1000);
  }
  for (const [stage, samples] of seen) {
    const ends = await restarts(kubectl, namespace, pod(stage), CONTAINER);
    const rest = new Flink(kubectl, namespace, stage.clusterId);
    const there = samples.filter((sample) => sample !== undefined);
    const most = (name) => Math.max(...there.map((sample) => sample[name]));
    const state = await rest.taskMetrics(jobs.get(stage), ROCKSDB);
    const outcome = ends.count === 0 ? `alive, ${most("kills")} OOM kills` : `${ends.reason} (${ends.count} restarts)`;
    const what = `${line} pod of ${process}: ${stage === planned ? "the plan" : "the playbook's ratios"}`;
    if (stage === planned) {
      table.equal({ what, expected: "alive, 0 OOM kills", seen: outcome, seconds: since() });
      const held = sum(state["rocksdb_total-sst-files-size"]) / planned.state.managedPerSlot.inBytes;
      table.add({
        what: `${line} the plan: RocksDB holds far more than its memory`,
        expected: `4 × ${planned.state.managedPerSlot} at least`,
        seen: `${held.toFixed(1)} ×`,
        passed: held >= 4,
      });
    } else {
      table.note({ what, seen: outcome, seconds: since() });
    }
    table.note({ what: `${what}, at most`, seen: figures(most, state) });
  }
}

function sum(numbers) {
  return numbers.reduce((total, each) => total + each, 0);
}

function figures(most, state) {
  const { anonymous, workingSet, usage, limit } = Object.fromEntries(
    ["anonymous", "workingSet", "usage", "limit"].map((name) => [name, most(name)]),
  );
  const cache = Math.round(Math.max(...state["rocksdb_block-cache-usage"]) / MEBI);
  return `${anonymous} MiB anonymous, ${workingSet} MiB working set, ${usage} of ${limit} MiB with page cache; block cache ${cache} MiB`;
}

/** The objects with another memory limit of a stage's TaskManagers. */
function limited(objects, clusterId, memory) {
  return objects.map((object) => {
    if (object.kind !== "StatefulSet" || object.metadata.name !== `${clusterId}-taskmanager`) {
      return object;
    }
    const copy = structuredClone(object);
    const [{ resources }] = copy.spec.template.spec.containers.filter(({ name }) => name === CONTAINER);
    resources.limits.memory = memory;
    resources.requests.memory = memory;
    return copy;
  });
}
