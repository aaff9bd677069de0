import { Bandwidth } from "../units/bandwidth";
import { Duration } from "../units/duration";
import { MemorySize } from "../units/memory-size";
import type { KafkaSink } from "../workload/kafka";
import { check, type StageCheck } from "./check";
import type { CheckpointPlan, SourcePlan } from "./platform-plan";
import type { Reason } from "./reason";
import type { RecoveryPlan } from "./recovery-plan";
import type { StageLoad } from "./stage-load";
import type { StageTraffic } from "./traffic";

/** `max.partition.fetch.bytes` and `fetch.max.bytes` of Kafka's consumer: per partition, and per answer of a broker. */
const PARTITION_FETCH = MemorySize.mebibytes(1);
const BROKER_FETCH = MemorySize.mebibytes(50);

/** Brokers of a small cluster: one in each of three zones. */
const BROKER_ZONES = 3;

/** Kafka's `transaction.max.timeout.ms`, and what Flink's `KafkaSink` asks for where the job says nothing. */
const BROKER_TRANSACTION_TIMEOUT = Duration.minutes(15);
const SINK_TRANSACTION_TIMEOUT = Duration.hours(1);

/** How the partitions of the topic fall to subtasks, and what they carry. */
export function sourcePlan({ stage }: StageLoad, parallelism: number, traffic: StageTraffic): SourcePlan {
  const { partitions, brokerZones = BROKER_ZONES, rackAware = false } = stage.input;
  const partitionsPerSubtask = Math.ceil(partitions / parallelism);
  const buffered = Math.min(partitionsPerSubtask * PARTITION_FETCH.inBytes, brokerZones * BROKER_FETCH.inBytes);
  const elsewhere = (brokerZones - 1) / brokerZones;
  const read = rackAware ? 0 : traffic.kafkaIn.inBytesPerSecond * elsewhere;
  return {
    partitionsPerSubtask,
    idleSubtasks: Math.max(0, parallelism - partitions),
    fetchBuffer: MemorySize.bytes(buffered),
    bytesIn: traffic.kafkaIn,
    // A producer writes to the leader of a partition, wherever it is.
    crossZone: Bandwidth.bytesPerSecond(read + traffic.sinkOut.inBytesPerSecond * elsewhere),
  };
}

export function sourceReasons(
  { stage }: StageLoad,
  plan: SourcePlan,
): Record<"partitionsPerSubtask" | "fetchBuffer", Reason> {
  const { partitions, brokerZones = BROKER_ZONES, topic } = stage.input;
  return {
    partitionsPerSubtask: {
      code: "topology",
      message: `${partitions} partitions of ${topic} ÷ the parallelism, rounded up`,
      from: ["input.partitions", "parallelism"],
    },
    fetchBuffer: {
      code: "operations",
      message: `${plan.partitionsPerSubtask} partitions × ${PARTITION_FETCH}, at most ${BROKER_FETCH} from each of ${brokerZones} brokers (Kafka's defaults)`,
      from: ["partitionsPerSubtask", "input.brokerZones"],
    },
  };
}

export function sourceChecks({ stage }: StageLoad, parallelism: number, plan: SourcePlan): StageCheck[] {
  const { partitions, topic } = stage.input;
  return [
    check(
      plan.idleSubtasks === 0,
      "IdleSourceSubtasks",
      plan.idleSubtasks === 0
        ? `every one of ${parallelism} source subtasks reads from ${topic}, ${plan.partitionsPerSubtask} partitions at most`
        : `${plan.idleSubtasks} of ${parallelism} source subtasks get no partition of ${topic}; without idleness they hold the watermark back`,
      {
        verdict: "warn",
        wayOut: `use withIdleness(...) in the job, or give the topic ${parallelism} partitions`,
      },
    ),
    ...(partitions % parallelism === 0 || parallelism > partitions
      ? []
      : [unevenSource(partitions, parallelism, plan.partitionsPerSubtask)]),
  ];
}

/** The busiest subtask decides; up to a quarter more than the mean is what whole partitions cost. */
function unevenSource(partitions: number, parallelism: number, most: number): StageCheck {
  const uneven = (most * parallelism) / partitions;
  return check(
    uneven <= 1.25,
    "SourcePartitionsUneven",
    `the busiest of ${parallelism} source subtasks reads ${most} of ${partitions} partitions, ${Math.round((uneven - 1) * 100)} % above the mean`,
    { verdict: "warn", wayOut: "use a parallelism that divides the partitions, or more partitions" },
  );
}

/** Kafka's transactions against checkpoints: one that ends before its checkpoint commits loses what was written. */
export function sinkChecks(
  { stage }: StageLoad,
  checkpoints: Pick<CheckpointPlan, "interval" | "timeout">,
  recovery: RecoveryPlan,
): StageCheck[] {
  const { sink } = stage;
  if (sink === undefined || (sink.guarantee ?? "exactly-once") !== "exactly-once") {
    return [];
  }
  return transactionChecks(sink, checkpoints.interval.plus(checkpoints.timeout).plus(recovery.running));
}

function transactionChecks(sink: KafkaSink, needed: Duration) {
  const timeout = sink.transactionTimeout ?? SINK_TRANSACTION_TIMEOUT;
  const most = sink.brokerTransactionTimeout ?? BROKER_TRANSACTION_TIMEOUT;
  return [
    check(
      !timeout.isLongerThan(most),
      "TransactionTimeoutAboveBroker",
      `the transaction timeout ${timeout} of the sink to ${sink.topic}, and ${most} that the brokers allow`,
      {
        verdict: "fail",
        wayOut: `the producer would not start: set transactionTimeout to at most ${most}, or transaction.max.timeout.ms of the brokers to ${timeout} and state brokerTransactionTimeout`,
      },
    ),
    check(
      !needed.isLongerThan(timeout),
      "TransactionTimeoutBelowRecovery",
      `the transaction timeout ${timeout} of the sink to ${sink.topic}, and ${needed} of checkpoint interval, checkpoint timeout and recovery`,
      {
        verdict: "warn",
        wayOut: `a transaction that ends before its checkpoint commits loses its records: raise transactionTimeout above ${needed}${needed.isLongerThan(most) ? ", and transaction.max.timeout.ms of the brokers with it" : ""}`,
      },
    ),
  ];
}
