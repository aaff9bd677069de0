import { networkMinimum } from "./network-minimum.mjs";
import { podResources } from "./pod-resources.mjs";
import { rocksDbSplit } from "./rocksdb-split.mjs";

/** What Flink gives a pod, what RocksDB gets of it, and the fewest network buffers a job starts with, are the plan's. */
export async function containers({ release }, settings) {
  const proofs = [podResources, rocksDbSplit, networkMinimum].map((proof) => proof(release, settings));
  return {
    summary: proofs.map(({ summary }) => summary).join("; "),
    found: proofs.flatMap(({ found }) => found),
  };
}
