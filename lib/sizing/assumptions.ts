import { MemorySize } from "../units/memory-size";
import { Rate } from "../units/rate";
import type { StageKind } from "../workload/stage";

/*
 * Every number that is judged rather than derived, in one place. docs/sizing.md cites each and says when it fails.
 */

/**
 * Records per second and core. Planning figures for simple, medium and complex jobs of the public Flink estimator
 * (jbcodeforce/flink-estimator); Nexmark's stripped-down queries reach five to ten times as much.
 */
export const RATE_PER_CORE: Readonly<Record<StageKind, Rate>> = {
  stateless: Rate.perSecond(24_000),
  asyncIo: Rate.perSecond(11_000),
  windowed: Rate.perSecond(2_500),
};

/** Share of its capacity a subtask is planned to use: the operator's own `job.autoscaler.utilization.target`. The rest catches up. */
export const TARGET_UTILIZATION = 0.7;

/** Slots of a full-size TaskManager, as in the playbook. */
export const SLOTS_PER_TASK_MANAGER = 4;

/**
 * Thousandths of a core per slot. Four slots at a whole core each fit no 4-vCPU node and only one of two halves of an
 * 8-vCPU node (7,910m allocatable less DaemonSets); at 937.5m two TaskManagers of four slots do.
 */
export const CPU_MILLIS_PER_SLOT = 937.5;

/** Heap for user code and records, per slot. */
export const TASK_HEAP_PER_SLOT: Readonly<Record<StageKind, MemorySize>> = {
  stateless: MemorySize.mebibytes(512),
  asyncIo: MemorySize.mebibytes(768),
  windowed: MemorySize.mebibytes(1024),
};

/** Below this heap per slot a pinned size is refused: RFC 5424 records and a JSON writer no longer fit. */
export const TASK_HEAP_FLOOR_PER_SLOT = MemorySize.mebibytes(128);

/** How much larger a deserialized record is than its bytes. */
export const OBJECT_SIZE_FACTOR = 4;

/** Share of a slot's state that block cache and memtables hold at once. */
export const HOT_STATE_SHARE = 0.3;

/** What RocksDB gets per slot at least, however small the state, and at most, however large. */
export const ROCKSDB_MEMORY_PER_SLOT = { min: MemorySize.mebibytes(256), max: MemorySize.gibibytes(4) } as const;

/** JVM overhead of a RocksDB stage: its block cache limit is soft (FLINK-15532), and what exceeds it is paid from here. */
export const ROCKSDB_OVERHEAD = { min: MemorySize.gibibytes(1), shareOfManaged: 0.2 } as const;

/** Disk for a slot's state: live files, and those a compaction or an unfinished checkpoint still holds. */
export const DISK_AMPLIFICATION = 2;

/** Spare network buffers above the target, and the least that is ever given. */
export const NETWORK_HEADROOM = 1.25;
export const NETWORK_FLOOR = MemorySize.mebibytes(64);

/** Pod sizes are whole multiples of this: people compare them, and nodes are filled with them. */
export const PROCESS_STEP = MemorySize.mebibytes(256);

/** JobManager heap: a base, and what the execution graph and checkpoint handles of one task take. */
export const JOB_MANAGER_HEAP = {
  min: MemorySize.gibibytes(1),
  base: MemorySize.mebibytes(512),
  perTask: MemorySize.mebibytes(1),
} as const;

/** Slots that may stop together when a node is lost, where nobody says otherwise. */
export const MAX_SLOTS_LOST_PER_NODE = 32;

/** What spot costs of the on-demand price. It moves by type, zone and hour; `hourlyPrices` replaces it. */
export const SPOT_PRICE_SHARE = 0.4;

/** Disk of a node that is not its pods': operating system, images, logs. Karpenter's default root volume. */
export const NODE_DISK_RESERVE = MemorySize.gibibytes(20);

/** Disk of a JobManager: logs, the JAR, unpacked libraries. */
export const JOB_MANAGER_DISK = MemorySize.gibibytes(1);

/** Mean size of RocksDB's reads and writes: compactions move megabytes, cache misses read blocks of 4 to 32 KiB. */
export const DISK_IO_SIZE = MemorySize.kibibytes(64);

/**
 * Instance stores nobody measured take this long to be written once. Of the measured `d` families, the slowest takes
 * 1,790 s (474 GB at 265 MB/s).
 */
export const UNMEASURED_NVME_SECONDS_TO_FILL = 2000;

/** Objects of an incremental checkpoint that later ones still refer to, beside the state itself. */
export const CHECKPOINT_SPACE_FACTOR = 1.3;

/** S3 requests that reach KMS despite a bucket key; AWS says "up to 99 %" fewer, and each pod's session has its own key. */
export const KMS_SHARE_OF_REQUESTS = 0.05;
