import { Duration } from "../units/duration";
import { grouped } from "../units/grouped";
import { MemorySize } from "../units/memory-size";
import { openPanes } from "../workload/windows";
import { DISK_AMPLIFICATION, HOT_STATE_SHARE, ROCKSDB_MEMORY_PER_SLOT } from "./assumptions";
import type { StatePlan } from "./platform-plan";
import type { Reason } from "./reason";
import type { StageLoad } from "./stage-load";

/**
 * The managed memory per slot below which one 8 MiB arena block exceeds 7/8 of the write buffer manager, and RocksDB
 * flushes all the time (`RocksDBMemoryControllerUtils.validateArenaBlockSize`).
 */
export const ROCKSDB_ARITHMETIC_FLOOR = MemorySize.bytes(28_760_943);

/** `state.backend.rocksdb.memory.write-buffer-ratio`, Flink's default. */
const WRITE_BUFFER_RATIO = 0.5;

/** All state of the stage: keys × state per key and pane × panes open at once. */
export function totalState({ stage, keys }: StageLoad): MemorySize {
  if (stage.kind !== "windowed") {
    return MemorySize.ZERO;
  }
  const panes = stage.windows.reduce(
    (sum, window) => sum + openPanes(window, stage.allowedLateness ?? Duration.ZERO),
    0,
  );
  return MemorySize.bytes(keys * stage.statePerKey.inBytes * panes);
}

/** Managed memory a slot should have: the share of its state that is touched at once, within bounds. */
export function wantedManagedPerSlot(total: MemorySize, parallelism: number): MemorySize {
  const hot = total.dividedBy(parallelism).fraction(HOT_STATE_SHARE);
  return hot.clamp(ROCKSDB_MEMORY_PER_SLOT.min, ROCKSDB_MEMORY_PER_SLOT.max).roundedUpTo(MemorySize.mebibytes(64));
}

/**
 * How RocksDB divides a slot's managed memory: 2·M·r/3 for write buffers, inside a block cache of (3 − r)·M/3.
 *
 * @see `RocksDBMemoryControllerUtils` in Flink
 */
export function statePlan(total: MemorySize, parallelism: number, managedPerSlot: MemorySize): StatePlan {
  const bytes = managedPerSlot.inBytes;
  return {
    total,
    perSlot: total.dividedBy(parallelism),
    managedPerSlot,
    writeBuffers: MemorySize.bytes(Math.floor((2 * bytes * WRITE_BUFFER_RATIO) / 3)),
    blockCache: MemorySize.bytes(Math.floor(((3 - WRITE_BUFFER_RATIO) * bytes) / 3)),
  };
}

export function stateReason({ stage, keys }: StageLoad, total: MemorySize): Reason | undefined {
  if (stage.kind !== "windowed") {
    return undefined;
  }
  const panes = stage.windows.reduce(
    (sum, window) => sum + openPanes(window, stage.allowedLateness ?? Duration.ZERO),
    0,
  );
  return {
    code: "state",
    message: `${grouped(keys)} keys × ${stage.statePerKey} × ${panes} open panes = ${total}`,
  };
}

/** Disk of a TaskManager: its slots' state with room for compaction, and a gibibyte of temporary files. */
export function localDisk(total: MemorySize, parallelism: number, slots: number): MemorySize {
  return total
    .dividedBy(parallelism)
    .times(slots * DISK_AMPLIFICATION)
    .plus(MemorySize.gibibytes(1))
    .roundedUpTo(MemorySize.gibibytes(1));
}
