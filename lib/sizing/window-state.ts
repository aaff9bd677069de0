import { Duration } from "../units/duration";
import { grouped } from "../units/grouped";
import { MemorySize } from "../units/memory-size";
import { openPanes, panesOfRecord } from "../workload/windows";
import { ENTRY_OVERHEAD, KEYED_ENTRY_OVERHEAD, WRITES_PER_INTERVAL } from "./assumptions";
import { touchedKeys } from "./key-use";
import type { Reason } from "./reason";
import type { StageLoad } from "./stage-load";

/** What a windowed stage keeps, before it is divided among slots. */
export interface WindowState {
  readonly total: MemorySize;
  readonly outsideWindows: MemorySize;
  /** Open at once for one key, late records included. */
  readonly panes: number;
  readonly entries: number;
  readonly columnFamilies: number;
  /** Values read, changed and written back per second. */
  readonly updatesPerSecond: number;
  /** Bytes of the entries that change at least once within a time. */
  touchedWithin(time: Duration): MemorySize;
}

const NOTHING: WindowState = {
  total: MemorySize.ZERO,
  outsideWindows: MemorySize.ZERO,
  panes: 0,
  entries: 0,
  columnFamilies: 0,
  updatesPerSecond: 0,
  touchedWithin: () => MemorySize.ZERO,
};

/**
 * State of a stage: keys × (state per key and pane + overhead) × panes open at once, and outside windows what arrives
 * within a TTL. A record changes its key in every pane it belongs to.
 */
export function windowState({ stage, records, keys, factor }: StageLoad): WindowState {
  if (stage.kind !== "windowed") {
    return NOTHING;
  }
  const {
    windows,
    ttlState,
    stateTtl = Duration.ZERO,
    statePerKey,
    allowedLateness = Duration.ZERO,
    keyUse = "zipf",
  } = stage;
  const panes = windows.reduce((sum, window) => sum + openPanes(window, allowedLateness), 0);
  const touchedPanes = windows.reduce((sum, window) => sum + panesOfRecord(window), 0);
  const paneEntry = statePerKey.plus(ENTRY_OVERHEAD);
  const ttlEntries = Math.ceil((ttlState?.newKeys.inPerSecond ?? 0) * factor * stateTtl.inSeconds);
  const outsideWindows = (ttlState?.size.plus(KEYED_ENTRY_OVERHEAD) ?? MemorySize.ZERO).times(ttlEntries);
  const total = paneEntry.times(keys * panes).plus(outsideWindows);
  return {
    total,
    outsideWindows,
    panes,
    entries: keys * panes + ttlEntries,
    // Contents and timers of each window operator, merged sessions besides, and the state outside.
    columnFamilies:
      windows.reduce((sum, { type }) => sum + (type === "session" ? 3 : 2), 0) + (ttlState === undefined ? 0 : 1),
    updatesPerSecond: records.inPerSecond * (touchedPanes + (ttlState === undefined ? 0 : 1)),
    touchedWithin: (time) => {
      const uses = records.inPerSecond * time.inSeconds;
      const inWindows = paneEntry.inBytes * touchedKeys(keys, uses, keyUse) * touchedPanes;
      const outside =
        ttlEntries === 0 ? 0 : (outsideWindows.inBytes / ttlEntries) * touchedKeys(ttlEntries, uses, keyUse);
      return MemorySize.bytes(Math.min(Math.ceil(inWindows + outside), total.inBytes));
    },
  };
}

/** RocksDB's defaults: a memtable, the size of its first sorted level, and the files that lie before it unmerged. */
const MEMTABLE = MemorySize.mebibytes(64);
const LEVEL_BASE = MemorySize.mebibytes(256);
const FILES_BEFORE_MERGE = 4;

/** Of each column family, in files that lie unmerged. */
export const UNMERGED = MEMTABLE.times(FILES_BEFORE_MERGE);

/**
 * What a checkpoint uploads: what changed since the last, and every fourth time, when four new files of a column family
 * are merged, its first level as well. Beyond that level compaction writes what changed again.
 */
export function incrementalSize(state: WindowState, interval: Duration, parallelism: number): MemorySize {
  const touched = state.touchedWithin(interval);
  const firstLevels = LEVEL_BASE.times(state.columnFamilies * parallelism);
  const deep = state.total.isGreaterThan(firstLevels);
  const written = touched.inBytes * (deep ? WRITES_PER_INTERVAL : 1);
  const merged = Math.min(state.total.inBytes, firstLevels.inBytes) / FILES_BEFORE_MERGE;
  return MemorySize.bytes(Math.min(Math.ceil(written + merged), filesSize(state, interval, parallelism).inBytes));
}

/**
 * All files of RocksDB: what is alive, and on average two and a half files of each column family that say again what
 * was touched, none larger than a memtable.
 */
export function filesSize(state: WindowState, interval: Duration, parallelism: number): MemorySize {
  const unmerged = (FILES_BEFORE_MERGE + 1) / 2;
  const again = Math.min(
    state.touchedWithin(interval).inBytes * unmerged,
    UNMERGED.inBytes * state.columnFamilies * parallelism,
  );
  return state.total.plus(MemorySize.bytes(Math.ceil(again)));
}

export function stateReason({ stage, keys, factor }: StageLoad, state: WindowState): Reason | undefined {
  if (stage.kind !== "windowed") {
    return undefined;
  }
  const { ttlState, stateTtl } = stage;
  const outside =
    ttlState === undefined
      ? ""
      : `, and ${ttlState.newKeys.times(factor)} new keys × TTL ${stateTtl} × (${ttlState.size} + ${KEYED_ENTRY_OVERHEAD}) = ${state.outsideWindows} outside windows`;
  return {
    code: "state",
    message: `${grouped(keys)} keys × (${stage.statePerKey} + ${ENTRY_OVERHEAD} of key, window and timer) × ${state.panes} open panes${outside}: ${state.total}`,
    from: ["keys", "statePerKey", "windows", "allowedLateness", "stateTtl", "ttlState"],
  };
}
