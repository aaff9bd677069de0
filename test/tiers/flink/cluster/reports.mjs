const SEGMENT = 32 * 1024;

/** What the JobManager says it is configured with, beside what we wrote and the memory it was planned to have. */
export async function configurationReport({ rest, overridden }, { jobManager }, configuration) {
  const { heap, offHeap, jvmMetaspace, jvmOverhead } = jobManager.memory;
  const planned = {
    ...without(configuration.toMap(), Object.keys(overridden)),
    "jobmanager.memory.heap.size": `${heap.inBytes}b`,
    "jobmanager.memory.off-heap.size": `${offHeap.inBytes}b`,
    "jobmanager.memory.jvm-metaspace.size": `${jvmMetaspace.inBytes}b`,
    "jobmanager.memory.jvm-overhead.min": `${jvmOverhead.inBytes}b`,
    "jobmanager.memory.jvm-overhead.max": `${jvmOverhead.inBytes}b`,
  };
  const all = Object.fromEntries((await rest.get("/jobmanager/config")).map(({ key, value }) => [key, value]));
  return { planned, reported: Object.fromEntries(Object.keys(planned).map((key) => [key, all[key]])) };
}

/** What the TaskManager registers with, and the network buffers it then has. */
export async function taskManagerReport({ rest }, { taskManagers }) {
  const { memory, slotsPerTaskManager } = taskManagers;
  const { id, slotsNumber, hardware, memoryConfiguration } = await rest.eventually(
    "a TaskManager registers",
    async () => (await rest.get("/taskmanagers")).taskmanagers.find((each) => each.slotsNumber > 0),
  );
  const { metrics } = await rest.eventually("it counts its buffers", async () => {
    const details = await rest.get(`/taskmanagers/${id}`);
    return details.metrics.nettyShuffleMemorySegmentsTotal > 0 ? details : undefined;
  });
  return {
    planned: inText({
      frameworkHeap: memory.frameworkHeap.inBytes,
      taskHeap: memory.taskHeap.inBytes,
      frameworkOffHeap: memory.frameworkOffHeap.inBytes,
      taskOffHeap: memory.taskOffHeap.inBytes,
      networkMemory: memory.network.inBytes,
      managedMemory: memory.managed.inBytes,
      jvmMetaspace: memory.jvmMetaspace.inBytes,
      jvmOverhead: memory.jvmOverhead.inBytes,
      totalFlinkMemory: memory.flink.inBytes,
      totalProcessMemory: memory.process.inBytes,
      "managed memory in use": memory.managed.inBytes,
      "network buffers": Math.floor(memory.network.inBytes / SEGMENT),
      slots: slotsPerTaskManager,
    }),
    reported: inText({
      ...memoryConfiguration,
      "managed memory in use": hardware.managedMemory,
      "network buffers": metrics.nettyShuffleMemorySegmentsTotal,
      slots: slotsNumber,
    }),
  };
}

/** How a job of the stage that sets nothing itself is run and checkpointed. */
export async function jobReport({ rest }, { name, parallelism, maxParallelism, stateBackend, checkpoints }, job) {
  const { vertices } = await rest.get(`/jobs/${job}`);
  const { "execution-config": execution } = await rest.get(`/jobs/${job}/config`);
  const checkpointing = await rest.get(`/jobs/${job}/checkpoints/config`);
  return {
    planned: inText({
      parallelism,
      maxParallelism,
      "user-config.stage": name,
      mode: "exactly_once",
      interval: checkpoints.interval.inMillis,
      min_pause: checkpoints.minPause.inMillis,
      timeout: checkpoints.timeout.inMillis,
      max_concurrent: 1,
      tolerable_failed_checkpoints: checkpoints.tolerableFailures,
      unaligned_checkpoints: checkpoints.alignedTimeout !== undefined,
      aligned_checkpoint_timeout: checkpoints.alignedTimeout?.inMillis ?? 0,
      state_backend: stateBackend === "rocksdb" ? "EmbeddedRocksDBStateBackend" : "HashMapStateBackend",
      checkpoint_storage: "FileSystemCheckpointStorage",
      "externalization.enabled": true,
      "externalization.delete_on_cancellation": false,
    }),
    reported: inText({
      parallelism: only(vertices.map((vertex) => vertex.parallelism)),
      maxParallelism: only(vertices.map((vertex) => vertex.maxParallelism)),
      "user-config.stage": execution["user-config"].stage,
      ...checkpointing,
      "externalization.enabled": checkpointing.externalization.enabled,
      "externalization.delete_on_cancellation": checkpointing.externalization.delete_on_cancellation,
    }),
  };
}

/** The block cache that RocksDB has in every slot with keyed state. */
export async function rocksDbReport({ rest }, { state }, job) {
  if (state === undefined) {
    return { planned: {}, reported: {} };
  }
  const { vertices } = await rest.get(`/jobs/${job}`);
  const keyed = vertices.filter(({ name }) => name.startsWith("Map"));
  const capacities = await rest.eventually("RocksDB reports its block cache", async () => {
    const read = await Promise.all(keyed.map(({ id }) => blockCaches(rest, `/jobs/${job}/vertices/${id}/metrics`)));
    return read.every((each) => each.length > 0 && each.every((value) => value !== "0")) ? read.flat() : undefined;
  });
  return {
    planned: inText({ blockCache: state.blockCache.inBytes }),
    reported: inText({ blockCache: only(capacities) }),
  };
}

async function blockCaches(rest, metrics) {
  const names = (await rest.get(metrics)).map(({ id }) => id).filter((id) => id.endsWith("block-cache-capacity"));
  const values = names.length === 0 ? [] : await rest.get(`${metrics}?get=${names.join(",")}`);
  return values.map(({ value }) => value);
}

/** The one value of a list of equal ones. */
function only(values) {
  return [...new Set(values)].join(" and ");
}

function inText(map) {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, String(value)]));
}

function without(map, keys) {
  return Object.fromEntries(Object.entries(map).filter(([key]) => !keys.includes(key)));
}
