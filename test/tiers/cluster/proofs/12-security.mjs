import { setTimeout as sleep } from "node:timers/promises";
import { ownCertificate } from "../certificate.mjs";
import { CountingCluster } from "../counting/counting-cluster.mjs";
import { Ensemble } from "../counting/ensemble.mjs";
import { requireExact } from "../counting/exact.mjs";
import { stoppedByCommand } from "../counting/stop-command.mjs";
import { answersOf } from "../handshakes.mjs";
import { cyclonus, PolicyJudge } from "../policy-judge.mjs";
import { Addresses, socketsOf } from "../sockets.mjs";

const TLS = { secret: "flink-tls", password: { secret: "flink-tls-password", key: "password" } };
/** ZooKeeper, so that there are pods of every kind; and jobs reach nothing but what Flink itself needs. */
const environment = {
  highAvailability: { type: "zookeeper", ensemble: { type: "declared" } },
  security: { egress: [], tls: TLS },
};
const load = { args: { rate: 500 } };

/** What docs/security.md says of every port: who listens, and how it answers to plain text, to TLS, and to a certificate. */
const WITHIN = "refused, refused, TLSv1.2";
const REST = "sent to HTTPS, TLSv1.3, TLSv1.3";
const METRICS = "answered, refused, refused";
const PORTS = {
  jobmanager: { 6123: WITHIN, 6124: WITHIN, 6126: WITHIN, 8081: REST, 9249: METRICS },
  taskmanager: { 6121: WITHIN, 6122: WITHIN, 6126: WITHIN, 9249: METRICS },
};
/** Not Flink's, and without TLS. */
const ZOOKEEPER_PORTS = [2181, 2888, 3888, 7000];
/** For anybody's pods. */
const METRIC_PORTS = [7000, 9249];
const LOOKS = 5;
const OUTSIDE = "192.0.2.7";
const METADATA = "169.254.169.254";

/** A minute's work, for which no other proof should stand still. */
export const prepare = cyclonus;

/**
 * TLS and network policies of what runs: every port answers as documented, and no other one listens; whatever is connected
 * is admitted by the policies, and strangers are not. No policy is enforced here, so that connections are seen as Flink
 * makes them; a program that is not ours says which of them policies would refuse.
 */
export async function security(context) {
  const { kubectl, table } = context;
  let client;
  const cluster = await CountingCluster.start(context, "fenced", {
    environment,
    load,
    changed: ([space, ...rest]) => {
      const certificate = ownCertificate(space.metadata.name, TLS);
      client = certificate.client;
      return [space, ...certificate.secrets, ...rest];
    },
  });
  const ensemble = new Ensemble(kubectl, cluster);
  await ensemble.allServe();
  for (const [component, ports] of Object.entries(PORTS)) {
    const [pod] = await cluster.pods(component);
    for (const [port, expected] of Object.entries(ports)) {
      const what = `${component} ${port}: plain text, TLS, TLS with a certificate`;
      table.equal({ what, expected, seen: (await answersOf(kubectl, pod, port, client)).join(", ") });
    }
  }
  const pods = {
    jobmanager: await cluster.pods("jobmanager"),
    taskmanager: await cluster.pods("taskmanager"),
    zookeeper: await ensemble.servers(),
  };
  const judge = await PolicyJudge.of(kubectl, cluster.namespace);
  await connected(context, judge, pods);
  strangers(context, judge, pods);
  const { totals } = await stoppedByCommand(cluster, kubectl, { environment, load });
  requireExact(table, "stopped by cdktf-flink stop, by way of TLS", totals);
  cluster.end();
}

/** Whoever listens and whoever is connected, over some checkpoints. */
async function connected({ kubectl, table, say }, judge, pods) {
  const addresses = await Addresses.of(kubectl);
  const connections = new Map();
  const listening = new Map(Object.keys(pods).map((kind) => [kind, new Set()]));
  for (let look = 0; look < LOOKS; look++) {
    for (const [kind, pod] of Object.entries(pods).flatMap(([kind, all]) => all.map((pod) => [kind, pod]))) {
      const sockets = await socketsOf(kubectl, pod);
      for (const port of sockets.listening) {
        listening.get(kind).add(port);
      }
      for (const { from, to, port } of addresses.connectionsOf(pod, sockets)) {
        connections.set(`${nameOf(from)} to ${nameOf(to)}:${port}`, { from, to, port });
      }
    }
    await sleep(1_000);
  }
  const expected = { ...PORTS, zookeeper: Object.fromEntries(ZOOKEEPER_PORTS.map((port) => [port])) };
  for (const [kind, ports] of listening) {
    table.equal({ what: `${kind}: listens on`, expected: Object.keys(expected[kind]).join(", "), seen: shown(ports) });
  }
  const names = [...connections.keys()];
  say(names.join("; "));
  const admitted = judge.admits([...connections.values()]);
  const refused = names.filter((_, index) => !admitted[index]);
  const what = `${names.length} connections between running pods: refused`;
  table.equal({ what, expected: "none", seen: refused.join("; ") || "none" });
}

/** Who is none of the cluster's own, and where its own may not go. */
function strangers({ table }, judge, pods) {
  const [jobManager] = pods.jobmanager;
  const { namespace } = jobManager.metadata;
  const ports = [...new Set([...Object.values(PORTS).flatMap(Object.keys).map(Number), ...ZOOKEEPER_PORTS])];
  const own = Object.values(pods).flat();
  for (const [who, from, open] of [
    // It may not even ask: no policy of the namespace selects it but the one that denies.
    ["a pod of the namespace", podOf({ namespace, labels: { app: "stranger" } }), []],
    [
      "a pod of another namespace that calls itself a JobManager",
      podOf({ ...jobManager.metadata, namespace: "storage" }),
      METRIC_PORTS,
    ],
    ["an address outside", { ip: OUTSIDE }, []],
  ]) {
    const tried = own.flatMap((pod) => ports.map((port) => ({ from, to: { pod }, port })));
    const admitted = judge.admits(tried);
    const reached = new Set(tried.filter((_, index) => admitted[index]).map(({ port }) => port));
    table.equal({ what: `${who} reaches`, expected: shown(new Set(open)), seen: shown(reached) });
  }
  for (const [kind, [pod]] of Object.entries(pods)) {
    const tried = [
      ...[443, 6443, 9092].map((port) => ({ to: { ip: OUTSIDE }, port })),
      { to: { ip: METADATA }, port: 80 },
      { to: { ip: OUTSIDE }, port: 53, protocol: "UDP" },
    ].map((connection) => ({ from: { pod }, ...connection }));
    const admitted = judge.admits(tried);
    const reached = tried
      .filter((_, index) => admitted[index])
      .map(({ port, protocol = "TCP" }) => `${port} ${protocol}`);
    table.equal({
      what: `${kind} reaches outside, of 443, 6443, 9092, 80 and 53`,
      expected: "53 UDP",
      seen: reached.join(", "),
    });
  }
}

function podOf({ namespace, labels }) {
  return { pod: { metadata: { namespace, labels }, status: { podIP: OUTSIDE } } };
}

function nameOf({ pod, ip }) {
  return ip ?? pod.metadata.name;
}

function shown(ports) {
  return [...ports].sort((one, other) => one - other).join(", ") || "nothing";
}
