import { bothReady, jobManagers, kubernetesLeader, nextLeader } from "./leadership.mjs";

/** Every way to lose a process, and by which prediction of the plan it is back. */
export const LOSSES = [
  { of: "JobManager", how: "deleted", predicted: ({ jobManager }) => jobManager.deleted.running },
  { of: "JobManager", how: "killed", predicted: ({ jobManager }) => jobManager.killed.running },
  { of: "JobManager", how: "evicted", predicted: ({ jobManager }) => jobManager.deleted.running },
  { of: "TaskManager", how: "deleted", predicted: ({ taskManagerKilled }) => taskManagerKilled.running },
  { of: "TaskManager", how: "killed", predicted: ({ taskManagerKilled }) => taskManagerKilled.running },
];
/** Flink waits longer before each restart, until another JobManager leads: more in a row would prove only that. */
const MOST_TASK_MANAGERS_IN_A_ROW = 2;

/** So many losses of every kind, in the order that the random numbers decide. */
export function seededLosses(random, { each, jobManagersFirst = false }) {
  for (;;) {
    const losses = Array.from({ length: each }, () => LOSSES).flat();
    for (let last = losses.length - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1));
      [losses[last], losses[other]] = [losses[other], losses[last]];
    }
    const rows = losses
      .map(({ of }) => (of === "TaskManager" ? "t" : "j"))
      .join("")
      .split("j");
    if (
      rows.every((row) => row.length <= MOST_TASK_MANAGERS_IN_A_ROW) &&
      (!jobManagersFirst || losses[0].of === "JobManager")
    ) {
      return losses;
    }
  }
}

/**
 * Loses the leading JobManager, or a TaskManager, and waits until every task runs again.
 *
 * @returns seconds to another leader (of a JobManager) and to all tasks; the checkpoint before and the one restored
 */
export async function lose({ of, how }, { cluster, hand, random, leader = () => kubernetesLeader(cluster) }) {
  await bothReady(cluster);
  const led = await leader();
  const pod = of === "JobManager" ? (await jobManagers(cluster, led)).leading : await anyTaskManager(cluster, random);
  const { id: before } = await cluster.checkpoint();
  const lost = Date.now();
  const refused = await TAKEN[how](cluster, hand, pod);
  const since = () => (Date.now() - lost) / 1000;
  let leading;
  if (of === "JobManager") {
    leading = { ...(await nextLeader(leader, led)), seconds: since() };
  }
  const restored = await cluster.recovered(lost);
  return { pod: pod.metadata.name, led, leading, before, restored, running: since(), refused };
}

const TAKEN = {
  deleted: (cluster, _, pod) => cluster.deletePod(pod),
  killed: (_, hand, pod) => hand.signal(pod, "KILL"),
  evicted: (cluster, _, pod) => evictedOnce(cluster, pod),
};

/** Evicts the leader, and tries the same with the other one while the budget is used up. Returns that one's answer. */
async function evictedOnce(cluster, pod) {
  const others = (await cluster.pods("jobmanager")).filter(({ metadata }) => metadata.uid !== pod.metadata.uid);
  const status = await cluster.evict(pod);
  if (status !== 201) {
    throw new Error(`the eviction of ${pod.metadata.name} was answered with ${status}`);
  }
  return cluster.evict(others[0]);
}

async function anyTaskManager(cluster, random) {
  const pods = await cluster.pods("taskmanager");
  return pods[Math.floor(random() * pods.length)];
}
