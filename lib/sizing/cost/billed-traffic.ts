import type { Bandwidth } from "../../units/bandwidth";
import type { MemorySize } from "../../units/memory-size";

/** What a stage moves and keeps, as far as it is billed. */
export interface BilledTraffic {
  /** What one checkpoint uploads. */
  readonly checkpointBytesPerInterval: MemorySize;
  /** All state, as one savepoint holds it. */
  readonly fullSize: MemorySize;
  readonly putsPerCheckpoint: number;
  /** What the stage reads from brokers of other zones. */
  readonly crossZone: Bandwidth;
  /** What its TaskManagers send to those in other zones. */
  readonly exchangedAcrossZones: Bandwidth;
  /** What each TaskManager sustains on its disk and on the network: the playbook's ones are priced with the same. */
  readonly taskManager: {
    readonly diskThroughput: Bandwidth;
    readonly diskRequests: number;
    readonly network: Bandwidth;
  };
}
