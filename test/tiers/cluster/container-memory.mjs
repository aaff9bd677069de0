const MEBI = 2 ** 20;
/** What the kernel says of a container, from inside, by either version of its interface. */
const READ = `cd /sys/fs/cgroup
if [ -e memory.current ]; then
  echo usage $(cat memory.current); echo limit $(cat memory.max); cat memory.stat memory.events
else
  cd memory; echo usage $(cat memory.usage_in_bytes); echo limit $(cat memory.limit_in_bytes)
  echo failcnt $(cat memory.failcnt); cat memory.stat memory.oom_control
fi`;

/**
 * A container's memory in MiB: `usage` with the page cache, `anonymous` that no pressure gives back, and `workingSet` as
 * kubelet computes it, which is usage without the inactive page cache.
 */
export async function containerMemory(kubectl, namespace, pod, container) {
  const text = await kubectl.run(["exec", "-n", namespace, pod, "-c", container, "--", "sh", "-c", READ], {
    seconds: 60,
  });
  const value = Object.fromEntries(text.split("\n").map((line) => line.split(" ")));
  const mebibytes = (...names) =>
    Math.round(Number(names.map((name) => value[name]).find((each) => each !== undefined)) / MEBI);
  return {
    usage: mebibytes("usage"),
    limit: mebibytes("limit"),
    workingSet: mebibytes("usage") - mebibytes("total_inactive_file", "inactive_file"),
    anonymous: mebibytes("total_rss", "anon"),
    pageCache: mebibytes("total_cache", "file"),
    /** How often memory had to be reclaimed at the limit. */
    reclaims: Number(value.failcnt ?? value.max),
    kills: Number(value.oom_kill),
  };
}

/** How often a pod's container was restarted, and why the last time. */
export async function restarts(kubectl, namespace, pod, container) {
  const { status } = await kubectl.json(["get", "pod", "-n", namespace, pod]);
  const { restartCount, lastState, state } = status.containerStatuses?.find(({ name }) => name === container) ?? {
    restartCount: 0,
    lastState: {},
    state: {},
  };
  const { reason, exitCode } = lastState.terminated ?? state.terminated ?? {};
  return { count: restartCount, reason, exitCode };
}
