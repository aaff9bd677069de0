import type { StagePlan } from "../../sizing/platform-plan";
import { Duration } from "../../units/duration";
import { grouped } from "../../units/grouped";

/** What arrives in a time, as a count of records. */
function recordsIn({ records }: StagePlan, time: Duration): string {
  const count = records.inPerSecond * time.inSeconds;
  return `${grouped(count >= 100 ? Number(count.toPrecision(3)) : Math.ceil(count))} records`;
}

/** What is read again after a restart: everything since the last checkpoint began. */
export function replayed(stage: StagePlan): string {
  const { interval, duration } = stage.checkpoints;
  const most = interval.plus(duration);
  return `at most ${most} of input, ${recordsIn(stage, most)}; results are not written twice (${guarantee(stage)})`;
}

function guarantee({ stage: { sink } }: StagePlan): string {
  if (sink === undefined) {
    return "if the job's own sink is exactly-once";
  }
  return (sink.guarantee ?? "exactly-once") === "exactly-once"
    ? `${sink.topic} is written in transactions; readers must read committed`
    : `${sink.topic} is written at least once, so they may be`;
}

/** What has piled up when a job runs again. */
export function backlogOf(stage: StagePlan, standstill: Duration): string {
  const { interval, duration } = stage.checkpoints;
  return recordsIn(stage, standstill.plus(interval).plus(duration));
}

/** What a full savepoint takes to upload: every TaskManager its share. */
export function savepointTime({ checkpoints, taskManagers }: StagePlan): Duration {
  const each = checkpoints.fullSize.fraction(1 / taskManagers.replicas);
  return Duration.seconds(Math.ceil(checkpoints.uploadBandwidth.timeFor(each).inSeconds) + FIXED_SECONDS);
}

/** Barriers, the flush of memtables, the JobManager's own file. */
const FIXED_SECONDS = 2;

/** Checkpoints that may fail in a row before the job restarts, and how long that lasts. */
export function toleratedOutage({ checkpoints }: StagePlan): Duration {
  return checkpoints.interval.times(Math.max(1, checkpoints.tolerableFailures));
}
