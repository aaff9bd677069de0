import { Bandwidth } from "../units/bandwidth";
import type { Window } from "../workload/windows";
import { CHECKPOINT_FIXED } from "./assumptions";
import type { CheckpointPlan, TrafficPlan } from "./platform-plan";
import type { Reason } from "./reason";
import type { StageLoad } from "./stage-load";

/** Bytes per second of the whole stage. */
export interface StageTraffic {
  readonly kafkaIn: Bandwidth;
  /** Into the exchanges, wherever they lead. */
  readonly exchanged: Bandwidth;
  readonly sinkOut: Bandwidth;
}

/** What the stage reads, exchanges and writes, all subtasks together. */
export function stageTraffic(load: StageLoad): StageTraffic {
  const { stage, records, shuffles } = load;
  const bytesIn = records.inPerSecond * stage.input.recordSize.inBytes;
  return {
    kafkaIn: Bandwidth.bytesPerSecond(bytesIn),
    exchanged: Bandwidth.bytesPerSecond(bytesIn * shuffles),
    sinkOut: Bandwidth.bytesPerSecond(bytesOut(load)),
  };
}

function bytesOut({ stage, records, keys }: StageLoad): number {
  const { sink, input } = stage;
  if (sink === undefined) {
    return 0;
  }
  const size = sink.recordSize ?? (stage.kind === "windowed" ? stage.statePerKey : input.recordSize);
  if (sink.recordsPerInput !== undefined || stage.kind !== "windowed") {
    return records.inPerSecond * (sink.recordsPerInput ?? 1) * size.inBytes;
  }
  return stage.windows.reduce((sum, window) => sum + resultsPerSecond(window, keys), 0) * size.inBytes;
}

/** One result for each key whenever a window closes. */
function resultsPerSecond(window: Window, keys: number): number {
  switch (window.type) {
    case "tumbling":
      return keys / window.size.inSeconds;
    case "sliding":
      return keys / window.slide.inSeconds;
    case "session":
      return keys / window.gap.inSeconds;
    default:
      return window satisfies never;
  }
}

/** The stage's bytes, divided among TaskManagers; what a TaskManager sends to itself crosses no network. */
export function trafficPlan(
  { kafkaIn, exchanged, sinkOut }: StageTraffic,
  taskManagers: number,
  { incrementalSize, interval }: Pick<CheckpointPlan, "incrementalSize" | "interval">,
): TrafficPlan {
  const each = (bandwidth: Bandwidth) => bandwidth.times(1 / taskManagers);
  const shuffle = each(exchanged).times((taskManagers - 1) / taskManagers);
  const checkpoint = Bandwidth.bytesPerSecond(incrementalSize.inBytes / interval.inSeconds / taskManagers);
  return {
    kafkaIn: each(kafkaIn),
    shuffle,
    sinkOut: each(sinkOut),
    checkpoint,
    totalIn: Bandwidth.sum([each(kafkaIn), shuffle]),
    totalOut: Bandwidth.sum([shuffle, each(sinkOut), checkpoint]),
  };
}

/** What a TaskManager moves all day: the larger direction, and uploads at the pace that keeps checkpoints half-time. */
export function sustainedNetwork(
  { totalIn, shuffle, sinkOut }: TrafficPlan,
  { incrementalSize, interval }: Pick<CheckpointPlan, "incrementalSize" | "interval">,
  taskManagers: number,
  skew: number,
): Bandwidth {
  const seconds = Math.max(interval.inSeconds / 2 - CHECKPOINT_FIXED.inSeconds, 1);
  // A second less, since durations are rounded up to whole ones.
  const upload = (incrementalSize.inBytes * Math.min(skew, taskManagers)) / taskManagers / Math.max(seconds - 1, 1);
  const out = Bandwidth.sum([shuffle, sinkOut, Bandwidth.bytesPerSecond(upload)]);
  return out.isGreaterThan(totalIn) ? out : totalIn;
}

export function trafficReason(plan: TrafficPlan, taskManagers: number): Reason {
  return {
    code: "load",
    message: `of ${taskManagers} TaskManagers each: in ${plan.kafkaIn} from Kafka and ${plan.shuffle} from the others; out ${plan.shuffle} to the others, ${plan.sinkOut} to Kafka and ${plan.checkpoint} to S3`,
    from: ["input.records", "input.recordSize", "taskManagers", "checkpointSize"],
  };
}
