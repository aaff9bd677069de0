import { Bandwidth } from "../units/bandwidth";
import { Duration } from "../units/duration";
import { MemorySize } from "../units/memory-size";
import {
  BLOCK_SIZE,
  CACHE_HIT_TARGET,
  DISK_AMPLIFICATION,
  DISK_IO_SIZE,
  ROCKSDB_MEMORY_PER_SLOT,
  WRITE_AMPLIFICATION,
} from "./assumptions";
import { check, type StageCheck } from "./check";
import { hitRatio, type KeyUse, keysForHitRatio } from "./key-use";
import type { CheckpointPlan, DiskPlan, StatePlan } from "./platform-plan";
import type { Reason } from "./reason";
import { type StageLoad, skewOf } from "./stage-load";
import { UNMERGED, type WindowState } from "./window-state";

/**
 * The managed memory per slot below which one 8 MiB arena block exceeds 7/8 of the write buffer manager, and RocksDB
 * flushes all the time (`RocksDBMemoryControllerUtils.validateArenaBlockSize`).
 */
export const ROCKSDB_ARITHMETIC_FLOOR = MemorySize.bytes(28_760_943);

/** One arena block: an eighth of the 64 MiB that a memtable has by default. */
const ARENA_BLOCK = MemorySize.mebibytes(8);

/** `state.backend.rocksdb.memory.write-buffer-ratio`, Flink's default. */
const WRITE_BUFFER_RATIO = 0.5;

/** Of M bytes, the block cache has (3 − r)·M/3; write buffers, 2·M·r/3, are inside it (`RocksDBMemoryControllerUtils`). */
const CACHE_SHARE = (3 - WRITE_BUFFER_RATIO) / 3;

/** People compare these sizes too. */
const MANAGED_STEP = MemorySize.mebibytes(128);
const MORE_MANAGED = [1, 2, 4] as const;

/** The busiest slot's part of a stage's state. */
interface SlotState {
  readonly size: MemorySize;
  readonly entries: number;
}

function busiestSlot({ stage }: StageLoad, state: WindowState, parallelism: number): SlotState {
  const share = skewOf(stage) / parallelism;
  return {
    size: MemorySize.bytes(Math.ceil(state.total.inBytes * Math.min(share, 1))),
    entries: Math.ceil(state.entries * Math.min(share, 1)),
  };
}

/** Managed memory a slot should have: room for the entries that get nine reads of ten, within bounds. */
export function wantedManagedPerSlot(load: StageLoad, state: WindowState, parallelism: number): MemorySize {
  const { size, entries } = busiestSlot(load, state, parallelism);
  const hotShare = keysForHitRatio(entries, CACHE_HIT_TARGET, keyUseOf(load)) / Math.max(1, entries);
  return MemorySize.bytes(Math.ceil((size.inBytes * hotShare) / CACHE_SHARE))
    .clamp(ROCKSDB_MEMORY_PER_SLOT.min, ROCKSDB_MEMORY_PER_SLOT.max)
    .roundedUpTo(MANAGED_STEP);
}

/**
 * What a slot may have, the wanted first, and up to four times as much: larger memtables and caches spare the disk, and
 * nodes that are full of something else have memory left.
 */
export function managedChoices(load: StageLoad, state: WindowState, parallelism: number): readonly MemorySize[] {
  if (state.entries === 0) {
    return [MemorySize.ZERO];
  }
  const wanted = wantedManagedPerSlot(load, state, parallelism);
  return MORE_MANAGED.map((factor) => wanted.fraction(factor).roundedUpTo(MANAGED_STEP)).filter(
    (size, index) => index === 0 || !size.isGreaterThan(ROCKSDB_MEMORY_PER_SLOT.max),
  );
}

/** How RocksDB divides a slot's managed memory, in doubles as Flink does. */
export function rocksDbSplit({ inBytes }: MemorySize): Pick<StatePlan, "writeBuffers" | "blockCache"> {
  return {
    writeBuffers: MemorySize.bytes(Math.floor((2 * inBytes * WRITE_BUFFER_RATIO) / 3)),
    blockCache: MemorySize.bytes(Math.floor(((3 - WRITE_BUFFER_RATIO) * inBytes) / 3)),
  };
}

/** The state of a stage and the memory RocksDB has for it. */
export function statePlan(
  load: StageLoad,
  state: WindowState,
  parallelism: number,
  managedPerSlot: MemorySize,
): StatePlan {
  const { size, entries } = busiestSlot(load, state, parallelism);
  const { writeBuffers, blockCache } = rocksDbSplit(managedPerSlot);
  return {
    total: state.total,
    outsideWindows: state.outsideWindows,
    perSlot: size,
    entriesPerSlot: entries,
    columnFamilies: state.columnFamilies,
    managedPerSlot,
    writeBuffers,
    writeBufferPerColumnFamily: writeBuffers.dividedBy(state.columnFamilies),
    blockCache,
    cacheHitRatio: hitRatio(entries, (entries * blockCache.inBytes) / size.inBytes, keyUseOf(load)),
  };
}

function keyUseOf({ stage }: StageLoad): KeyUse {
  return (stage.kind === "windowed" ? stage.keyUse : undefined) ?? "zipf";
}

/** Disk of a TaskManager: its slots' state with room for compaction, unmerged files, and a gibibyte of temporary ones. */
export function localDisk(load: StageLoad, state: WindowState, parallelism: number, slots: number): MemorySize {
  return busiestSlot(load, state, parallelism)
    .size.times(slots * DISK_AMPLIFICATION)
    .plus(UNMERGED.times(state.columnFamilies * slots))
    .plus(MemorySize.gibibytes(1))
    .roundedUpTo(MemorySize.gibibytes(1));
}

/**
 * What a TaskManager's disk does, on average: misses, flushes, compactions, and the reading of what is uploaded.
 *
 * A value that changes again while it is still in a memtable is written once: memtables are flushed when they are full,
 * and at every checkpoint.
 */
export function diskPlan(
  state: WindowState,
  plan: StatePlan | undefined,
  parallelism: number,
  taskManagers: number,
  { interval, incrementalSize }: Pick<CheckpointPlan, "interval" | "incrementalSize">,
): DiskPlan {
  if (plan === undefined) {
    return { reads: Bandwidth.bytesPerSecond(0), writes: Bandwidth.bytesPerSecond(0), iops: 0 };
  }
  const between = timeToFill(state, plan.writeBuffers.times(parallelism), interval);
  const flushed = state.touchedWithin(between).inBytes / between.inSeconds / taskManagers;
  const misses = (state.updatesPerSecond * (1 - plan.cacheHitRatio)) / taskManagers;
  const uploaded = incrementalSize.inBytes / interval.inSeconds / taskManagers;
  return {
    reads: Bandwidth.bytesPerSecond(misses * BLOCK_SIZE.inBytes + flushed * (WRITE_AMPLIFICATION - 1) + uploaded),
    writes: Bandwidth.bytesPerSecond(flushed * WRITE_AMPLIFICATION),
    iops: Math.ceil(misses + (flushed * (2 * WRITE_AMPLIFICATION - 1) + uploaded) / DISK_IO_SIZE.inBytes),
  };
}

/** How long changes take to fill all memtables, in whole milliseconds, at most the checkpoint interval. */
function timeToFill(state: WindowState, memtables: MemorySize, interval: Duration): Duration {
  let [notYet, full] = [0, interval.inMillis];
  while (full - notYet > 1) {
    const middle = Math.floor((notYet + full) / 2);
    if (state.touchedWithin(Duration.millis(middle)).isGreaterThan(memtables)) {
      full = middle;
    } else {
      notYet = middle;
    }
  }
  return Duration.millis(full);
}

export function rocksDbReasons(
  { stage }: StageLoad,
  plan: StatePlan | undefined,
): Partial<Record<"cacheHitRatio" | "diskLoad", Reason>> {
  if (stage.kind !== "windowed" || plan === undefined) {
    return {};
  }
  return {
    cacheHitRatio: {
      code: "state",
      message: `a block cache of ${plan.blockCache} beside ${plan.perSlot} in ${plan.entriesPerSlot} entries of the busiest slot, if keys are used by Zipf's law; ${CACHE_HIT_TARGET} was aimed at`,
      from: ["managedPerSlot", "state", "parallelism", "skew"],
    },
    diskLoad: {
      code: "state",
      message: `misses × ${BLOCK_SIZE}, and what changes until memtables are full, or a checkpoint flushes them, × ${WRITE_AMPLIFICATION} for compaction`,
      from: ["state", "cacheHitRatio", "checkpointInterval", "taskManagers"],
    },
  };
}

export function rocksDbChecks(plan: StatePlan | undefined): StageCheck[] {
  if (plan === undefined) {
    return [];
  }
  const { columnFamilies, writeBufferPerColumnFamily, managedPerSlot } = plan;
  return [
    check(
      writeBufferPerColumnFamily.inBytes >= 2 * ARENA_BLOCK.inBytes,
      "RocksDbWriteBufferSmall",
      `${managedPerSlot} per slot leave each of ${columnFamilies} column families ${writeBufferPerColumnFamily} of memtables`,
      {
        verdict: "warn",
        wayOut: `below two arena blocks (${ARENA_BLOCK.times(2)}) RocksDB flushes small files: give more managed memory per slot, or use fewer windows and states`,
      },
    ),
  ];
}
