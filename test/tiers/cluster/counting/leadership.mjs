import { eventually } from "../kubectl.mjs";

const LOOK_MILLIS = 100;
const PATIENCE_SECONDS = 180;
const LEADER = /^org\.apache\.flink\.k8s\.leader\.dispatcher$/;

/**
 * Who leads, as TaskManagers and clients find it in the cluster's ConfigMap.
 *
 * @returns the session's id, the address, and who holds the lease; undefined while nobody leads
 */
export async function kubernetesLeader({ api, namespace, highAvailabilityId }) {
  const map = await api.find(`/api/v1/namespaces/${namespace}/configmaps/${highAvailabilityId}-cluster-config-map`);
  const [, value] = Object.entries(map?.data ?? {}).find(([key]) => LEADER.test(key)) ?? [];
  if (value === undefined) {
    return undefined;
  }
  const [session, address] = value.split(/,(.*)/);
  const lease = JSON.parse(map.metadata.annotations?.["control-plane.alpha.kubernetes.io/leader"] ?? "{}");
  return { session, address: hostOf(address), holder: lease.holderIdentity };
}

/**
 * Who says that they lead, by the JobManagers' logs: those that were granted the leadership last and not revoked it, the
 * last one last. More than one is a mistake of Curator (docs/high-availability.md).
 *
 * @returns the session's id and the address of each
 */
export async function loggedLeaders(cluster, kubectl) {
  const pods = await cluster.pods("jobmanager");
  const logs = await Promise.all(pods.map(({ metadata }) => kubectl.logs(cluster.namespace, metadata.name)));
  const granted = pods.flatMap((pod, index) => {
    const events = [
      ...logs[index].matchAll(
        /^(\S+ \S+) .*DefaultDispatcherRunner was (granted|revoked) (?:the )?leadership with leader id (\S+?)\./gm,
      ),
    ];
    const [, time, what, session] = events.at(-1) ?? [];
    return what === "granted" ? [{ time, session, address: pod.status.podIP }] : [];
  });
  return granted.sort((one, other) => one.time.localeCompare(other.time));
}

/** `pekko.tcp://flink@10.0.0.7:6123/user/rpc/dispatcher_1` is 10.0.0.7. */
function hostOf(address) {
  return /@([^:/]+):/.exec(address)?.[1] ?? address;
}

/** The leader's pod and the other one's. */
export async function jobManagers(cluster, leader) {
  const pods = (await cluster.pods("jobmanager")).filter(({ metadata }) => metadata.deletionTimestamp === undefined);
  return {
    leading: pods.find(({ status }) => status.podIP === leader.address),
    standby: pods.find(({ status }) => status.podIP !== leader.address),
  };
}

/** The first leader of another session than that of `before`. */
export function nextLeader(look, before) {
  return eventually(
    "another session leads",
    async () => {
      const leader = await look();
      return leader !== undefined && leader.session !== before.session && leader;
    },
    { seconds: PATIENCE_SECONDS, pause: LOOK_MILLIS },
  );
}

/** Waits until both JobManagers are there: one that leads, and one that could. */
export function bothReady(cluster) {
  return eventually(
    "both JobManagers are ready",
    async () => {
      const pods = await cluster.pods("jobmanager");
      return pods.length === 2 && pods.every(isReady);
    },
    { seconds: PATIENCE_SECONDS },
  );
}

export function isReady({ metadata, status }) {
  const ready = status.conditions?.find(({ type }) => type === "Ready")?.status === "True";
  return ready && metadata.deletionTimestamp === undefined;
}
