import { setTimeout as sleep } from "node:timers/promises";
import { RELEASES } from "../context.mjs";
import { DeployedStage, deploy } from "../deployed.mjs";
import { eventually } from "../kubectl.mjs";
import { deployNatively } from "../native.mjs";
import { rightsIn, rightsOf, withToken } from "../rights.mjs";
import { environmentIn } from "../synthesized.mjs";

const [{ release, image }] = RELEASES;
const STAGE = "normalize";
/** Flink's client for its native integration keeps its limit in proportion to the request: a tenth asked, a core allowed. */
const SMALL_REQUEST = { resource: 0.1, factor: "10" };
const WATCHES = "Create watch on TaskManager pods successfully";
const UNWATCHED_MILLIS = 20_000;

/**
 * With the rights that are synthesized, high availability works; without any one of their verbs something named fails; and
 * they reach no Secret and no other namespace.
 */
export async function rights(context) {
  await standalone(context);
  await native(context);
}

async function standalone(context) {
  const { table, kubectl, s3, namespace: named } = context;
  const namespace = named("standalone");
  const environment = environmentOf(namespace, { type: "standalone" });
  const deployed = await deploy(context, environment, { only: STAGE });
  const [stage] = deployed.stages;
  const role = roleOf(deployed.objects);
  await nothingMore(context, { namespace, name: stage.clusterId }, role);
  const { jid } = await stage.running({ seconds: 300 });
  await stage.checkpointPath(jid);
  await lostJobManager(context, stage, jid);
  const trial = without(context, { namespace, role, title: "standalone", stage });
  await trial("patch configmaps", "the leader renews its lease");
  await trial("get configmaps", "the leader looks at its lease");
  await trial("update configmaps", "a checkpoint completes", () => stage.post(`/jobs/${jid}/checkpoints`));
  await trial("list configmaps", "a JobManager starts", () => restart(kubectl, stage));
  await trial("watch configmaps", "a JobManager starts", () => restart(kubectl, stage));
  await trial("create configmaps", "a cluster starts", async () => {
    // As if it had never been: its metadata, and the checkpoints that a job of the same identity would write again.
    const maps = [`${stage.clusterId}-cluster-config-map`, `${stage.clusterId}-${jid}-config-map`];
    await kubectl.run(["delete", "configmap", "-n", namespace, "--ignore-not-found", ...maps]);
    // A TaskManager remembers which files a job of this identity had, and refuses others.
    await restart(kubectl, stage, "jobmanager", "taskmanager");
    await s3.remove(deployed.plan.environment.storage.bucketName, `${stage.stage.prefixes.checkpoints}/`);
  });
  await trial("delete configmaps", "a job ends", () => stage.post(`/jobs/${jid}/stop`, { drain: false }), {
    last: true,
  });
  table.note({ what: "standalone: rights tried", seen: rightsIn(role).join(", ") });
  await kubectl.deleteNamespaces(namespace);
}

/** On the operator's runtime Flink makes its own pods: the same client declares the cluster that the operator uses. */
async function native(context) {
  const { table, kubectl, s3, synthesized, namespace: named } = context;
  const namespace = named("native");
  const environment = environmentOf(namespace, { type: "operator" });
  const { plan, objects } = synthesized(environment);
  const role = roleOf(objects);
  await s3.createBucket(plan.environment.storage.bucketName);
  await kubectl.apply(objects.filter(({ kind }) => kind === "Namespace"));
  await kubectl.apply([
    ...objects.filter(({ kind }) => ["Role", "RoleBinding", "ServiceAccount"].includes(kind)),
    s3.credentials(namespace, plan.environment.storage.credentialsSecret),
  ]);
  const resource = objects.find(({ kind, metadata }) => kind === "FlinkDeployment" && metadata.name.endsWith(STAGE));
  await nothingMore(context, { namespace, name: resource.spec.serviceAccount }, role);
  await deployNatively(kubectl, small(resource), release);
  const planned = plan.stages.find(({ name }) => name === STAGE);
  const stage = new DeployedStage(kubectl, namespace, planned, []);
  const { jid } = await stage.running({ seconds: 300 });
  await stage.checkpointPath(jid);
  await lostJobManager(context, stage, jid);
  const trial = without(context, { namespace, role, title: "native", stage });
  const loseTaskManager = async () => {
    const [pod] = await stage.pods("taskmanager");
    await kubectl.run(["delete", "pod", "-n", namespace, pod.metadata.name, "--grace-period=0", "--force"]);
  };
  await trial("create pods", "a lost TaskManager is replaced", loseTaskManager);
  await trial("get deployments", "a restarted JobManager makes a TaskManager", async () => {
    await restart(kubectl, stage);
    await loseTaskManager();
  });
  await trial("list pods", "a JobManager starts", () => restart(kubectl, stage));
  await unwatched(context, { namespace, role, stage });
  await trial("delete pods", "a TaskManager that ended is removed", async () => {
    const [pod] = await stage.pods("taskmanager");
    await kubectl.attempt(["exec", "-n", namespace, pod.metadata.name, "--", "bash", "-c", "kill 1"]);
  });
  await trial("delete deployments", "a cluster is told to end", () => stage.shutDown(), { last: true });
  table.note({
    what: "native: update deployments/finalizers",
    seen: "only asked for by an API server with OwnerReferencesPermissionEnforcement",
  });
  await kubectl.deleteNamespaces(namespace);
}

function environmentOf(namespace, runtime) {
  const local = environmentIn(namespace, "local", { runtime, flinkVersion: release, image });
  return { ...local, storage: { ...local.storage, bucketName: `${namespace}-state` } };
}

function roleOf(objects) {
  return objects.find(({ kind }) => kind === "Role");
}

function small(resource) {
  const changed = structuredClone(resource);
  for (const [field, key] of [
    ["jobManager", "jobmanager"],
    ["taskManager", "taskmanager"],
  ]) {
    changed.spec[field].resource.cpu = SMALL_REQUEST.resource;
    changed.spec.flinkConfiguration[`kubernetes.${key}.cpu.limit-factor`] = SMALL_REQUEST.factor;
  }
  return changed;
}

/** The Role and not one verb more, by the API server's own judgement; and with a real token, refused. */
async function nothingMore({ kubectl, table }, account, role) {
  const title = `${account.namespace}/${account.name}`;
  const inside = await rightsOf(kubectl, account, account.namespace);
  table.equal({
    what: `${title}: rights in its namespace`,
    expected: rightsIn(role).join(", "),
    seen: inside.join(", "),
  });
  for (const [where, elsewhere] of [
    ["another namespace", "default"],
    ["the cluster", undefined],
  ]) {
    const seen = await rightsOf(kubectl, account, elsewhere);
    table.equal({ what: `${title}: rights in ${where}`, expected: "none", seen: seen.join(", ") || "none" });
  }
  await withToken(kubectl, account, async (its) => {
    for (const [what, args, expected] of [
      ["the Secrets of its namespace", ["secrets", "-n", account.namespace], "forbidden"],
      ["the Secret its pods mount", ["secret", "s3-credentials", "-n", account.namespace], "forbidden"],
      ["the ConfigMaps of another namespace", ["configmaps", "-n", "kube-system"], "forbidden"],
      ["the ConfigMaps of its namespace", ["configmaps", "-n", account.namespace], "given"],
    ]) {
      const { status, stderr } = await its.attempt(["get", ...args]);
      const seen = status === 0 ? "given" : /Forbidden/.test(stderr) ? "forbidden" : stderr;
      table.equal({ what: `${title}: its token asks for ${what}`, expected, seen });
    }
  });
}

/** With all of its rights, a JobManager that is killed finds its job and its last checkpoint again. */
async function lostJobManager({ kubectl, table }, stage, job) {
  const started = performance.now();
  await restart(kubectl, stage);
  const restored = await stage.eventually(
    "its job is restored",
    async () => {
      const { latest } = await stage.get(`/jobs/${job}/checkpoints`);
      return latest.restored ?? undefined;
    },
    { seconds: 240 },
  );
  await stage.running({ seconds: 240 });
  table.add({
    what: `${stage.namespace}: a JobManager is killed, with all rights`,
    expected: "the job runs from a checkpoint",
    seen: `runs from checkpoint ${restored.id}`,
    seconds: (performance.now() - started) / 1000,
    passed: restored.id > 0,
  });
}

async function restart(kubectl, stage, ...components) {
  const roles = components.length === 0 ? ["jobmanager"] : components;
  const pods = await Promise.all(roles.map((role) => stage.pods(role)));
  const names = pods.flat().map(({ metadata }) => metadata.name);
  await kubectl.run(["delete", "pod", "-n", stage.namespace, ...names, "--grace-period=0", "--force"]);
}

/**
 * Takes one right away, does what needs it, waits until Flink says which right it lacks, gives it back and waits until the
 * job runs again. A right that nobody misses is one too many.
 */
function without({ kubectl, table, say }, { namespace, role, title, stage }) {
  return async (right, needs, act = () => {}, { last = false } = {}) => {
    const [verb, resource] = right.split(" ");
    const started = performance.now();
    const since = new Date().toISOString();
    await kubectl.apply([roleWithout(role, right)]);
    await Promise.resolve(act()).catch((error) => say(`${right}: ${error.message}`));
    const complaint = complaintOf(verb, resource);
    const seen = await eventually(right, () => said(kubectl, namespace, complaint, since), {
      seconds: 180,
      pause: 2000,
    }).catch(() => "nobody misses it");
    const seconds = (performance.now() - started) / 1000;
    await kubectl.apply([role]);
    table.equal({ what: `${title} without ${right}: ${needs}`, expected: complaint, seen, seconds });
    if (!last) {
      if ((await stage.pods("jobmanager")).some(({ status }) => status.containerStatuses?.[0].restartCount > 0)) {
        // Otherwise kubelet lets it wait longer after every failure.
        await restart(kubectl, stage);
      }
      await stage.running({ seconds: 300 });
      await sleep(1000);
    }
  };
}

/**
 * Flink asks again and again for the watch on its pods, in silence, and runs its job meanwhile; it would learn of a lost
 * pod by its heartbeat alone. It says when it has the watch at last.
 */
async function unwatched({ kubectl, table }, { namespace, role, stage }) {
  const right = "watch pods";
  const started = performance.now();
  await kubectl.apply([roleWithout(role, right)]);
  await restart(kubectl, stage);
  const since = new Date().toISOString();
  const says = (text) => said(kubectl, namespace, text, since);
  await eventually("the JobManager looks for its pods", () => says("pods from previous attempts"), { seconds: 120 });
  await sleep(UNWATCHED_MILLIS);
  const early = await says(WATCHES);
  await kubectl.apply([role]);
  const late = await eventually("it watches its pods", () => says(WATCHES), { seconds: 180 });
  table.equal({
    what: `native without ${right}: a JobManager starts`,
    expected: `"${WATCHES}" once it is given back`,
    seen: `"${early ?? late}" ${early === undefined ? "once it is given back" : "without it"}`,
    seconds: (performance.now() - started) / 1000,
  });
  await stage.running({ seconds: 300 });
}

function roleWithout(role, right) {
  const [verb, resource] = right.split(" ");
  const rules = role.rules.map((rule) =>
    rule.resources.includes(resource) ? { ...rule, verbs: rule.verbs.filter((each) => each !== verb) } : rule,
  );
  return { ...role, rules };
}

/** How Flink's client reports what it may not do. A refused watch is a refused upgrade of a connection: no reason comes with it. */
function complaintOf(verb, resource) {
  return verb === "watch" ? "Received 403 on websocket" : `cannot ${verb} resource "${resource}"`;
}

/** The complaint, where any container of the namespace has made it since, one that has ended included. */
async function said(kubectl, namespace, complaint, since) {
  const pods = await kubectl.list(["pods", "-n", namespace]);
  const logs = await Promise.all(
    pods.flatMap(({ metadata }) =>
      [[], ["--previous"]].map((more) => kubectl.logs(namespace, metadata.name, `--since-time=${since}`, ...more)),
    ),
  );
  return logs.some((text) => text.includes(complaint)) ? complaint : undefined;
}
