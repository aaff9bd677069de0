import { type ResolvedEnvironment, resolveEnvironment } from "../environment/check-environment";
import type { Environment } from "../environment/environment";
import { InvalidInputError } from "../errors";
import type { FlinkJob } from "../workload/job";
import { requireJob } from "../workload/job";
import type { Stage } from "../workload/stage";
import { jobOf, type Workload } from "../workload/workload";
import { type Check, check } from "./check";
import { apiLoad, apiLoadChecks } from "./job-manager";
import { networkChecks } from "./network-checks";
import { type ChooseShape, planStage } from "./plan-stage";
import type { PlatformPlan, StagePlan } from "./platform-plan";
import { zooKeeperChecks } from "./zookeeper-checks";

/**
 * Turns what a team knows about its load into a platform for one environment, with the reason of every number.
 *
 * Pure: the same workload and environment give the same plan, byte for byte.
 *
 * @throws InvalidInputError for an environment or a pin that no platform can be built from
 */
export function planPlatform(workload: Workload, environment: Environment): PlatformPlan {
  const resolved = resolveEnvironment(environment, workload.name);
  requireKnownStages(workload, environment);
  const aws = resolved.aws === undefined ? undefined : (require("./on-aws") as typeof import("./on-aws.js"));
  // By price where nodes can have one; in a cluster without AWS the usual shape.
  const choose: ChooseShape = (stage, shapes) =>
    aws === undefined ? { shape: shapes[0], checks: [] } : aws.cheapestShape(resolved, workload.name, stage, shapes);
  const planned = workload.stages.map((stage) =>
    planStage(stage, environmentJob(workload, stage, resolved), workload.name, resolved, choose),
  );
  const stages = planned.map(({ plan }) => plan);
  const load = apiLoad(resolved.highAvailability, stages);
  const plan: PlatformPlan = {
    workload: workload.name,
    environment: resolved,
    apiLoad: load,
    stages,
    nodePools: [],
    checks: [
      ...platformChecks(resolved),
      ...networkChecks(resolved),
      ...acknowledgedChecks(resolved),
      ...apiLoadChecks(load, stages),
      ...zooKeeperChecks(resolved, stages),
      ...planned.flatMap(({ plan: stage, checks }) => [...checks, ...startChecks(stage, resolved)]),
    ],
  };
  return (
    aws?.withNodesAndCost(
      plan,
      planned.flatMap(({ nodePool }) => nodePool ?? []),
    ) ?? plan
  );
}

/** The workload's artefact; the environment may run another build of it. */
function environmentJob(workload: Workload, stage: Stage, environment: ResolvedEnvironment): FlinkJob {
  const job = jobOf(workload, stage);
  const image = environment.image ?? job.image;
  requireJob({ ...job, image }, stage.name);
  return { ...job, image };
}

function requireKnownStages(workload: Workload, environment: Environment): void {
  const names = workload.stages.map(({ name }) => name);
  const { nodes } = environment;
  for (const [field, value] of Object.entries({
    pins: environment.pins,
    taskManagerZones: typeof environment.taskManagerZones === "object" ? environment.taskManagerZones : undefined,
    startFrom: environment.startFrom,
    "nodes.stageConstraints": nodes?.stageConstraints,
    "nodes.taskManagers": nodes?.type === "existing" ? nodes.taskManagers : undefined,
  })) {
    const unknown = Object.keys(value ?? {}).find((name) => !names.includes(name));
    if (unknown !== undefined) {
      throw new InvalidInputError(
        "UnknownStage",
        `environment ${environment.name}: ${field} names the stage ${JSON.stringify(unknown)}, and workload ${workload.name} has ${names.join(", ")}`,
      );
    }
  }
}

function platformChecks({ highAvailability }: ResolvedEnvironment): Check[] {
  return [
    check(
      highAvailability.type !== "none",
      "NoHighAvailability",
      highAvailability.type === "none"
        ? "without high availability a lost JobManager restarts its job from nothing newer than the last savepoint"
        : "a lost JobManager finds its job and its last checkpoint again",
      { verdict: "warn", wayOut: 'set highAvailability to { type: "kubernetes" } where state matters' },
    ),
  ];
}

/** What the state lock lets pass is for a reviewer of the plan to see. A stage may be gone, so none is named as such. */
function acknowledgedChecks({ name, acknowledge = [] }: ResolvedEnvironment): Check[] {
  return acknowledge.map(({ code, stage, resource, reason }) => ({
    code: "StateChangeAcknowledged",
    verdict: "warn",
    message: `${code}${stage === undefined ? "" : ` of stage ${stage}`}${resource === undefined ? "" : ` of ${resource}`} is acknowledged: ${reason}`,
    wayOut: `once it is applied, run npx cdktf-flink lock ${name} and take the acknowledgement out`,
  }));
}

/** A role of the stage's own reads its own prefixes and nothing else; who declared another one knows better. */
function startChecks({ name, start, prefixes }: StagePlan, { bucketName, storage }: ResolvedEnvironment): Check[] {
  if (start?.path === undefined || storage.type !== "s3") {
    return [];
  }
  const { path } = start;
  const own = [prefixes.checkpoints, prefixes.savepoints].some((prefix) =>
    path.replace(/^s3p?:/, "").startsWith(`//${bucketName}/${prefix}/`),
  );
  return [
    {
      stage: name,
      ...check(
        own,
        "StartFromForeignPath",
        own
          ? `${path} lies where the stage may read`
          : `${path} is not below the stage's own prefixes, and its role reads no others`,
        {
          verdict: "warn",
          wayOut: `copy it below ${prefixes.savepoints}, or let the role read it; until then the job does not start`,
        },
      ),
    },
  ];
}
