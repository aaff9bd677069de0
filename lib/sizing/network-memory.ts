import { MemorySize } from "../units/memory-size";
import { NETWORK_FLOOR, NETWORK_HEADROOM, NETWORK_SHARE } from "./assumptions";
import { check, type StageCheck } from "./check";
import type { NetworkPlan } from "./platform-plan";
import type { Reason } from "./reason";

/** `taskmanager.memory.segment-size`, Flink's default. */
const SEGMENT = MemorySize.kibibytes(32);

/**
 * Network buffers of one TaskManager whose slots each hold one producer and one consumer of every exchange.
 *
 * For an all-to-all exchange between P and P subtasks, an input gate takes two buffers for each channel from another
 * TaskManager, and one more at least or eight to run freely; a pipelined output with P subpartitions takes P + 1, and
 * 2P + 8. With S of the P producers in the same TaskManager the least is 2(P − S) + 1 + P + 1 per slot and exchange.
 * The target does not count on neighbours: 4P + 16.
 *
 * @see `NettyShuffleUtils`, `InputGateSpecUtils` and `ResultPartitionFactory` in Flink; the least is what its real
 * processes start with, and one buffer fewer is what they refuse
 */
export function networkPlan(shuffles: number, parallelism: number, slotsPerTaskManager: number): NetworkPlan {
  const exchanges = shuffles * slotsPerTaskManager;
  return {
    shuffles,
    minimumBuffers: exchanges * (3 * parallelism + 2 - 2 * Math.min(slotsPerTaskManager, parallelism)),
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
    from: ["shuffles", "parallelism", "slotsPerTaskManager"],
    message: `${shuffles} all-to-all ${shuffles === 1 ? "exchange" : "exchanges"}: ${targetBuffers} buffers of 32 KiB (at least ${minimumBuffers}) × ${NETWORK_HEADROOM}, never below ${NETWORK_FLOOR}`,
  };
}

/** Network memory is pre-allocated: what it takes is taken from every TaskManager, whether it is used or not. */
export function networkCheck(process: MemorySize, taskManagers: number, network: MemorySize): StageCheck {
  const share = network.inBytes / process.inBytes;
  return check(
    share <= NETWORK_SHARE,
    "NetworkMemoryLarge",
    `${network} of network memory are ${Math.round(share * 100)} % of each TaskManager, ${network.times(taskManagers)} in all`,
    {
      verdict: "warn",
      wayOut:
        "buffers grow with parallelism × slots: use fewer slots per TaskManager, fewer exchanges, or a measured rate that needs less parallelism",
    },
  );
}
