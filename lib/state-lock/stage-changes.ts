import { fromTo, type StateChange, stateChange } from "./change";
import type { HighAvailabilityRecord, StageRecord } from "./record";
import type { Situation } from "./stack-changes";

/** What the edits of a stage would do to its state. */
export function stageChanges(
  stage: string,
  before: StageRecord,
  after: StageRecord,
  parallelism: number,
  situation: Situation,
): readonly StateChange[] {
  const start = freshStart(before, after);
  const safe = start === undefined ? {} : { safeBy: `the stage starts from ${start}` };
  return [
    ...identityChanges(stage, before, after),
    ...keyGroupChanges(stage, before, after, parallelism),
    ...[...stateBackendChanges(stage, before, after), ...placeChanges(stage, before, after)].map((change) => ({
      ...change,
      ...safe,
    })),
    ...highAvailabilityChanges(stage, before, after).map((change) => ({
      ...change,
      ...(movesAsDocumented(before, after, situation) ? { safeBy: "movingFrom names what it moves from" } : safe),
    })),
    ...snapshotChanges(stage, before, after),
    ...startChanges(stage, before, after),
  ];
}

/** A path that was not there when the stage was locked: it is started from it, whatever else changes. */
function freshStart(before: StageRecord, after: StageRecord): string | undefined {
  return after.start !== before.start && after.start?.startsWith("s3") === true ? after.start : undefined;
}

/**
 * The operator stops a running job with a savepoint and starts it from there, if it still has the rights to do so, which is
 * what `movingFrom` is for. In the standalone runtime nobody does; there a start has to be named.
 */
function movesAsDocumented(before: StageRecord, after: StageRecord, { movingFrom }: Situation): boolean {
  const { type, rootPath, servers = [] } = before.highAvailability;
  return (
    after.upgradeMode === "savepoint" &&
    movingFrom?.type === type &&
    movingFrom.rootPath === rootPath &&
    (type !== "zookeeper" || servers.some((server) => movingFrom.servers?.includes(server)))
  );
}

function identityChanges(stage: string, before: StageRecord, after: StageRecord): readonly StateChange[] {
  return before.clusterId === after.clusterId
    ? []
    : [
        stateChange("ClusterIdChanged", {
          stage,
          what: `its cluster id ${fromTo(before.clusterId, after.clusterId)}`,
          lost: "high availability keeps the job's position under the old id; the cluster would be replaced and its job would start from nothing",
          way: "keep the names of workload and stage; for another one stop the stage with a savepoint, name it in startFrom, and acknowledge",
        }),
      ];
}

function keyGroupChanges(
  stage: string,
  before: StageRecord,
  after: StageRecord,
  parallelism: number,
): readonly StateChange[] {
  if (before.maxParallelism !== after.maxParallelism) {
    return [
      stateChange("MaxParallelismChanged", {
        stage,
        what: `max parallelism ${fromTo(before.maxParallelism, after.maxParallelism)}`,
        lost: "keyed state is cut into that many key groups, and Flink restores it with no other number, not even from a savepoint",
        way: `pin it where it was (pins: { maxParallelism: ${before.maxParallelism} }); another one needs the savepoint rewritten with Flink's State Processor API`,
      }),
    ];
  }
  return parallelism <= before.maxParallelism
    ? []
    : [
        stateChange("ParallelismAboveMaxParallelism", {
          stage,
          what: `parallelism ${parallelism} is above the ${before.maxParallelism} key groups its state is cut into`,
          lost: "Flink would refuse to restore it",
          way: `lower the parallelism to ${before.maxParallelism} at most`,
        }),
      ];
}

function stateBackendChanges(stage: string, before: StageRecord, after: StageRecord): readonly StateChange[] {
  return before.stateBackend === after.stateBackend
    ? []
    : [
        stateChange("StateBackendChanged", {
          stage,
          what: `the state backend ${fromTo(before.stateBackend, after.stateBackend)}`,
          lost: "neither reads the other's checkpoints: a restart from the last one fails",
          way: "stop the stage with a savepoint in canonical format, which both read, and name it in startFrom",
        }),
      ];
}

function placeChanges(stage: string, before: StageRecord, after: StageRecord): readonly StateChange[] {
  return (["checkpoints", "savepoints"] as const).flatMap((place) =>
    before[place] === after[place] ||
    withoutBucket(before[place]) === withoutBucket(after[place]) ||
    after[place] === undefined
      ? []
      : [
          stateChange("PrefixMoved", {
            stage,
            what: `the place of its ${place} ${fromTo(before[place], after[place])}`,
            lost: "what is there stays behind, and its role may no longer read it",
            way: "keep the prefix; to move, stop the stage with a savepoint, copy it below the new prefix, and name it in startFrom",
          }),
        ],
  );
}

/** Another bucket is one change of the environment, not one of every stage. */
function withoutBucket(uri: string | undefined): string | undefined {
  return uri?.replace(/^(\w+:\/\/)[^/]+/, "$1");
}

function highAvailabilityChanges(stage: string, before: StageRecord, after: StageRecord): readonly StateChange[] {
  const [was, is] = [before.highAvailability, after.highAvailability];
  const lost =
    "the pointer to its last checkpoint is where the new JobManagers do not look: they would start the job from nothing";
  const way =
    "move as docs/high-availability.md says: movingFrom with what it uses now, and on the standalone runtime stop and startFrom";
  if (was.type !== is.type) {
    const what = `high availability ${fromTo(was.type, is.type)}`;
    return [stateChange("HighAvailabilityChanged", { stage, what, lost, way })];
  }
  return [
    ...(withoutBucket(was.directory) === withoutBucket(is.directory)
      ? []
      : [
          stateChange("PrefixMoved", {
            stage,
            what: `the place of its high-availability metadata ${fromTo(was.directory, is.directory)}`,
            lost: "the pointers lead to files that are not there, and JobManagers fail to recover the job",
            way: "keep the prefix; to move, stop the stage with a savepoint and name it in startFrom",
          }),
        ]),
    ...(was.rootPath === is.rootPath
      ? []
      : [
          stateChange("ZooKeeperRootChanged", {
            stage,
            what: `ZooKeeper's root path ${fromTo(was.rootPath, is.rootPath)}`,
            lost,
            way,
          }),
        ]),
    ...(haveCommonServer(was, is)
      ? []
      : [
          stateChange("ZooKeeperEnsembleChanged", {
            stage,
            what: `the ZooKeeper ensemble ${fromTo(was.servers?.join(","), is.servers?.join(","))}, with no server in common`,
            lost,
            way,
          }),
        ]),
  ];
}

/** Lists that share a server are one ensemble that grew, shrank, or had a server replaced. */
function haveCommonServer({ servers: was }: HighAvailabilityRecord, { servers: is }: HighAvailabilityRecord): boolean {
  return was === undefined || was.some((server) => is?.includes(server) === true);
}

function snapshotChanges(stage: string, before: StageRecord, after: StageRecord): readonly StateChange[] {
  const off = [
    ...(before.savepoints !== undefined && after.savepoints === undefined ? ["it has no savepoint directory"] : []),
    ...(before.savepointOnDeletion === true && after.savepointOnDeletion === false
      ? ["no savepoint is taken when it is deleted"]
      : []),
  ];
  const fewer = (after.retainedCheckpoints ?? 1) < (before.retainedCheckpoints ?? 1);
  const deletes = after.checkpointsOnCancellation !== before.checkpointsOnCancellation;
  return [
    ...(before.upgradeMode !== "stateless" && after.upgradeMode === "stateless"
      ? [
          stateChange("StatelessUpgrade", {
            stage,
            what: `its upgrade mode ${fromTo(before.upgradeMode, after.upgradeMode)}`,
            lost: "the next change of image or configuration cancels the job and starts it with no state and no offsets",
            way: "leave it at savepoint; to start from nothing once, delete the FlinkDeployment and apply again",
          }),
        ]
      : []),
    ...off.map((what) =>
      stateChange("SavepointsOff", {
        stage,
        what,
        lost: "updates, moves and deletions have nothing to go on from",
        way: "leave savepoints on",
      }),
    ),
    ...(fewer || deletes
      ? [
          stateChange("RetentionLowered", {
            stage,
            what: deletes
              ? `what happens to checkpoints of a cancelled job ${fromTo(before.checkpointsOnCancellation, after.checkpointsOnCancellation)}`
              : `the number of checkpoints that are kept ${fromTo(before.retainedCheckpoints, after.retainedCheckpoints)}`,
            lost: "Flink deletes the older ones at its next checkpoint, or the last one with the job, and a run may have to go back to them",
            way: "keep them; if nothing starts from them any more, acknowledge",
          }),
        ]
      : []),
  ];
}

/** On the operator a start is a nonce, and removing it changes nothing. */
function startChanges(stage: string, before: StageRecord, after: StageRecord): readonly StateChange[] {
  if (before.start === after.start) {
    return [];
  }
  if (after.start === undefined) {
    return after.upgradeMode !== undefined
      ? []
      : [
          stateChange("StartRemoved", {
            stage,
            what: `startFrom is taken out, which was ${before.start}`,
            lost: "it is the name of the run: JobManagers would look for the run before it, and start nothing or go back to where that one was",
            way: "leave the line until the next update replaces it (docs/updates.md)",
          }),
        ];
  }
  return freshStart(before, after) !== undefined
    ? []
    : [
        stateChange("StartWithoutState", {
          stage,
          what: `startFrom ${fromTo(before.start, after.start)}`,
          lost: "the stage starts from nothing, and what it knows stays behind in the bucket",
          way: "name a savepoint; if it is to start from nothing, acknowledge",
        }),
      ];
}
