import { JOB_IMAGES } from "./images/images.mjs";
import { KubernetesSchema } from "./kubernetes-objects.mjs";
import { S3 } from "./s3.mjs";
import { synthesized } from "./synthesized.mjs";

/** The Flink releases that the tier runs, with the image of each. */
export const RELEASES = Object.entries(JOB_IMAGES).map(([release, image]) => ({
  release,
  line: release.split(".").slice(0, 2).join("."),
  image,
}));

let server;
let schemas;

/**
 * What a proof works with:
 *
 * - `kubectl`, `s3` (started with the first proof), `table`, `say`, `seed`, `full`
 * - `synthesized(environment, workload)`: both stacks as objects; `environmentIn(namespace)` makes the environment
 * - `random()`: numbers from 0 to 1 that the seed and the proof's name decide
 * - `namespace(word)`: a name for a namespace of the proof's own. It goes with the proof; its logs are kept on failure.
 */
export async function contextFor(proof, { kubectl, table, say, seed, full, keep, logs }) {
  server ??= S3.start(kubectl);
  schemas ??= KubernetesSchema.of(kubectl);
  const schema = await schemas;
  const namespaces = [];
  return {
    kubectl,
    s3: await server,
    schema,
    synthesized: (environment, workload) => synthesized(environment, schema, workload),
    table: table.of(proof),
    say: (line) => say(`${proof.slice(0, 2)} ${line}`),
    seed,
    full,
    logs,
    random: randomNumbers(seed, proof),
    namespace: (word) => {
      const name = `proof-${proof.slice(0, 2)}-${word}`;
      namespaces.push(name);
      return name;
    },
    evidence: async () => (await Promise.all(namespaces.map((name) => evidence(kubectl, name)))).flat(),
    end: async () => {
      if (!keep && namespaces.length > 0) {
        await kubectl.deleteNamespaces(...namespaces);
      }
    },
  };
}

/** What is left of a namespace when a proof failed: its objects, events, and every container's log, the last one's too. */
async function evidence(kubectl, namespace) {
  const text = async (...args) => (await kubectl.attempt([...args, "-n", namespace])).stdout;
  const pods = (await text("get", "pods", "-o", "name")).split("\n").filter((line) => line !== "");
  const logs = pods.flatMap((pod) => [
    [`${namespace}.${pod.slice(4)}.log`, text("logs", pod, "--all-containers", "--prefix")],
    [`${namespace}.${pod.slice(4)}.previous.log`, text("logs", pod, "--all-containers", "--prefix", "--previous")],
  ]);
  const all = [
    [`${namespace}.events`, text("get", "events", "--sort-by=.lastTimestamp")],
    [`${namespace}.yaml`, text("get", "all,configmaps,persistentvolumeclaims", "-o", "yaml")],
    ...logs,
  ];
  const read = await Promise.all(all.map(async ([file, content]) => [file, await content]));
  return read.filter(([, content]) => content !== "");
}

/** Mulberry32: a proof's random order is repeated from the seed alone. */
function randomNumbers(seed, name) {
  let state = [...name].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), seed) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
