import { restProxyPath } from "../flink/tls";
import { planPlatform } from "../sizing/plan-platform";
import type { PlatformPlan, StagePlan } from "../sizing/platform-plan";
import { Duration } from "../units/duration";
import { FlinkRest } from "./flink-rest";
import { unknownName } from "./nearest";
import { chosenEnvironments, loadProject, UsageError } from "./project";
import { type CommandResult, jsonText } from "./result";

export interface StopOptions {
  readonly platform: string;
  readonly json: boolean;
  /** Longest wait for the savepoint, as Flink writes durations. @default - the stage's checkpoint timeout and a minute */
  readonly timeout?: string;
  /** Instead of the environment's. */
  readonly kubeconfig?: string;
  readonly context?: string;
}

interface Job {
  readonly jid: string;
  readonly state: string;
}
interface SavepointStatus {
  readonly status: { readonly id: "IN_PROGRESS" | "COMPLETED" };
  /** Null while it is in progress. */
  readonly operation: {
    readonly location?: string;
    readonly "failure-cause"?: { readonly "stack-trace": string };
  } | null;
}

const POLL_MILLIS = 1_000;

/** Stops a stage's job with a savepoint, and says what starts it again from there. */
export function stop(environmentName: string, stageName: string, options: StopOptions): CommandResult {
  const { plan, stage } = stageOf(environmentName, stageName, options);
  const { environment } = plan;
  if (environment.runtime.type === "operator") {
    throw new UsageError(
      `in ${environmentName} the operator stops jobs: it takes a savepoint by itself before every change that is applied; see docs/updates.md for a savepoint by hand`,
    );
  }
  const rest = new FlinkRest({
    kubeconfig: options.kubeconfig ?? environment.kubernetes.kubeconfig,
    context: options.context ?? environment.kubernetes.context,
    namespace: environment.namespace,
    clusterId: stage.clusterId,
    path: restProxyPath(environment, stage.clusterId),
  });
  const job = runningJob(rest, stage);
  say(`${stage.clusterId}: job ${job.jid} is running; stopping it with a savepoint`);
  const savepoint = stopped(rest, job, stage, targetDirectory(plan, stage), waitFor(options, stage));
  const ended = idle(rest, plan, stage);
  return {
    output: options.json
      ? jsonText({ environment: environmentName, stage: stageName, jobId: job.jid, savepoint })
      : `${savepoint}\n\nThe job is stopped${ended}. To start it again from there, with another image or configuration or the same,\nput this into the environment ${environmentName}, and apply:\n\n  startFrom: { ${JSON.stringify(stageName)}: ${JSON.stringify(savepoint)} },\n\nLeave the line there afterwards: it is what tells this run from the one before.\n`,
    exitCode: 0,
  };
}

function stageOf(
  environmentName: string,
  stageName: string,
  { platform }: StopOptions,
): { readonly plan: PlatformPlan; readonly stage: StagePlan } {
  const project = loadProject(platform);
  const [environment] = chosenEnvironments(project, [environmentName]);
  const plan = environment && planPlatform(project.workload, environment);
  const stage = plan?.stages.find(({ name }) => name === stageName);
  if (plan === undefined || stage === undefined) {
    const known = project.workload.stages.map(({ name }) => name);
    throw new UsageError(unknownName(`there is no stage ${JSON.stringify(stageName)}`, stageName, known));
  }
  return { plan, stage };
}

function runningJob(rest: FlinkRest, { clusterId }: StagePlan): Job {
  const { jobs } = rest.get<{ readonly jobs: readonly Job[] }>("/jobs/overview");
  const running = jobs.filter(({ state }) => state === "RUNNING");
  const [job] = running;
  if (job === undefined || running.length > 1) {
    const states = jobs.map(({ jid, state }) => `${jid} ${state}`).join(", ") || "no job at all";
    throw new UsageError(
      running.length > 1
        ? `${clusterId} runs ${running.length} jobs (${states}), and one is expected; stop them by hand`
        : `${clusterId} has no running job to stop, but ${states}; a job that restarts takes no savepoint: its last checkpoint is a start as well (docs/updates.md)`,
    );
  }
  return job;
}

function targetDirectory({ environment }: PlatformPlan, { prefixes }: StagePlan): string {
  return `s3p://${environment.bucketName}/${prefixes.savepoints}`;
}

function waitFor({ timeout }: StopOptions, { checkpoints }: StagePlan): Duration {
  return timeout === undefined ? checkpoints.timeout.plus(Duration.minutes(1)) : Duration.parseFlink(timeout);
}

function stopped(rest: FlinkRest, { jid }: Job, stage: StagePlan, targetDirectory: string, wait: Duration): string {
  const trigger = rest.post<{ readonly "request-id": string }>(`/jobs/${jid}/stop`, { targetDirectory, drain: false });
  const start = Date.now();
  for (;;) {
    const { status, operation } = rest.get<SavepointStatus>(`/jobs/${jid}/savepoints/${trigger["request-id"]}`);
    const cause = operation?.["failure-cause"];
    if (cause !== undefined) {
      throw new UsageError(
        `the savepoint of ${stage.clusterId} failed, and the job goes on: ${summary(cause["stack-trace"])}`,
      );
    }
    if (status.id === "COMPLETED" && operation?.location !== undefined) {
      return operation.location;
    }
    if (Date.now() - start > wait.inMillis) {
      throw new UsageError(
        `the savepoint of ${stage.clusterId} is not there after ${wait}; it may still complete and stop the job: look at ${targetDirectory} and the job before trying again`,
      );
    }
    pause(POLL_MILLIS);
  }
}

/**
 * Without high availability nothing remembers that the job was stopped, and a JobManager that is started again would run
 * it: there is none until the next apply.
 */
function idle(rest: FlinkRest, { environment }: PlatformPlan, { clusterId }: StagePlan): string {
  if (environment.highAvailability.type !== "none") {
    return ", and its pods wait";
  }
  rest.kubectl(["-n", environment.namespace, "scale", `deployment/${clusterId}-jobmanager`, "--replicas=0"]);
  return "; its JobManager is gone until the next apply, since without high availability it would start the job anew";
}

/** The messages of a Java stack trace, without its frames. */
function summary(trace: string): string {
  const messages = trace
    .split("\n")
    .filter((line) => line !== "" && !/^\s+(at |\.\.\. )/.test(line))
    .map((line) => line.trim().replace(/^Caused by: /, ""));
  return [...new Set(messages)].slice(0, 6).join(" <- ");
}

/** Progress is for a person; what a program reads goes to standard output. */
function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function pause(millis: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis);
}
