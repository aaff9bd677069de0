import type { HighAvailability } from "../environment/high-availability";
import type { Timeouts } from "../environment/timeouts";
import { Duration } from "../units/duration";
import { FAILOVER, RECOVERY } from "./assumptions";
import type { Reason } from "./reason";
import type { JobManagerRecoveryPlan, Recovered } from "./recovery-plan";

/** What decides how long a JobManager is missed. */
export interface Leadership {
  readonly type: HighAvailability["type"];
  readonly jobManagers: number;
  readonly timeouts: Timeouts;
  /** Its node comes from a pool of the plan, which starts another. */
  readonly nodesAreReplaced: boolean;
}

type Losses = Readonly<Record<keyof JobManagerRecoveryPlan, Duration>>;

/**
 * From the loss of a JobManager to a job that runs: another leader, TaskManagers that find it, and the state.
 *
 * @param caughtUp - until the backlog of so long a standstill is gone
 */
export function jobManagerRecovery(
  leadership: Leadership,
  restore: Duration,
  caughtUp: (running: Duration) => Duration,
): JobManagerRecoveryPlan {
  const leaders = leaderAfter(leadership);
  const failover = (leader: Duration) => {
    const running = leader.plus(FAILOVER.registration).plus(restore);
    return { leader, ...recovered(leadership.type === "none" ? undefined : caughtUp, running) };
  };
  return {
    deleted: failover(leaders.deleted),
    killed: failover(leaders.killed),
    nodeLost: failover(leaders.nodeLost),
  };
}

export function recovered(caughtUp: ((running: Duration) => Duration) | undefined, running: Duration): Recovered {
  return { running, caughtUp: caughtUp?.(running) };
}

/** Until somebody leads. A standby waits for the leadership, a lone JobManager for its pod or its node. */
function leaderAfter(leadership: Leadership): Losses {
  const { newPod, newNode } = RECOVERY;
  const { process, shutdown, evictionFromLostNode } = FAILOVER;
  const alone = leadership.jobManagers === 1;
  const newNodeFirst = leadership.nodesAreReplaced ? newNode : Duration.ZERO;
  const [released, expired] = leadershipFree(leadership);
  return {
    deleted: alone ? newPod : shutdown.plus(released),
    killed: alone ? Duration.max(process, expired) : expired,
    nodeLost: alone ? evictionFromLostNode.plus(newNodeFirst).plus(newPod) : expired,
  };
}

/** Until another JobManager sees that the leadership is free: given up, and left behind. */
function leadershipFree({ type, timeouts }: Leadership): readonly [released: Duration, expired: Duration] {
  switch (type) {
    case "none":
      return [Duration.ZERO, Duration.ZERO];
    case "kubernetes": {
      const look = standbyLooks(timeouts);
      return [look, timeouts.lease.plus(look)];
    }
    case "zookeeper":
      // Servers tell every waiting JobManager at once.
      return [Duration.ZERO, timeouts.zooKeeperSession];
    default:
      return type satisfies never;
  }
}

/** The longest pause between two looks of a standby at the lease. */
function standbyLooks({ retryPeriod }: Timeouts): Duration {
  return Duration.millis(Math.ceil(retryPeriod.inMillis * FAILOVER.longestRetry));
}

export function leaderReason(leadership: Leadership, { killed, deleted, nodeLost }: JobManagerRecoveryPlan): Reason {
  const { type, jobManagers, timeouts } = leadership;
  const from = ["environment.highAvailability", "environment.jobManagers"];
  const pod = `${RECOVERY.newPod} for a new pod when its own is deleted, ${nodeLost.leader} when its node is lost (${FAILOVER.evictionFromLostNode} until Kubernetes gives up a node that is silent)`;
  switch (type) {
    case "none":
      return {
        code: "operations",
        message: `no high availability: the process starts again within ${killed.leader}, and knows nothing of its job's position; ${pod}`,
        from,
      };
    case "kubernetes":
      return {
        code: "operations",
        message: `killed, its lease of ${timeouts.lease} runs out, and the next one looks every ${timeouts.retryPeriod} to ${standbyLooks(timeouts)} (retry period with jitter); ${jobManagers === 1 ? `alone: ${pod}` : `deleted, it gives the lease back within ${FAILOVER.shutdown}: ${deleted.leader}`}`,
        from,
      };
    case "zookeeper":
      return {
        code: "operations",
        message: `killed, its session of ${timeouts.zooKeeperSession} runs out, where the servers allow that much; ${jobManagers === 1 ? `alone: ${pod}` : `deleted, it closes the session within ${FAILOVER.shutdown}`}`,
        from,
      };
    default:
      return type satisfies never;
  }
}
