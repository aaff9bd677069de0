import { TERMINATION_GRACE_SECONDS } from "../../flink/termination";
import type { Failover } from "../../sizing/recovery-plan";
import type { Experiment } from "./experiment";
import { backlogOf, replayed } from "./numbers";
import { jobManagerDeployment, selector, type Target } from "./target";
import { WAIT_FOR_LEADER } from "./watching";

/** The pod of the leader is deleted, as a drain or a person does. */
export function deleteLeader(target: Target): Experiment {
  const { kubectl, stage } = target;
  const { deleted, killed } = stage.recovery.jobManager;
  const alone = stage.jobManager.replicas === 1;
  return {
    title: "Delete the leading JobManager's pod",
    purpose: `The usual end of a JobManager: a drain, an update, a person. It has ${TERMINATION_GRACE_SECONDS} s to leave, and Flink leaves within five; ${alone ? "its Deployment starts another pod" : "a standby takes over"}.`,
    before: alone ? [] : standbyIsThere(target),
    steps: [
      {
        run: [
          "OLD=$(leadership); LEADER=$(leader); START=$(date +%s)",
          `${kubectl} delete pod "$LEADER" --wait=false`,
          WAIT_FOR_LEADER,
        ].join("\n"),
      },
    ],
    expect: [
      ["a JobManager leads again", atMost(deleted, "leader")],
      ...(alone || killed.leader.equals(deleted.leader)
        ? []
        : [["the same, if it was stopped before it gave its leadership up", atMost(killed, "leader")] as const]),
      ...afterFailover(target, deleted),
    ],
    see: watching(target),
    stop: stopAfter(alone ? deleted : killed),
    undo: [{ say: "Nothing: the Deployment has started another pod. Wait until it is there before you go on." }],
  };
}

/** The process of the leader ends without a word, as when memory is out or a kernel panics. */
export function killLeader(target: Target): Experiment {
  const { kubectl, kubectlAnywhere, stage } = target;
  const { killed } = stage.recovery.jobManager;
  const alone = stage.jobManager.replicas === 1;
  return {
    title: "Kill the leading JobManager's process",
    purpose: `A process that is killed gives nothing up: ${lastWord(target)} No signal from inside the container would do, since its kernel shields a container's first process; so a privileged pod kills it from its node.`,
    before: [
      ...(alone ? [] : standbyIsThere(target)),
      "You may create a privileged pod in the namespace `default`, for a few seconds.",
    ],
    steps: [
      {
        run: [
          "OLD=$(leadership); LEADER=$(leader)",
          `NODE=$(${kubectl} get pod "$LEADER" --output jsonpath='{.spec.nodeName}')`,
          `cat <<EOF | ${kubectlAnywhere} --namespace default create --filename -`,
          killerPod(stage.job.image),
          "EOF",
          `${kubectlAnywhere} --namespace default wait pod/rehearse-kill --for=jsonpath='{.status.phase}'=Succeeded --timeout=60s`,
          `START=$(${kubectlAnywhere} --namespace default get pod rehearse-kill --output json | jq '.status.containerStatuses[0].state.terminated.finishedAt | fromdate')`,
          WAIT_FOR_LEADER,
        ].join("\n"),
      },
    ],
    expect: [["a JobManager leads again", atMost(killed, "leader")], ...afterFailover(target, killed)],
    see: [
      ...watching(target),
      {
        say: "The container was started again where it stood, or its pod was replaced:",
        run: `${kubectl} get pods --selector ${selector(target, "jobmanager")} --output custom-columns='POD:.metadata.name,RESTARTS:.status.containerStatuses[0].restartCount,LAST:.status.containerStatuses[0].lastState.terminated.exitCode'`,
      },
    ],
    stop: stopAfter(killed),
    undo: [
      {
        say: "Remove the pod that killed:",
        run: `${kubectlAnywhere} --namespace default delete pod rehearse-kill --ignore-not-found`,
      },
    ],
  };
}

function lastWord({ environment }: Target): string {
  switch (environment.highAvailability.type) {
    case "none":
      return "nobody knows its job's position, and the container starts the job anew.";
    case "kubernetes":
      return "its lease has to run out.";
    case "zookeeper":
      return "its session has to run out.";
    default:
      return environment.highAvailability satisfies never;
  }
}

/** By its host name, which is the pod's, among all processes of the node. The image is there already. */
function killerPod(image: string): string {
  return `apiVersion: v1
kind: Pod
metadata:
  name: rehearse-kill
spec:
  nodeName: $NODE
  hostPID: true
  restartPolicy: Never
  tolerations:
    - operator: Exists
  containers:
    - name: kill
      image: ${image}
      securityContext:
        privileged: true
        runAsUser: 0
      command: ["bash", "-c"]
      args:
        - |
          for process in /proc/[0-9]*; do
            if tr '\\0' '\\n' < "\\$process/environ" 2> /dev/null | grep -qx "HOSTNAME=$LEADER"; then
              kill -9 "\\\${process#/proc/}"
            fi
          done
          true`;
}

function afterFailover(target: Target, failover: Failover): Experiment["expect"] {
  const { stage, environment } = target;
  if (environment.highAvailability.type === "none") {
    return [
      ["every task runs", `after ${failover.running} at most, as a new job`],
      ["the job's position", "lost: it starts from where it was started once, and state since then is gone"],
    ];
  }
  return [
    ["every task runs", atMost(failover, "running")],
    ["restored checkpoint", "the latest completed one before the loss"],
    ["read again", replayed(stage)],
    ["backlog gone", `${failover.caughtUp} at most, of ${backlogOf(stage, failover.running)}`],
    ["pods of TaskManagers", "none restarted"],
  ];
}

function atMost(failover: Failover, of: "leader" | "running"): string {
  return `after ${failover[of]} at most`;
}

function standbyIsThere(target: Target): readonly string[] {
  const { replicas } = target.stage.jobManager;
  return [
    `All ${replicas} JobManagers run: \`${target.kubectl} get deployment ${jobManagerDeployment(target)}\` says ${replicas} up to date.`,
  ];
}

function watching(target: Target): Experiment["see"] {
  return [
    {
      say: "The two lines above measure. Then, and in a second terminal meanwhile:",
      run: "state; checkpoints; leader",
    },
    ...(target.environment.highAvailability.type === "none"
      ? []
      : [
          {
            say: "While nobody leads, Flink's REST interface answers 503 or not at all. `restored` is the checkpoint that was taken up: the number that `latest` had before.",
          },
        ]),
  ];
}

function stopAfter({ running }: Failover): string {
  return `if nothing runs after ${running.times(2)}, twice as long: \`checkpoints\` and the logs of the JobManagers say why.`;
}
