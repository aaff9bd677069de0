import { compiled } from "../../flink/containers/java.mjs";
import { JOB_IMAGES } from "../images/images.mjs";
import { environmentIn, environments } from "../synthesized.mjs";

const { Duration, kafka, MemorySize, Rate, tumbling, windowed, workload } = compiled("lib/index");

/** One task slot each: a lost TaskManager takes half of the job with it. */
export const TASK_MANAGERS = 2;
const KEYS = 800;

/**
 * A workload of one stage, `count`, whose job says whether its count is exact.
 *
 * @param args - arguments of the job, as `--name value`
 */
export function countingWorkload({
  args = {},
  image = JOB_IMAGES["2.2.1"],
  checkpointInterval = Duration.seconds(3),
} = {}) {
  const job = { args: Object.entries(args).flatMap(([name, value]) => [`--${name}`, String(value)]) };
  return workload(
    "exact",
    { image, jarUri: "local:///opt/flink/usrlib/sentra-engine.jar", entryClass: "com.sentra.exact.ExactCount" },
    [
      windowed("count", {
        // Figures for the plan: the job brings its own numbers and needs no broker.
        input: kafka({
          topic: "numbers",
          partitions: TASK_MANAGERS,
          records: Rate.perSecond(1_000),
          recordSize: MemorySize.bytes(100),
        }),
        job,
        keys: KEYS,
        windows: [tumbling(Duration.minutes(1))],
        statePerKey: MemorySize.bytes(100),
        checkpointInterval,
        pins: { parallelism: TASK_MANAGERS, maxParallelism: 128, slotsPerTaskManager: 1 },
      }),
    ],
  );
}

/** A small environment with two JobManagers, in a namespace of its own. */
export function countingEnvironment(namespace, change = {}) {
  return environmentIn(namespace, "local", {
    runtime: { type: "standalone" },
    loadFactor: 1,
    jobManagers: 2,
    ...change,
    // State of several clusters must not lie under one prefix.
    storage: { ...environments.find(({ name }) => name === "local").storage, bucketName: namespace, ...change.storage },
    // To see soon what happens.
    flinkOptions: {
      "metrics.fetcher.update-interval": "1 s",
      "web.refresh-interval": "500 ms",
      ...change.flinkOptions,
    },
  });
}
