import type { Environment } from "../../lib/environment/environment";
import { planPlatform } from "../../lib/sizing/plan-platform";
import type { StagePlan } from "../../lib/sizing/platform-plan";
import { Duration } from "../../lib/units/duration";
import { MemorySize } from "../../lib/units/memory-size";
import { Rate } from "../../lib/units/rate";
import type { FlinkJob } from "../../lib/workload/job";
import { kafka } from "../../lib/workload/kafka";
import {
  type AsyncIoProps,
  asyncIo,
  type Stage,
  type StageProps,
  stateless,
  type WindowedProps,
  windowed,
} from "../../lib/workload/stage";
import { tumbling } from "../../lib/workload/windows";
import { type Workload, workload } from "../../lib/workload/workload";

/* One valid value of everything; a test changes the one thing it is about. */

export const validJob: FlinkJob = {
  image: "registry.example/job:1.0",
  jarUri: "local:///opt/flink/usrlib/job.jar",
  entryClass: "com.example.Job",
};

export const validInput = kafka({
  topic: "events",
  partitions: 64,
  records: Rate.perSecond(100_000),
  recordSize: MemorySize.bytes(500),
  rackAware: true,
});

export const statelessStage = (change: Partial<StageProps> = {}): Stage =>
  stateless("parse", { input: validInput, ...change });

export const asyncIoStage = (change: Partial<AsyncIoProps> = {}): Stage =>
  asyncIo("enrich", {
    input: validInput,
    lookup: {
      meanLatency: Duration.millis(20),
      p99Latency: Duration.millis(200),
      timeout: Duration.seconds(1),
      cacheHitRatio: 0.9,
    },
    ...change,
  });

export const windowedStage = (change: Partial<WindowedProps> = {}): Stage =>
  windowed("correlate", {
    input: kafka({ ...validInput, partitions: 256 }),
    keys: 1_000_000,
    windows: [tumbling(Duration.minutes(10))],
    statePerKey: MemorySize.kibibytes(2),
    pins: { maxParallelism: 2520 },
    ...change,
  });

export const validWorkload = (...stages: readonly Stage[]): Workload =>
  workload("shop", validJob, stages.length === 0 ? [statelessStage(), asyncIoStage(), windowedStage()] : stages);

export const validEnvironment = (change: Partial<Environment> = {}): Environment => ({
  name: "test",
  aws: { accountId: "123456789012", region: "eu-west-1", eksClusterName: "main" },
  kubernetes: { kubeconfig: "~/.kube/config", context: "main" },
  terraformState: { type: "s3", bucket: "terraform-state", region: "eu-west-1" },
  ...change,
});

/** The plan of one stage, alone in its workload. */
export function planOf(stage: Stage, change: Partial<Environment> = {}): StagePlan {
  const [planned] = planPlatform(validWorkload(stage), validEnvironment(change)).stages;
  if (planned === undefined) {
    throw new Error("a workload has a stage");
  }
  return planned;
}
