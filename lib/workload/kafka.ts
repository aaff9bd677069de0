import { InvalidInputError } from "../errors";
import { requireWhole } from "../units/literal";
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
}

/**
 * A Kafka topic as a stage's input.
 *
 * @throws InvalidInputError `StageInvalid` for a name that is none, `AmountNegative` without partitions
 */
export function kafka(input: KafkaInput): KafkaInput {
  if (!/^[a-zA-Z0-9._-]{1,249}$/.test(input.topic)) {
    throw new InvalidInputError(
      "StageInvalid",
      `${JSON.stringify(input.topic)} is no Kafka topic name; use letters, digits, dot, underscore and dash, at most 249`,
    );
  }
  requireWhole(input.partitions, `the partitions of topic ${input.topic}`, 1);
  return input;
}
