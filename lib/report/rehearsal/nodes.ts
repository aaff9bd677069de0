import { NODE_POOL_KEY } from "../../environment/placement";
import { evictableTaskManagers } from "../../sizing/disruption";
import { counted } from "../counted";
import type { Experiment, Step } from "./experiment";
import { replayed } from "./numbers";
import { selector, type Target, word } from "./target";
import { WAIT_FOR_RESTART } from "./watching";

const ZONE = "topology.kubernetes.io/zone";

/** A node with TaskManagers of the stage is drained, as an upgrade does. */
export function drainNode(target: Target): Experiment {
  const { kubectl, kubectlAnywhere, stage, environment } = target;
  const { restart, restore } = stage.recovery;
  const runs = restart.plus(restore);
  return {
    title: "Drain a node with TaskManagers",
    purpose: `What every upgrade of nodes does. ${budget(stage.taskManagers.replicas)}`,
    before: [
      "The node may be drained: what else runs on it moves too.",
      `There is room elsewhere${roomElsewhere(target)}; \`${kubectlAnywhere} get nodes${nodeSelector(target)}\` lists the nodes.`,
    ],
    steps: [
      {
        run: [
          `NODE=$(${kubectl} get pods --selector ${selector(target, "taskmanager")} --output jsonpath='{.items[0].spec.nodeName}')`,
          "OLD=$(mark)",
          `${kubectlAnywhere} drain "$NODE" --ignore-daemonsets --delete-emptydir-data --timeout=15m`,
          "START=$(date +%s)",
          WAIT_FOR_RESTART,
        ].join("\n"),
      },
    ],
    expect: [
      ["the loss is noticed", "at once: TaskManagers that leave say so"],
      [
        "every task runs",
        `${runs} after the drain, at most: ${restart} until there are slots, ${restore} for the state`,
      ],
      ["read again", replayed(stage)],
      ...(evictableTaskManagers(stage.taskManagers.replicas) === undefined ? [] : [EVICTIONS_THAT_WAIT]),
      ...(environment.nodes.type === "existing" ? [sameNode(target)] : []),
    ],
    see: [
      { run: "state; checkpoints; mark" },
      {
        say: "Where TaskManagers are now:",
        run: `${kubectl} get pods --selector ${selector(target, "taskmanager")} --output wide`,
      },
    ],
    stop: `if the drain has not ended after 15 minutes, or if nothing runs ${runs.times(2)} after it: uncordon the node.`,
    undo: [
      {
        say: "The node may take pods again, if it is still there:",
        run: `${kubectlAnywhere} uncordon "$NODE"`,
      },
    ],
  };
}

const EVICTIONS_THAT_WAIT = [
  "evictions that wait",
  "`Cannot evict pod as it would violate the pod's disruption budget`, repeated every 5 s, until new pods run",
] as const;

/** Where nodes are not the stage's own a JobManager may stand on the same one. */
function sameNode({ stage }: Target): readonly [string, string] {
  return [
    "if the leading JobManager stood there",
    `${stage.recovery.jobManager.deleted.leader} more, until one leads again`,
  ];
}

/** What a drain may take at a time. */
function budget(replicas: number): string {
  const evictable = evictableTaskManagers(replicas);
  return evictable === undefined
    ? "The stage has one TaskManager and no disruption budget, so that the drain stops it at once."
    : `The disruption budget lets ${evictable} of ${replicas} TaskManagers go at a time, and each time the job restarts.`;
}

/** Labels of the nodes that TaskManagers select; none where they run anywhere. */
function nodeLabels({ stage }: Target): readonly string[] {
  return Object.entries(stage.taskManagers.placement?.labels ?? {}).map(([key, value]) => `${key}=${value}`);
}

function nodeSelector(target: Target): string {
  const labels = nodeLabels(target);
  return labels.length === 0 ? "" : ` --selector ${word(labels.join(","))}`;
}

/** The stage's own nodes of a zone, so that nobody else's pods have to wait. */
function nodesInZone(target: Target, zone: string): string {
  return word([...nodeLabels(target), `${ZONE}=${zone}`].join(","));
}

function roomElsewhere({ plan, stage, environment }: Target): string {
  const pool =
    environment.nodes.type === "existing" ? undefined : plan.nodePools.find(({ name }) => name === stage.name);
  return pool === undefined
    ? ""
    : `: ${counted(pool.nodes, "node")} of ${pool.instanceType} are planned and none is spare, so that another one has to start`;
}

/** All pods of the stage in a zone are gone at once, and none is started there. */
export function loseZone(target: Target): Experiment | undefined {
  const { kubectl, kubectlAnywhere, stage } = target;
  const { zones, recovery } = stage;
  const [zone] = zones.taskManagers;
  if (zones.all.length < 2 || zone === undefined) {
    return undefined;
  }
  const spread = zones.choice === "spread";
  const { killed } = recovery.jobManager;
  return {
    title: `Lose the zone ${zone}`,
    purpose: spread
      ? `${zones.all.length} zones share the TaskManagers, so that the loss of ${zone} is the loss of some of them.`
      : `All TaskManagers stand in ${zone}. While it is lost the stage stands still; JobManagers stand in other zones too.`,
    before: [
      `No other stage has pods on these nodes, or may lose them too: \`${kubectlAnywhere} get nodes --selector ${ZONE}=${zone}\`.`,
      ...karpenterInTheWay(target),
    ],
    steps: [
      ...holdNodePools(target),
      {
        say: "No pod is started in the zone, and those that are there end without a word:",
        run: [
          `${kubectlAnywhere} cordon --selector ${nodesInZone(target, zone)}`,
          "OLD=$(mark); START=$(date +%s)",
          `for NODE in $(${kubectlAnywhere} get nodes --selector ${ZONE}=${zone} --output name | cut -d / -f 2); do`,
          `  ${kubectl} delete pods --selector ${selector(target)} --field-selector spec.nodeName="$NODE" --grace-period=0 --force --wait=false`,
          "done",
        ].join("\n"),
      },
      {
        say: spread ? "Measure:" : "Measure when the zone is back (see Undo), or the stage has moved:",
        run: WAIT_FOR_RESTART,
      },
    ],
    expect: [
      ["the loss is noticed", `at once here; ${recovery.detection} after a real loss, where nobody ends the pods`],
      ["another JobManager leads, if the leader was there", `after ${killed.leader} at most`],
      spread
        ? [
            "every task runs",
            `after ${recovery.restart.plus(recovery.restore)} at most, on nodes of the other zones; ${recovery.running} after a real loss`,
          ]
        : [
            "every task runs",
            `not before ${zone} is back, or another zone is first; then ${recovery.restart.plus(recovery.restore)} at most`,
          ],
      ["state", "all there: the bucket is in no zone"],
      ["read again", replayed(stage)],
    ],
    see: [
      { run: `state; checkpoints; ${kubectl} get pods --selector ${selector(target)} --output wide` },
      ...(spread
        ? []
        : [
            {
              say: `Pods of TaskManagers wait (\`Pending\`). To move instead of waiting, put another zone first in \`zones\` of the environment and apply ${moveHint(target)}`,
            },
          ]),
    ],
    stop: "when you have seen what you wanted: every minute is a minute of backlog.",
    undo: [{ run: `${kubectlAnywhere} uncordon --selector ${nodesInZone(target, zone)}` }, ...releaseNodePools(target)],
  };
}

function karpenterInTheWay(target: Target): readonly string[] {
  if (!startsNodes(target)) {
    return [];
  }
  return [
    target.stage.zones.choice === "one"
      ? "You may change a NodePool of Karpenter for the time: new nodes in the same zone would end the rehearsal."
      : "Karpenter may start new nodes in the same zone, which is not really lost: what is seen is the restart, not where.",
  ];
}

function startsNodes({ environment: { nodes } }: Target): boolean {
  return nodes.type === "karpenter" || nodes.type === "auto-mode";
}

function moveHint({ environment, stage }: Target): string {
  return environment.runtime.type === "standalone"
    ? `both stacks; delete the claims \`flink-local-${stage.clusterId}-taskmanager-…\`, whose volumes are in the lost zone and hold only copies.`
    : "both stacks.";
}

/** Karpenter starts nodes where a pool says, cordoned zone or not, as long as its limit allows. */
function holdNodePools(target: Target): readonly Step[] {
  return nodePools(target).map((name) => ({
    say: `No new node of \`${name}\`:`,
    run: [
      `${target.kubectlAnywhere} get nodepool ${name} --output json | jq '{spec: {limits: .spec.limits}}' > rehearse-${name}.json`,
      `${target.kubectlAnywhere} patch nodepool ${name} --type merge --patch '{"spec":{"limits":{"cpu":"0"}}}'`,
    ].join("\n"),
  }));
}

function releaseNodePools(target: Target): readonly Step[] {
  return nodePools(target).map((name) => ({
    run: `${target.kubectlAnywhere} patch nodepool ${name} --type merge --patch-file rehearse-${name}.json`,
  }));
}

/** The NodePool of the stage's TaskManagers, which is called as the label that its nodes carry. */
function nodePools(target: Target): readonly string[] {
  const { taskManagers, zones } = target.stage;
  const name = taskManagers.placement?.labels[NODE_POOL_KEY];
  return startsNodes(target) && name !== undefined && zones.choice === "one" ? [name] : [];
}
