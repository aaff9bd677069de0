import { describeRuntime } from "../../environment/runtime";
import type { PlatformPlan, StagePlan } from "../../sizing/platform-plan";
import { describeHighAvailability } from "../plan-figures";
import { experimentLines, stepLines } from "./experiment";
import { deleteLeader, killLeader } from "./job-managers";
import { drainNode, loseZone } from "./nodes";
import { denyCheckpoints, savepointUnderLoad } from "./storage";
import { type Target, targetOf } from "./target";
import { watchingFunctions } from "./watching";
import { zooKeeperExperiments } from "./zookeeper";

/**
 * The failover rehearsal of an environment, as Markdown: what to break, in which words of a shell, and what the plan
 * expects to be seen.
 *
 * @param stages - those to rehearse. @default - all
 */
export function rehearsal(plan: PlatformPlan, stages: readonly StagePlan[] = plan.stages): string {
  const { workload, environment } = plan;
  return [
    `# Failover rehearsal: ${workload} in ${environment.name}`,
    "",
    `Namespace \`${environment.namespace}\` of \`${environment.kubernetes.context}\`, runtime ${describeRuntime(environment.runtime)}, high availability: ${describeHighAvailability(environment.highAvailability)}. Expected times are the plan's, from its own figures; they are the longest, and most losses are over sooner. Write down what you see: a plan that is wrong is worth more than one that nobody tried.`,
    "",
    ...preamble(plan),
    ...stages.flatMap((stage) => stageLines(targetOf(plan, stage))),
  ].join("\n");
}

function preamble({ environment }: PlatformPlan): readonly string[] {
  const tools = ["`bash`", "`kubectl`", "`jq`", ...(environment.storage.type === "s3" ? ["`aws`"] : [])];
  return [
    "## Before anything is broken",
    "",
    `- You have ${tools.slice(0, -1).join(", ")} and ${tools.at(-1)}, and rights to delete pods, drain nodes and read logs.`,
    "- Whoever depends on the results knows when and how long.",
    "- Nothing else is under way: no update, no upgrade of nodes, no other rehearsal.",
    "- The job runs, its backlog is gone, and its last checkpoint is younger than two intervals.",
    "- One loss at a time. Go on when the job has caught up and the next checkpoint has completed.",
    ...(environment.highAvailability.type === "none"
      ? [
          "- There is no high availability: a lost JobManager loses its job's position. Take a savepoint first, and expect to start from it by hand.",
        ]
      : []),
    "",
  ];
}

function stageLines(target: Target): readonly string[] {
  const { stage } = target;
  const zone = loseZone(target);
  const experiments = [
    deleteLeader(target),
    killLeader(target),
    drainNode(target),
    ...(zone === undefined ? [] : [zone]),
    denyCheckpoints(target),
    savepointUnderLoad(target),
    ...zooKeeperExperiments(target),
  ];
  const { zones } = stage;
  return [
    `## ${stage.name}`,
    "",
    `${stage.jobManager.replicas} × JobManager, ${stage.taskManagers.replicas} × TaskManager, ${stage.records}; a checkpoint every ${stage.checkpoints.interval}, ${stage.checkpoints.fullSize} in all.`,
    "",
    "Once, in a shell:",
    "",
    ...stepLines({ run: watchingFunctions(target) }),
    "And see that all is well:",
    "",
    ...stepLines({ run: "state; checkpoints; leader" }),
    ...experiments.flatMap((experiment, index) => experimentLines(`${index + 1}.`, experiment)),
    ...(zone === undefined
      ? [
          `No zone is lost here: the environment states ${zones.all.length === 0 ? "no zones" : `one, ${zones.all[0]}`}.`,
          "",
        ]
      : []),
  ];
}
