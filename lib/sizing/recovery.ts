import type { ResolvedEnvironment } from "../environment/check-environment";
import { timeouts } from "../environment/timeouts";
import { Duration } from "../units/duration";
import type { MemorySize } from "../units/memory-size";
import { Rate } from "../units/rate";
import { RECOVERY } from "./assumptions";
import { check, type StageCheck } from "./check";
import { jobManagerRecovery, type Leadership, leaderReason, recovered } from "./failover";
import type { AsyncIoPlan, CheckpointPlan } from "./platform-plan";
import type { Reason } from "./reason";
import type { RecoveryPlan } from "./recovery-plan";
import { ratePerSlot, type StageLoad, skewOf } from "./stage-load";

/** Longest time that a prediction of catching up makes sense for; beyond it there is no spare rate to speak of. */
const LONGEST = Duration.days(7);

/** Who leads in a stage's cluster, and how soon a loss is noticed there. */
export function leadershipOf(
  { highAvailability, jobManagerReplicas, flinkOptions }: ResolvedEnvironment,
  { stage }: StageLoad,
  nodesAreReplaced: boolean,
): Leadership {
  return {
    type: highAvailability.type,
    jobManagers: jobManagerReplicas,
    timeouts: timeouts({ ...flinkOptions, ...stage.flinkOptions }),
    nodesAreReplaced,
  };
}

/**
 * From the loss of a node to a stage that runs, and to one that has caught up.
 *
 * @param full - the stage's {@link capacity}
 */
export function recoveryPlan(
  load: StageLoad,
  full: Rate,
  taskManagers: number,
  checkpoints: CheckpointPlan,
  leadership: Leadership,
): RecoveryPlan {
  const { refusedHeartbeats, backoff, newNode, newPod } = RECOVERY;
  const detection = leadership.timeouts.heartbeat;
  const restart = backoff.plus(newPod).plus(leadership.nodesAreReplaced ? newNode : Duration.ZERO);
  const restore = restoreTime(checkpoints, taskManagers, skewOf(load.stage));
  const running = detection.plus(restart).plus(restore);
  const catchUpAfter = (standstill: Duration) => catchUpTime(load.records, full, checkpoints, standstill);
  const caughtUpAfter = (standstill: Duration) => standstill.plus(catchUpAfter(standstill));
  const catchUp = catchUpAfter(running);
  return {
    detection,
    restart,
    restore,
    restoreFromLocal: RECOVERY.fromLocalDisk,
    running,
    catchUp,
    caughtUp: running.plus(catchUp),
    taskManagerKilled: recovered(caughtUpAfter, refusedHeartbeats.plus(backoff).plus(newPod).plus(restore)),
    jobManager: jobManagerRecovery(leadership, restore, caughtUpAfter),
  };
}

/** Every TaskManager gets the state of its own slots; the busiest is the last. */
function restoreTime(
  { fullSize, downloadBandwidth }: Pick<CheckpointPlan, "fullSize" | "downloadBandwidth">,
  taskManagers: number,
  skew: number,
): Duration {
  const busiest = fullSize.fraction(Math.min(1, skew / taskManagers));
  const seconds = Math.ceil(downloadBandwidth.timeFor(busiest).inSeconds);
  return Duration.max(Duration.seconds(seconds), RECOVERY.deployment);
}

/** What arrived while nothing ran, and since the last checkpoint, ÷ what can be processed beyond what arrives. */
function catchUpTime(
  records: Rate,
  full: Rate,
  { interval, duration }: Pick<CheckpointPlan, "interval" | "duration">,
  running: Duration,
): Duration {
  const backlog = records.inPerSecond * running.plus(interval).plus(duration).inSeconds;
  const seconds = Math.ceil(backlog / spareOf(full, records).inPerSecond);
  return seconds <= LONGEST.inSeconds ? Duration.seconds(seconds) : LONGEST;
}

/** What the stage processes when it does nothing but catch up. */
export function capacity({ stage }: StageLoad, parallelism: number, asyncIo: AsyncIoPlan | undefined): Rate {
  const cpu = (ratePerSlot(stage).full * parallelism) / skewOf(stage);
  return Rate.perSecond(Math.min(cpu, asyncIo?.ceiling.inPerSecond ?? cpu));
}

export function recoveryReasons(
  load: StageLoad,
  plan: RecoveryPlan,
  { fullSize, downloadBandwidth, interval }: CheckpointPlan,
  full: Rate,
  leadership: Leadership,
): Record<"running" | "caughtUp" | "leader", Reason> {
  return {
    leader: leaderReason(leadership, plan.jobManager),
    running: {
      code: "operations",
      message: `a node is lost: ${plan.detection} heartbeat timeout, ${plan.restart} until there are slots again, ${plan.restore} for its part of ${fullSize} at ${downloadBandwidth} each`,
      from: ["checkpointSize", "taskManagers", "instanceType"],
    },
    caughtUp: {
      code: "load",
      message: `${load.records} for ${plan.running} and one checkpoint interval of ${interval}, ÷ ${spareOf(full, load.records)} that the stage can process beyond what arrives`,
      from: ["running", "checkpointInterval", "input.records", "parallelism"],
    },
  };
}

function spareOf(full: Rate, records: Rate): Rate {
  return Rate.perSecond(Math.max(0, full.inPerSecond - records.inPerSecond));
}

export function recoveryChecks(load: StageLoad, plan: RecoveryPlan, full: Rate, state: MemorySize): StageCheck[] {
  const { recoveryObjective } = load.stage;
  const checks: StageCheck[] = [
    check(
      plan.catchUp.inMillis < LONGEST.inMillis,
      "NeverCatchesUp",
      `${full} can be processed, and ${load.records} arrive`,
      {
        // A planning figure may be far from what a core really does; a measurement is not.
        verdict: load.stage.measuredRatePerCore === undefined ? "warn" : "fail",
        wayOut: "after a failure the backlog stays for ever: raise the parallelism, or state measuredRatePerCore",
      },
    ),
  ];
  if (recoveryObjective?.running !== undefined) {
    checks.push(
      check(
        !plan.running.isLongerThan(recoveryObjective.running),
        "RecoveryObjectiveRunning",
        `after the loss of a node every task runs again within ${plan.running}, and the objective is ${recoveryObjective.running}`,
        { verdict: "fail", wayOut: slowestPart(plan, state) },
      ),
    );
  }
  if (recoveryObjective?.caughtUp !== undefined) {
    checks.push(
      check(
        !plan.caughtUp.isLongerThan(recoveryObjective.caughtUp),
        "RecoveryObjectiveCaughtUp",
        `after the loss of a node the backlog is gone within ${plan.caughtUp}, and the objective is ${recoveryObjective.caughtUp}`,
        {
          verdict: "fail",
          wayOut: plan.catchUp.isLongerThan(plan.running)
            ? `catching up takes ${plan.catchUp}: raise the parallelism, or shorten the checkpoint interval`
            : slowestPart(plan, state),
        },
      ),
    );
  }
  return checks;
}

function slowestPart({ detection, restart, restore }: RecoveryPlan, state: MemorySize): string {
  if (restore.isLongerThan(detection) && restore.isLongerThan(restart)) {
    return `restoring ${state} takes ${restore}: use more and smaller TaskManagers, instances with more network, or a smaller state`;
  }
  return restart.isLongerThan(detection)
    ? `new nodes and pods take ${restart}: keep a spare node, or relax the objective`
    : `Flink notices a lost node after ${detection} (heartbeat.timeout): lower it in flinkOptions if garbage collection allows, or relax the objective`;
}
