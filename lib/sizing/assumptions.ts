import { Bandwidth } from "../units/bandwidth";
import { Duration } from "../units/duration";
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

/**
 * Share of reads that RocksDB's block cache and memtables should answer, if keys are used as Zipf's law has it
 * (exponent 1): of N entries the N^0.9 most used ones then get nine reads of ten.
 */
export const CACHE_HIT_TARGET = 0.9;

/**
 * What RocksDB keeps beside the value of one key and pane: key group (2), key (about 16), window (16), sequence number
 * (8), and the timer that closes the window, an entry of its own.
 */
export const ENTRY_OVERHEAD = MemorySize.bytes(80);

/** What RocksDB gets per slot at least, however small the state, and at most, however large. */
export const ROCKSDB_MEMORY_PER_SLOT = { min: MemorySize.mebibytes(256), max: MemorySize.gibibytes(4) } as const;

/** JVM overhead of a RocksDB stage: its block cache limit is soft (FLINK-15532), and what exceeds it is paid from here. */
export const ROCKSDB_OVERHEAD = { min: MemorySize.gibibytes(1), shareOfManaged: 0.2 } as const;

/** State outside windows has neither window nor timer: key group (2), key (about 22) and sequence number (8). */
export const KEYED_ENTRY_OVERHEAD = MemorySize.bytes(32);

/** How often what is touched is written within one checkpoint interval where a state has more than one level. */
export const WRITES_PER_INTERVAL = 1.5;

/** How often a byte is written until it lies in its last level (leveled compaction), and so how much is read for it. */
export const WRITE_AMPLIFICATION = 5;

/** What RocksDB reads for one value: a block. */
export const BLOCK_SIZE = MemorySize.kibibytes(4);

/** Disk for a slot's state: live files, and those a compaction or an unfinished checkpoint still holds. */
export const DISK_AMPLIFICATION = 2;

/** Spare network buffers above the target, and the least that is ever given. */
export const NETWORK_HEADROOM = 1.25;
export const NETWORK_FLOOR = MemorySize.mebibytes(64);

/** Share of a TaskManager that network memory may take before the parallelism is worth another thought. */
export const NETWORK_SHARE = 0.25;

/** Pod sizes are whole multiples of this: people compare them, and nodes are filled with them. */
export const PROCESS_STEP = MemorySize.mebibytes(256);

/** JobManager heap: a base, and what the execution graph and checkpoint handles of one task take. */
export const JOB_MANAGER_HEAP = {
  min: MemorySize.gibibytes(1),
  base: MemorySize.mebibytes(512),
  perTask: MemorySize.mebibytes(1),
} as const;

/** JobManager heap for one state handle (path, size, key group range) of a checkpoint that is kept. */
export const STATE_HANDLE_HEAP = MemorySize.bytes(512);

/** Share of a node's sustained network that checkpoints get at least, however much Kafka and shuffles send. */
export const LEAST_UPLOAD_SHARE = 0.1;

/** One connection to S3 (Amazon's own design guideline: 85 to 90 MB/s), and Flink's transfer threads per subtask. */
export const S3_CONNECTION = Bandwidth.megabytesPerSecond(85);
export const TRANSFER_THREADS = 4;

/** A TaskManager's network where no instance type is known, such as in a cluster on a laptop. */
export const UNKNOWN_NETWORK = Bandwidth.megabytesPerSecond(100);

/** What a checkpoint takes beside its upload: barriers, the flush of memtables, the JobManager's own file. */
export const CHECKPOINT_FIXED = Duration.seconds(2);

/** Requests S3 takes per second and prefix: PUT, COPY, POST, DELETE (Amazon S3 user guide). */
export const S3_PUTS_PER_SECOND = 3_500;

/**
 * A lost node, after Flink's `heartbeat.timeout`: the first back-off of the restart strategy, a new node, and a new pod
 * whose image may have to be pulled.
 */
export const RECOVERY = {
  /** A process that is gone while its node answers: the second heartbeat in vain (`heartbeat.rpc-failure-threshold`). */
  refusedHeartbeats: Duration.seconds(20),
  backoff: Duration.seconds(1),
  newNode: Duration.seconds(90),
  newPod: Duration.seconds(30),
  /** Tasks are deployed, classes loaded, transactions begun: no job is back sooner, however small its state. */
  deployment: Duration.seconds(5),
  /** Where files are still on the disk: hard links, and opening RocksDB. */
  fromLocalDisk: Duration.seconds(1),
} as const;

/** A lost JobManager. */
export const FAILOVER = {
  /** Flink stops itself when it has not left so long after SIGTERM (`JvmShutdownSafeguard`). */
  shutdown: Duration.seconds(5),
  /** A container that is started again where it stood: no image, no new volume. */
  process: Duration.seconds(15),
  /** A standby looks at the lease after one retry period to 2.2 of them: the client's jitter factor is 1.2. */
  longestRetry: 2.2,
  /** A TaskManager that finds the new leader not ready asks again after so long (`cluster.registration.error-delay`). */
  registration: Duration.seconds(10),
  /** Kubernetes' defaults: 50 s until a silent node is not ready, and 300 s that pods tolerate it. */
  evictionFromLostNode: Duration.seconds(350),
} as const;

/** Requests per second that a share of one API server is asked for at most; beyond it leaders lose their leases. */
export const API_REQUESTS_PER_SECOND = Rate.perSecond(50);

/** Java gives up compressed pointers above this heap; half as much again is then needed for the same objects. */
export const COMPRESSED_POINTERS_HEAP = MemorySize.gibibytes(31);

/** Slots one TaskManager may have at most: they stop together, and share one garbage collector. */
export const MOST_SLOTS = 16;

/** Slots that may stop together when a node is lost, where nobody says otherwise. */
export const MAX_SLOTS_LOST_PER_NODE = 16;

/** What spot costs of the on-demand price. It moves by type, zone and hour; `hourlyPrices` replaces it. */
export const SPOT_PRICE_SHARE = 0.4;

/** Disk of a node that is not its pods': operating system, images, logs. Karpenter's default root volume. */
export const NODE_DISK_RESERVE = MemorySize.gibibytes(20);

/** Room for a JobManager's temporary files, its log and the unpacked JAR among them. */
export const JOB_MANAGER_DISK = MemorySize.gibibytes(2);

/** Flushes, compactions and uploads join to requests of this size on a volume. */
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
