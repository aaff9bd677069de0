import { timeouts } from "../../environment/timeouts";
import type { ResolvedZooKeeperEnsemble } from "../../environment/zookeeper-ensemble";
import type { Experiment } from "./experiment";
import { replayed } from "./numbers";
import type { Target } from "./target";
import { WAIT_FOR_LEADER } from "./watching";

/** What is rehearsed of ZooKeeper; an ensemble of somebody else is stopped by nobody but its owner. */
export function zooKeeperExperiments(target: Target): readonly Experiment[] {
  const ha = target.environment.highAvailability;
  if (ha.type !== "zookeeper") {
    return [];
  }
  const ensemble = ha.ensemble.type === "declared" ? ha.ensemble : undefined;
  return [oneServer(target, ensemble), majority(target, ensemble)];
}

function oneServer(target: Target, ensemble: ResolvedZooKeeperEnsemble | undefined): Experiment {
  const { kubectl, stage } = target;
  return {
    title: "Lose one ZooKeeper server",
    purpose: "A majority of the others goes on; clients of the lost server connect to another one.",
    before: ensemble === undefined ? [OWNER] : [allFollow(kubectl, ensemble)],
    steps: [
      { run: "OLD=$(mark); START=$(date +%s)" },
      ensemble === undefined
        ? { say: "The owner stops one server, best the leader." }
        : {
            say: "Best the leader, which its `Mode` says:",
            run: [modes(kubectl, ensemble), `${kubectl} delete pod ${ensemble.name}-0 --wait=false`].join("\n"),
          },
    ],
    expect: [
      ["leading JobManager", "the same: its session moves to another server before it ends"],
      ["the job", "goes on, no restart"],
      ["checkpoints", `complete, every ${stage.checkpoints.interval}`],
    ],
    see: [
      {
        run: '[ "$(mark)" = "$OLD" ] && echo "the same leader, no restart"; state; checkpoints',
      },
    ],
    stop: "if the job restarts: look at the connection's changes in the JobManager's log (SUSPENDED, LOST).",
    undo: [
      ensemble === undefined
        ? { say: "The owner starts the server again." }
        : {
            say: "Nothing: the StatefulSet starts it again, with its volumes. Wait until all servers are ready:",
            run: `${kubectl} rollout status statefulset/${ensemble.name} --timeout=5m`,
          },
    ],
  };
}

function majority(target: Target, ensemble: ResolvedZooKeeperEnsemble | undefined): Experiment {
  const { kubectl, stage, environment } = target;
  const session = timeouts({ ...environment.flinkOptions, ...stage.stage.flinkOptions }).zooKeeperSession;
  const { killed } = stage.recovery.jobManager;
  const afterwards = killed.running.inMillis - killed.leader.inMillis;
  const minority = ensemble === undefined ? 0 : Math.floor(ensemble.count / 2);
  return {
    title: "Lose a majority of ZooKeeper's servers",
    purpose:
      "Without a majority nobody can lead and no checkpoint is recorded. Nothing is lost: what was recorded lies on the servers' volumes.",
    before: ensemble === undefined ? [OWNER] : [allFollow(kubectl, ensemble)],
    steps: [
      { run: "OLD=$(leadership); START=$(date +%s)" },
      ensemble === undefined
        ? { say: "The owner stops a majority of the servers." }
        : {
            say: `${ensemble.count - minority} of ${ensemble.count} go; volumes stay:`,
            run: `${kubectl} scale statefulset ${ensemble.name} --replicas=${minority}`,
          },
      { say: "When you have seen enough, undo it, and measure:", run: `START=$(date +%s)\n${WAIT_FOR_LEADER}` },
    ],
    expect: [
      [`up to ${session}`, "the job goes on, and checkpoints fail: connections are suspended, sessions live"],
      [`after ${session}`, "sessions are lost: the JobManager gives up its leadership, and the job stands still"],
      [
        "when there is a majority again",
        `a JobManager leads within seconds, and every task runs ${seconds(afterwards)} later at most`,
      ],
      ["restored checkpoint", "the latest one that was recorded"],
      ["read again", `${replayed(stage)}, and what arrived meanwhile`],
    ],
    see: [{ run: 'state; checkpoints; since "looked"' }],
    stop: "when you have seen it: every minute is a minute of backlog.",
    undo: [
      ensemble === undefined
        ? { say: "The owner starts the servers again." }
        : {
            run: [
              `${kubectl} scale statefulset ${ensemble.name} --replicas=${ensemble.count}`,
              `${kubectl} rollout status statefulset/${ensemble.name} --timeout=5m`,
            ].join("\n"),
          },
    ],
  };
}

const OWNER = "The ensemble is somebody else's: its owner stops servers, and other users of it know.";

function allFollow(kubectl: string, { name, count }: ResolvedZooKeeperEnsemble): string {
  return `All ${count} servers are ready: \`${kubectl} get statefulset ${name}\`.`;
}

/** Who leads the ensemble, asked server by server. */
function modes(kubectl: string, { name, count }: ResolvedZooKeeperEnsemble): string {
  const servers = Array.from({ length: count }, (_, ordinal) => `${name}-${ordinal}`).join(" ");
  return `for SERVER in ${servers}; do echo "$SERVER $(${kubectl} exec "$SERVER" --container zookeeper -- zkServer.sh status 2> /dev/null | grep Mode)"; done`;
}

function seconds(millis: number): string {
  return `${millis / 1000} s`;
}
