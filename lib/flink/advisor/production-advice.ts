import type { Duration } from "../../units/duration";
import { read, textOf } from "../memory-from-configuration";
import { HighAvailabilityOptions as Ha, PortOptions } from "../options/cluster";
import { type FlinkOption, readable } from "../options/flink-option";
import { CheckpointingOptions as Checkpointing, JobOptions, StateOptions } from "../options/job";
import type { Advice, AdviceCode, Severity } from "./finding";
import { type Setting, settingsMap } from "./setting";

type Missing = readonly [
  when: boolean,
  severity: Severity,
  code: AdviceCode,
  option: FlinkOption<unknown>,
  message: string,
  wayOut: string,
];

/** What production needs and nothing in the file says, and combinations that cannot be meant. */
export function productionAdvice(settings: readonly Setting[]): Advice[] {
  const map = settingsMap(settings);
  const lacks = (option: FlinkOption<unknown>) => textOf(map, option) === undefined;
  const ha = read(map, Ha.TYPE)?.toLowerCase() ?? "none";
  const paths = [Checkpointing.DIRECTORY, Checkpointing.SAVEPOINT_DIRECTORY, Ha.STORAGE_DIRECTORY].map((option) =>
    read(map, option),
  );
  const onS3 = paths.find((path) => path !== undefined && /^s3:\/\//.test(path));
  const missing: readonly Missing[] = [
    [
      lacks(Checkpointing.INTERVAL),
      "warning",
      "MissingCheckpointInterval",
      Checkpointing.INTERVAL,
      "without an interval no checkpoint is taken, unless the job's code sets one; RocksDB, exactly-once and the checkpoint directory are then without effect",
      "set 1 to 5 min",
    ],
    [
      lacks(Checkpointing.DIRECTORY),
      "warning",
      "MissingCheckpointDirectory",
      Checkpointing.DIRECTORY,
      "checkpoints stay on the JobManager's heap and die with it",
      "name a directory all processes reach",
    ],
    [
      lacks(Checkpointing.SAVEPOINT_DIRECTORY),
      "warning",
      "MissingSavepointDirectory",
      Checkpointing.SAVEPOINT_DIRECTORY,
      "a savepoint before an update has nowhere to go; the operator rejects upgradeMode savepoint",
      "name a directory outside the checkpoints",
    ],
    [
      lacks(Checkpointing.RETENTION),
      "warning",
      "MissingRetention",
      Checkpointing.RETENTION,
      "cancelling the job deletes its last checkpoint",
      "set RETAIN_ON_CANCELLATION",
    ],
    [
      ha === "none",
      "warning",
      "MissingHighAvailability",
      Ha.TYPE,
      "a lost JobManager loses the job's position, and a second one is refused",
      "set kubernetes or zookeeper, and a storage directory",
    ],
    [
      ha !== "none" && lacks(Ha.STORAGE_DIRECTORY),
      "error",
      "MissingHighAvailabilityStorage",
      Ha.STORAGE_DIRECTORY,
      "high availability keeps only pointers itself and fails without a directory for what they point at",
      "name a directory of its own",
    ],
    [
      lacks(JobOptions.MAX_PARALLELISM),
      "warning",
      "MissingMaxParallelism",
      JobOptions.MAX_PARALLELISM,
      "max parallelism is 128 as soon as state exists, and cannot be changed afterwards",
      "set a highly composite number of at least four times the parallelism, such as 2520",
    ],
    [
      onS3 !== undefined,
      "warning",
      "MissingPlugin",
      Checkpointing.DIRECTORY,
      `${onS3} needs an S3 plugin in the image, and with both installed s3:// is whichever loads first`,
      "enable flink-s3-fs-presto and write s3p://",
    ],
    [
      lacks(PortOptions.TASK_MANAGER_DATA) || lacks(PortOptions.METRIC_QUERY),
      "note",
      "RandomPorts",
      PortOptions.TASK_MANAGER_DATA,
      "data and metric ports are random; no network policy can name them",
      `set ${PortOptions.TASK_MANAGER_DATA.key} and ${PortOptions.METRIC_QUERY.key}`,
    ],
  ];
  const absent = missing
    .filter(([when]) => when)
    .map(
      ([, severity, code, option, message, wayOut]): Advice => ({ severity, code, key: option.key, message, wayOut }),
    );
  return [...absent, ...valueRanges(settings), ...highAvailabilityType(settings, ha)];
}

/** Flink takes any other word for a factory class, counts it as high availability, and fails at start. */
function highAvailabilityType(settings: readonly Setting[], type: string): Advice[] {
  const setting = settings.find(({ key }) => key === Ha.TYPE.key || Ha.TYPE.deprecatedKeys.includes(key));
  if (setting === undefined || /^(none|kubernetes|zookeeper)$|[A-Za-z]\.[A-Za-z]/.test(type)) {
    return [];
  }
  return [
    {
      severity: "error",
      code: "NotAmongValues",
      key: setting.key,
      line: setting.line,
      message: `${JSON.stringify(setting.value)} is no kind of high availability; Flink takes it for a class and fails at start`,
      wayOut: "use kubernetes, zookeeper or none",
    },
  ];
}

/** Values Flink refuses or that cannot be meant. A value it cannot even read has its own advice. */
function valueRanges(settings: readonly Setting[]): Advice[] {
  const ranges: readonly (readonly [FlinkOption<unknown>, (value: never) => boolean, Severity, string, string])[] = [
    [
      Checkpointing.INTERVAL,
      (interval: Duration) => interval.inMillis < 10,
      "error",
      "Flink refuses a checkpoint interval below 10 ms",
      "choose 1 to 5 min",
    ],
    [
      Checkpointing.TIMEOUT,
      (timeout: Duration) => timeout.inMillis < 10,
      "error",
      "Flink refuses a checkpoint timeout below 10 ms",
      "choose at least 10 min",
    ],
    [
      JobOptions.MAX_PARALLELISM,
      (max: number) => max < -1 || max === 0 || max > 32_768,
      "error",
      "max parallelism is at most 32,768",
      "choose a highly composite number such as 2520",
    ],
    [
      Checkpointing.RETAINED,
      (retained: number) => retained < 1,
      "error",
      "at least one checkpoint has to be retained",
      "choose 3",
    ],
    [
      StateOptions.ROCKSDB_THREADS,
      (threads: number) => threads < 1,
      "error",
      "RocksDB needs a background thread",
      "choose 4",
    ],
  ];
  return settings.flatMap(({ key, value, line }) =>
    ranges
      .filter(([option]) => option.key === key || option.deprecatedKeys.includes(key))
      .filter(([option, broken]) => {
        const known = readable(option, value);
        return known !== undefined && broken(known as never);
      })
      .map(
        ([, , severity, message, wayOut]): Advice => ({
          severity,
          code: "OutOfRange",
          key,
          line,
          message: `${message}, got ${value}`,
          wayOut,
        }),
      ),
  );
}
