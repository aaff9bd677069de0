/** Share of a pool that drains may take at a time: a node group upgrade then restarts the job four times, not once per node. */
const EVICTABLE_SHARE = 0.25;

/**
 * How many TaskManagers a drain may take at a time while all are healthy.
 *
 * @returns `undefined` for a single one, which gets no budget: what kept it would block every drain for ever, and what
 * let it go would say nothing
 */
export function evictableTaskManagers(replicas: number): number | undefined {
  return replicas > 1 ? Math.max(1, Math.floor(replicas * EVICTABLE_SHARE)) : undefined;
}

/** The same for JobManagers: a leader and its standbys go one after the other. */
export function evictableJobManagers(replicas: number): number | undefined {
  return replicas > 1 ? 1 : undefined;
}
