import { FLINK_PORTS } from "../../flink/ports";
import { leaderConfigMap, pathWord, restPath, selector, type Target } from "./target";

/** Flink says so when a JobManager becomes leader, whatever kind of high availability made it one. */
const GRANTED = "DefaultDispatcherRunner was granted leadership";
/** The key of the leader's address. */
const DISPATCHER = "org.apache.flink.k8s.leader.dispatcher";

/** What a person defines once in a shell, and then uses in every experiment of the stage. */
export function watchingFunctions(target: Target): string {
  const { kubectl, environment } = target;
  return [
    `export KUBECONFIG=${pathWord(environment.kubernetes.kubeconfig)}`,
    "# Flink's REST interface, through the API server",
    `rest() { ${kubectl} get --raw "${restPath(target)}$1"; }`,
    `job() { rest /jobs/overview | jq -r '.jobs[0].jid'; }`,
    `state() { rest /jobs/overview | jq -r '.jobs[] | "\\(.state), \\(.tasks.running) of \\(.tasks.total) tasks run"'; }`,
    `running() { rest /jobs/overview | jq -e '.jobs | any(.state == "RUNNING" and .tasks.total > 0 and .tasks.running == .tasks.total)' > /dev/null; }`,
    `checkpoints() { rest "/jobs/$(job)/checkpoints" | jq '{completed: .counts.completed, failed: .counts.failed, latest: .latest.completed.id, restored: .latest.restored.id}'; }`,
    `restarts() { rest "/jobs/$(job)/metrics?get=numRestarts" | jq -r '.[0].value // "0"'; }`,
    ...leaderFunctions(target),
    "# what changes with every restart of the job and with every leader",
    'mark() { echo "$(leadership) $(restarts)"; }',
    "# seconds since START",
    `since() { echo "$1 after $(($(date +%s) - START)) s"; }`,
  ].join("\n");
}

/** `leadership` prints what changes with every new leader, `leader` the name of its pod. */
function leaderFunctions(target: Target): readonly string[] {
  const { kubectl, stage, environment } = target;
  const pods = `${kubectl} get pods --selector ${selector(target, "jobmanager")}`;
  const only = `leader() { ${pods} --output jsonpath='{.items[0].metadata.name}'; }`;
  switch (environment.highAvailability.type) {
    case "none":
      return [
        "# there is one JobManager; a new process has a new start of the job",
        `leadership() { rest /jobs/overview | jq -er '.jobs[0]."start-time"'; }`,
        only,
      ];
    case "kubernetes":
      return [
        `leadership() { ${kubectl} get configmap ${leaderConfigMap(target)} --output json | jq -er '.data["${DISPATCHER}"]'; }`,
        stage.jobManager.replicas === 1
          ? only
          : `leader() { ${pods} --output json | jq -r --arg ip "$(leadership | sed 's/.*@\\(.*\\):${FLINK_PORTS.jobManagerRpc}.*/\\1/')" '.items[] | select(.status.podIP == $ip) | .metadata.name'; }`,
      ];
    case "zookeeper":
      return [
        `leadership() { ${kubectl} logs --selector ${selector(target, "jobmanager")} --container flink-main-container --prefix --tail -1 | grep '${GRANTED}' | sort -k 2,3 | tail -n 1; }`,
        stage.jobManager.replicas === 1 ? only : "leader() { leadership | cut -d / -f 2; }",
      ];
    default:
      return environment.highAvailability satisfies never;
  }
}

/** Waits for another leader than `OLD`, then for the job. */
export const WAIT_FOR_LEADER = [
  // In words of a shell: what a leader says while there is none is an error or empty.
  'until NEW=$(leadership 2> /dev/null) && [ -n "$NEW" ] && [ "$NEW" != "$OLD" ]; do sleep 0.5; done; since "a JobManager leads"',
  'until running 2> /dev/null; do sleep 0.5; done; since "the job runs"',
].join("\n");

/** Waits for another mark than `OLD`, then for the job. */
export const WAIT_FOR_RESTART = [
  'until [ "$(mark 2> /dev/null)" != "$OLD" ]; do sleep 0.5; done; since "the loss is noticed"',
  'until running 2> /dev/null; do sleep 0.5; done; since "the job runs"',
].join("\n");
