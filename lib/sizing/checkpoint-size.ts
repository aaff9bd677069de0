import { Bandwidth } from "../units/bandwidth";
import { Duration } from "../units/duration";
import { MemorySize } from "../units/memory-size";
import { CHECKPOINT_FIXED, LEAST_UPLOAD_SHARE, S3_CONNECTION, TRANSFER_THREADS, UNKNOWN_NETWORK } from "./assumptions";
import type { AsyncIoPlan } from "./platform-plan";
import { filesSize, incrementalSize, type WindowState } from "./window-state";

/** What Flink keeps inside the checkpoint's own file: smaller states make no file (`state.storage.fs.memory-threshold`). */
const INLINE_BELOW = MemorySize.kibibytes(20);

/** `state.backend.rocksdb.compaction.level.target-file-size-base`: RocksDB's files are about this large. */
const SST_FILE = MemorySize.mebibytes(64);

/** MANIFEST, OPTIONS and CURRENT of a RocksDB instance, uploaded with each checkpoint. */
const ROCKSDB_OWN_FILES = 3;

/** Offsets of one Kafka partition, and what is serialized around them. */
const OFFSET_SIZE = MemorySize.bytes(100);

/** What a checkpoint holds, uploads, and asks of S3. */
export interface CheckpointSize {
  readonly fullSize: MemorySize;
  readonly incrementalSize: MemorySize;
  readonly putsPerCheckpoint: number;
  /** State handles that the JobManager keeps for it. */
  readonly handles: number;
}

export function checkpointSize(
  partitions: number,
  parallelism: number,
  state: WindowState,
  asyncIo: AsyncIoPlan | undefined,
  interval: Duration,
): CheckpointSize {
  const offsets = OFFSET_SIZE.times(partitions);
  const small = offsets.plus(asyncIo?.waiting.mean ?? MemorySize.ZERO);
  const files = small.dividedBy(parallelism).isGreaterThan(INLINE_BELOW) ? parallelism : 0;
  if (state.entries === 0) {
    return { fullSize: small, incrementalSize: small, putsPerCheckpoint: files + 1, handles: parallelism };
  }
  const uploaded = incrementalSize(state, interval, parallelism);
  const perSlot = uploaded.dividedBy(parallelism);
  // Every column family that changed writes at least one file.
  const newFiles = Math.max(state.columnFamilies, Math.ceil(perSlot.inBytes / SST_FILE.inBytes));
  const allFiles = Math.max(
    state.columnFamilies,
    Math.ceil(state.total.dividedBy(parallelism).inBytes / SST_FILE.inBytes),
  );
  return {
    fullSize: filesSize(state, interval, parallelism).plus(offsets),
    incrementalSize: uploaded.plus(offsets),
    putsPerCheckpoint: parallelism * (newFiles + ROCKSDB_OWN_FILES) + files + 1,
    handles: parallelism * (allFiles + ROCKSDB_OWN_FILES),
  };
}

/**
 * What a TaskManager moves to and from S3: its part of the node's network, less what it sends elsewhere, or what its
 * connections carry, whichever is less. Networks are full duplex: what it receives counts apart.
 */
export function s3Bandwidth(
  slots: number,
  node: { readonly networkBaseline: Bandwidth; readonly podsPerNode: number } | undefined,
  sent: Bandwidth,
): { readonly upload: Bandwidth; readonly download: Bandwidth } {
  const network = node === undefined ? UNKNOWN_NETWORK : node.networkBaseline.times(1 / node.podsPerNode);
  const connections = S3_CONNECTION.times(slots * TRANSFER_THREADS);
  const left = Math.max(
    network.inBytesPerSecond - sent.inBytesPerSecond,
    network.inBytesPerSecond * LEAST_UPLOAD_SHARE,
  );
  return {
    upload: Bandwidth.min(Bandwidth.bytesPerSecond(left), connections),
    // While a job restores it sends nothing else.
    download: Bandwidth.min(network, connections),
  };
}

/** From trigger to completion, without backpressure: the fixed part and the upload of the busiest TaskManager. */
export function checkpointDuration(
  uploaded: MemorySize,
  taskManagers: number,
  skew: number,
  upload: Bandwidth,
): Duration {
  const busiest = MemorySize.bytes(Math.ceil((uploaded.inBytes * Math.min(skew, taskManagers)) / taskManagers));
  return CHECKPOINT_FIXED.plus(Duration.seconds(Math.ceil(upload.timeFor(busiest).inSeconds)));
}

/**
 * The shortest interval, in whole seconds, at which checkpoints take half of the time at most. What changes grows more
 * slowly than the interval, so that once it holds it holds for every longer one.
 */
export function shortestInterval(durationAt: (interval: Duration) => Duration): Duration {
  let [tooShort, enough] = [0, 86_400];
  while (enough - tooShort > 1) {
    const middle = Math.floor((tooShort + enough) / 2);
    if (durationAt(Duration.seconds(middle)).inSeconds * 2 <= middle) {
      enough = middle;
    } else {
      tooShort = middle;
    }
  }
  return Duration.seconds(enough);
}
