import type { StagePlan } from "../sizing/platform-plan";
import { type Figure, figure } from "./figure";

/** What happens to a stage when a node, a process or a zone is lost. */
export const RECOVERY_FIGURES: readonly Figure<{ readonly stage: StagePlan }>[] = [
  figure("detection", "time until a loss is noticed", "duration", ({ stage }) => stage.recovery.detection),
  figure("restart", "time until there are slots again", "duration", ({ stage }) => stage.recovery.restart),
  figure("restore", "time to restore state", "duration", ({ stage }) => stage.recovery.restore),
  figure(
    "restoreFromLocal",
    "time to restore state from local disk",
    "duration",
    ({ stage }) => stage.recovery.restoreFromLocal,
  ),
  figure("running", "time until every task runs again", "duration", ({ stage }) => stage.recovery.running),
  figure("catchUp", "time to catch up", "duration", ({ stage }) => stage.recovery.catchUp),
  figure("caughtUp", "time until the stage has caught up", "duration", ({ stage }) => stage.recovery.caughtUp),
  figure(
    "taskManagerKilled",
    "time until a job runs again whose TaskManager was killed",
    "duration",
    ({ stage }) => stage.recovery.taskManagerKilled.running,
  ),
  figure(
    "leader",
    "time until a JobManager leads again after a kill",
    "duration",
    ({ stage }) => stage.recovery.jobManager.killed.leader,
  ),
  figure(
    "jobManagerKilled",
    "time until a job runs again whose JobManager was killed",
    "duration",
    ({ stage }) => stage.recovery.jobManager.killed.running,
  ),
  figure(
    "jobManagerDeleted",
    "time until a job runs again whose JobManager was deleted",
    "duration",
    ({ stage }) => stage.recovery.jobManager.deleted.running,
  ),
  figure(
    "jobManagerNodeLost",
    "time until a job runs again whose JobManager's node is lost",
    "duration",
    ({ stage }) => stage.recovery.jobManager.nodeLost.running,
  ),
  figure("zones", "zones of TaskManagers", "text", ({ stage }) => stage.zones.taskManagers.join(", ") || undefined),
  figure("exchanged", "exchanges across zones", "bandwidth", ({ stage }) => stage.zones.exchanged),
  figure("zonesMonthly", "exchanges over all zones, a month", "usd", ({ stage }) =>
    stage.zones.monthlyIfSpread === undefined ? undefined : Number(stage.zones.monthlyIfSpread.toFixed(2)),
  ),
];
