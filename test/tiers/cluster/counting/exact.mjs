import { eventually } from "../kubectl.mjs";

const STOP_SECONDS = 120;

/** Stops the job with a savepoint. Returns the savepoint's path, and the sums that every subtask printed at its end. */
export async function stopped(cluster, tasks) {
  const { jid } = await cluster.job();
  const since = Date.now();
  const { "request-id": request } = await cluster.rest(`/jobs/${jid}/stop`, "post", { drain: false });
  const path = await eventually(
    "a savepoint completes",
    async () => {
      const { status, operation } = await cluster.rest(`/jobs/${jid}/savepoints/${request}`);
      if (operation?.["failure-cause"] !== undefined) {
        throw new Error(JSON.stringify(operation["failure-cause"]).slice(0, 500));
      }
      return status.id === "COMPLETED" && operation.location;
    },
    { seconds: STOP_SECONDS },
  );
  return { path, totals: await finalTotals(cluster, since, tasks) };
}

/** What the subtasks print, once all of them have. */
export function finalTotals(cluster, since, tasks = 2 * cluster.stage.parallelism) {
  return eventually(
    "every subtask prints its sums",
    async () => {
      const totals = await cluster.totals(since);
      return totals.subtasks === tasks && totals;
    },
    { seconds: STOP_SECONDS },
  );
}

/** Adds the line that the count is exact: all that was emitted was counted, and each key's numbers came one by one. */
export function requireExact(table, what, { emitted, counted, gaps, repetitions }, seconds) {
  table.equal({
    what,
    expected: `${emitted} counted, 0 gaps, 0 repetitions`,
    seen: `${counted} counted, ${gaps} gaps, ${repetitions} repetitions`,
    seconds,
  });
}
