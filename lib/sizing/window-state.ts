import { Duration } from "../units/duration";
import { grouped } from "../units/grouped";
import { MemorySize } from "../units/memory-size";
import { openPanes, panesOfRecord } from "../workload/windows";
import { ENTRY_OVERHEAD, WRITES_PER_INTERVAL } from "./assumptions";
import { touchedKeys } from "./key-use";
import type { Reason } from "./reason";
import type { StageLoad } from "./stage-load";

/** What a windowed stage keeps, before it is divided among slots. */
export interface WindowState {
  readonly total: MemorySize;
  readonly outsideWindows: MemorySize;
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
  const outsideWindows = (ttlState?.size.plus(ENTRY_OVERHEAD) ?? MemorySize.ZERO).times(ttlEntries);
  const total = paneEntry.times(keys * panes).plus(outsideWindows);
  return {
    total,
    outsideWindows,
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

/** What a checkpoint uploads: what changed since the last, as often as flushes and compactions wrote it anew. */
export function incrementalSize(state: WindowState, interval: Duration): MemorySize {
  const written = state.touchedWithin(interval).fraction(WRITES_PER_INTERVAL);
  return written.isGreaterThan(state.total) ? state.total : written;
}

export function stateReason({ stage, keys, factor }: StageLoad, state: WindowState): Reason | undefined {
  if (stage.kind !== "windowed") {
    return undefined;
  }
  const { windows, allowedLateness = Duration.ZERO, ttlState, stateTtl } = stage;
  const panes = windows.reduce((sum, window) => sum + openPanes(window, allowedLateness), 0);
  const outside =
    ttlState === undefined
      ? ""
      : `, and ${ttlState.newKeys.times(factor)} new keys × TTL ${stateTtl} × (${ttlState.size} + ${ENTRY_OVERHEAD}) = ${state.outsideWindows} outside windows`;
  return {
    code: "state",
    message: `${grouped(keys)} keys × (${stage.statePerKey} + ${ENTRY_OVERHEAD} of key, window and timer) × ${panes} open panes${outside}: ${state.total}`,
    from: ["keys", "statePerKey", "windows", "allowedLateness", "stateTtl", "ttlState"],
  };
}
