import { fromTo, type StateChange, stateChange } from "./change";
import { isSame } from "./lock-file";
import type { BucketRecord, StackRecord, VolumesRecord } from "./record";
import type { DeclaredStack } from "./stack-record";

/** What is known of an environment beside its records. */
export interface Situation {
  /** The environment's key to destroy. */
  readonly protection: "on" | "off";
  /** What clusters move from. */
  readonly movingFrom?: { readonly type: string; readonly rootPath?: string; readonly servers?: readonly string[] };
}

const BOTH_KEYS = 'protection: "off" on the environment and removal: "allow" on the construct';

/**
 * What would happen to what holds state: buckets, keys, volumes, whatever Terraform refuses to destroy.
 *
 * @param clusters - cluster ids of recorded stages; whether their resources are there is said of the stage
 */
export function stackChanges(
  recorded: StackRecord,
  declared: DeclaredStack,
  situation: Situation,
  clusters: readonly string[],
): readonly StateChange[] {
  const { buckets = {}, volumes = {} } = declared.record;
  const now = (address: string) => declared.moved.get(address) ?? address;
  return [
    ...(recorded.protected ?? [])
      .filter((address) => declared.addresses.has(now(address)) || !clusters.some((id) => address.endsWith(`.${id}`)))
      .flatMap((address) => protectionChanges(address, now(address), declared, situation)),
    ...Object.entries(recorded.buckets ?? {}).flatMap(([address, bucket]) =>
      bucketChanges(address, bucket, buckets[now(address)], declared, situation),
    ),
    ...Object.entries(recorded.volumes ?? {}).flatMap(([address, each]) =>
      volumesChanges(address, each, volumes[now(address)]),
    ),
  ];
}

function protectionChanges(
  address: string,
  now: string,
  { record, addresses }: DeclaredStack,
  { protection }: Situation,
): readonly StateChange[] {
  if (record.protected?.includes(now) === true) {
    return [];
  }
  if (!addresses.has(now)) {
    return [
      stateChange("ProtectedResourceGone", {
        resource: address,
        what: `${address} is no longer declared`,
        lost: "Terraform would destroy it, with the state it holds, or refuse and leave it behind",
        way: "declare it again; if its construct was renamed, say so (renamed of the stack), and a moved block keeps it; to let it go, turn both keys and apply first",
      }),
    ];
  }
  const safe = protection === "off";
  return [
    {
      ...stateChange("ProtectionRemoved", {
        resource: address,
        what: `${address} loses prevent_destroy`,
        lost: "the next edit that replaces it destroys the state it holds",
        way: `undo it; to be able to destroy it, turn both keys: ${BOTH_KEYS}`,
      }),
      ...(safe && { safeBy: "both keys are turned" }),
    },
  ];
}

function bucketChanges(
  address: string,
  before: BucketRecord,
  after: BucketRecord | undefined,
  { record }: DeclaredStack,
  { protection }: Situation,
): readonly StateChange[] {
  if (after === undefined) {
    // Said by its protection, if it had any.
    return [];
  }
  const changes: StateChange[] = [];
  if (before.name !== after.name) {
    changes.push(
      stateChange("BucketChanged", {
        resource: address,
        what: `the name of ${address} ${fromTo(before.name, after.name)}`,
        lost: "Terraform would destroy the bucket with every checkpoint and savepoint, and create an empty one",
        way: "keep the name; another bucket is another environment, to which each stage moves by a savepoint",
      }),
    );
  }
  if (!before.forceDestroy && after.forceDestroy) {
    const bothKeys = protection === "off" && record.protected?.includes(address) !== true;
    changes.push({
      ...stateChange("ForceDestroyOn", {
        resource: address,
        what: `${address} gets force_destroy`,
        lost: "a destroy would delete every object in it instead of stopping at a bucket that is not empty",
        way: `take it out; to be able to destroy it, turn both keys: ${BOTH_KEYS}`,
      }),
      ...(bothKeys && { safeBy: "both keys are turned" }),
    });
  }
  if (before.encryptionKey !== after.encryptionKey) {
    changes.push(
      stateChange("EncryptionKeyChanged", {
        resource: address,
        what: `the key of ${before.name} ${fromTo(before.encryptionKey, after.encryptionKey)}`,
        lost: "what was written with the old key needs it for as long as it is read, and no role may use it any more; if the key goes, so does every checkpoint",
        way: "keep the key, which rotates by itself; for another one keep the old, and the roles' right to decrypt with it, until no object of it is left, and acknowledge",
      }),
    );
  }
  if (before.versioned && !after.versioned) {
    changes.push(
      stateChange("VersioningOff", {
        resource: address,
        what: `versioning of ${before.name} is switched off`,
        lost: "what is deleted or overwritten from then on cannot be brought back",
        way: "leave it on; the lifecycle rules already keep it short",
      }),
    );
  }
  return [...changes, ...lifecycleChanges(address, before, after)];
}

function lifecycleChanges(resource: string, before: BucketRecord, after: BucketRecord): readonly StateChange[] {
  const expires = (after.expires ?? []).filter((rule) => before.expires?.includes(rule) !== true);
  const folders = [...new Set([...Object.keys(before.undoDays), ...Object.keys(after.undoDays)])];
  const lowered = folders.filter((folder) => daysOf(after, folder) < daysOf(before, folder));
  return [
    ...(expires.length === 0
      ? []
      : [
          stateChange("LifecycleRuleReachesState", {
            resource,
            what: `a lifecycle rule of ${before.name} expires or archives live state (${expires.join("; ")})`,
            lost: "an old file may be part of today's checkpoint, or of the last savepoint",
            way: "take the rule out, or limit it to a prefix outside checkpoints, savepoints and ha; Flink removes its own",
          }),
        ]),
    ...lowered.map((folder) =>
      stateChange("RetentionLowered", {
        resource,
        what: `what is deleted below ${folder}/ of ${before.name} can be brought back for ${inDays(after, folder)} instead of ${inDays(before, folder)}`,
        lost: "a savepoint or checkpoint that was deleted before that is gone at once, and may be the last one there is; how old the last one is nobody knows at synthesis",
        way: "keep the days; if newer ones exist and are enough, acknowledge",
      }),
    ),
  ];
}

function daysOf({ undoDays }: BucketRecord, folder: string): number {
  return undoDays[folder] ?? Number.POSITIVE_INFINITY;
}

function inDays(bucket: BucketRecord, folder: string): string {
  const days = daysOf(bucket, folder);
  return Number.isFinite(days) ? `${days} d` : "ever";
}

function volumesChanges(
  address: string,
  before: VolumesRecord,
  after: VolumesRecord | undefined,
): readonly StateChange[] {
  if (after === undefined) {
    return [];
  }
  return [
    ...(isSame(before.claims, after.claims)
      ? []
      : [
          stateChange("VolumeClaimsChanged", {
            resource: address,
            what: `what ${address} claims for each server ${fromTo(claims(before), claims(after))}`,
            lost: "claims of a StatefulSet cannot change in place: Terraform would replace it, all servers at once, and what ZooKeeper holds for every job with it",
            way: "grow a volume by its claim (kubectl patch pvc); for another class or a smaller size declare a second ensemble and move to it (docs/high-availability.md)",
          }),
        ]),
    ...(before.servers === after.servers
      ? []
      : [
          stateChange("ZooKeeperServersChanged", {
            resource: address,
            what: `the number of servers of ${address} ${fromTo(before.servers, after.servers)}`,
            lost: "old and new servers would disagree on what a majority is, and two halves could lead two JobManagers of one job",
            way: "declare a second ensemble under another name and move to it (docs/high-availability.md)",
          }),
        ]),
  ];
}

function claims({ claims: all }: VolumesRecord): string {
  return Object.entries(all)
    .map(([name, what]) => `${name} ${what}`)
    .join(", ");
}
