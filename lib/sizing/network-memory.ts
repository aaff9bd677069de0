import { MemorySize } from "../units/memory-size";
import { NETWORK_FLOOR, NETWORK_HEADROOM } from "./assumptions";
import type { NetworkPlan, Reason } from "./platform-plan";

/** `taskmanager.memory.segment-size`, Flink's default. */
const SEGMENT = MemorySize.kibibytes(32);

/**
 * Network buffers of one TaskManager whose slots each hold one producer and one consumer of every exchange.
 *
 * For an all-to-all exchange between P and P subtasks, an input gate has P channels and takes 2P + 1 buffers at
 * least and 2P + 8 to run freely; a pipelined output with P subpartitions takes P + 1, and 2P + 8. Together 3P + 2
 * and 4P + 16 per slot and exchange.
 *
 * @see `NettyShuffleUtils`, `InputGateSpecUtils` and `ResultPartitionFactory` in Flink 2.2.1
 */
export function networkPlan(shuffles: number, parallelism: number, slotsPerTaskManager: number): NetworkPlan {
  const exchanges = shuffles * slotsPerTaskManager;
  return {
    shuffles,
    minimumBuffers: exchanges * (3 * parallelism + 2),
    targetBuffers: exchanges * (4 * parallelism + 16),
  };
}

/** The target with headroom, in whole mebibytes, never below Flink's own minimum of 64 MiB. */
export function networkMemory({ targetBuffers }: NetworkPlan): MemorySize {
  const wanted = MemorySize.bytes(Math.ceil(targetBuffers * SEGMENT.inBytes * NETWORK_HEADROOM));
  return MemorySize.max(NETWORK_FLOOR, wanted).roundedUpTo(MemorySize.mebibytes(1));
}

export function networkReason(plan: NetworkPlan): Reason {
  const { shuffles, minimumBuffers, targetBuffers } = plan;
  if (shuffles === 0) {
    return { code: "topology", message: `no exchange between subtasks; the floor of ${NETWORK_FLOOR}` };
  }
  return {
    code: "topology",
    message: `${shuffles} all-to-all ${shuffles === 1 ? "exchange" : "exchanges"}: ${targetBuffers} buffers of 32 KiB (at least ${minimumBuffers}) × ${NETWORK_HEADROOM}, never below ${NETWORK_FLOOR}`,
  };
}
