import { InvalidInputError } from "../errors";
import type { Duration } from "../units/duration";
import { requireAmount, requireWhole } from "../units/literal";
import type { MemorySize } from "../units/memory-size";
import type { Rate } from "../units/rate";

/** What a stage reads. */
export interface KafkaInput {
  readonly topic: string;
  readonly partitions: number;
  /** Records arriving at peak. */
  readonly records: Rate;
  /** Mean serialized size of a record. */
  readonly recordSize: MemorySize;
  /** Availability zones the brokers are spread over. @default 3 */
  readonly brokerZones?: number;
  /** Consumers fetch from a replica in their own zone (`client.rack`, and brokers that allow it). @default false */
  readonly rackAware?: boolean;
}

/** What a stage writes, by Flink's `KafkaSink`. */
export interface KafkaSink {
  readonly topic: string;
  /** @default "exactly-once" */
  readonly guarantee?: "exactly-once" | "at-least-once";
  /** Mean serialized size of a record. @default - that of the input; the state per key for windowed stages */
  readonly recordSize?: MemorySize;
  /** Records out for each record in. @default - 1; windowed stages emit one record per key and window */
  readonly recordsPerInput?: number;
  /** `transaction.timeout.ms` of the sink's producers. @default - Flink's 1 h, which brokers refuse by default */
  readonly transactionTimeout?: Duration;
  /** `transaction.max.timeout.ms` of the brokers. @default - Kafka's 15 min */
  readonly brokerTransactionTimeout?: Duration;
}

/**
 * A Kafka topic as a stage's input.
 *
 * @throws InvalidInputError `StageInvalid` for a name that is none, `AmountNegative` without partitions
 */
export function kafka(input: KafkaInput): KafkaInput {
  requireTopic(input.topic);
  requireWhole(input.partitions, `the partitions of topic ${input.topic}`, 1);
  requireWhole(input.brokerZones ?? 1, `the broker zones of topic ${input.topic}`, 1);
  return input;
}

/**
 * A Kafka topic as a stage's output.
 *
 * @throws InvalidInputError `StageInvalid` for a name that is none, `AmountNegative`
 */
export function kafkaSink(sink: KafkaSink): KafkaSink {
  requireTopic(sink.topic);
  requireAmount(sink.recordsPerInput ?? 1, `the records that topic ${sink.topic} gets for each record in`);
  return sink;
}

function requireTopic(topic: string): void {
  if (!/^[a-zA-Z0-9._-]{1,249}$/.test(topic)) {
    throw new InvalidInputError(
      "StageInvalid",
      `${JSON.stringify(topic)} is no Kafka topic name; use letters, digits, dot, underscore and dash, at most 249`,
    );
  }
}
