import { at, isTree, numberAt, type Tree, textAt } from "../flink/operator-rules/tree";
import type { PlatformPlan } from "../sizing/platform-plan";
import { STATE_FOLDERS } from "../sizing/state-prefixes";
import type { BucketRecord, StackRecord, StageRecord, VolumesRecord } from "./record";
import { declaredStage, type StageDeclaration } from "./stage-record";

/** A stack as it leaves for Terraform, and what is not recorded of it. */
export interface DeclaredStack {
  readonly record: StackRecord;
  /** By stage name. */
  readonly parallelism: Readonly<Record<string, number>>;
  /** Every address. */
  readonly addresses: ReadonlySet<string>;
  /** New address by old one. */
  readonly moved: ReadonlyMap<string, string>;
}

/** What a stack holds of an environment's state, from its `cdk.tf.json`. */
export function declaredStack(
  terraform: unknown,
  environment: PlatformPlan["environment"],
  stages: readonly StageDeclaration[],
): DeclaredStack {
  const resources = resourcesOf(terraform);
  const deployments = resources.filter(({ type }) => type === "kubernetes_manifest");
  const declared = stages.map((stage) => {
    const deployment = deployments.find(({ name }) => name === stage.plan.clusterId);
    return [stage.plan.name, declaredStage(environment, stage, at(deployment?.body, "manifest"))] as const;
  });
  const protectedOnes = resources.filter(({ body }) => at(body, "lifecycle.prevent_destroy") === true);
  const buckets = resources.filter(
    ({ type, body }) =>
      type === "aws_s3_bucket" &&
      (textAt(body, "bucket") === environment.bucketName || at(body, "lifecycle.prevent_destroy") === true),
  );
  const sets = protectedOnes.filter(({ type }) => type === "kubernetes_stateful_set_v1");
  return {
    record: {
      ...some(
        "buckets",
        buckets.map((bucket) => [bucket.address, bucketRecord(bucket, resources)] as const),
      ),
      ...(protectedOnes.length > 0 && { protected: protectedOnes.map(({ address }) => address).sort() }),
      ...some(
        "stages",
        declared.map(([name, { record }]): [string, StageRecord] => [name, record]),
      ),
      ...some(
        "volumes",
        sets.map(({ address, body }) => [address, volumes(body)] as const),
      ),
    },
    parallelism: Object.fromEntries(declared.map(([name, { parallelism }]) => [name, parallelism])),
    addresses: new Set(resources.map(({ address }) => address)),
    moved: new Map(
      listOf(at(terraform, "moved")).map((move) => [textAt(move, "from") ?? "", textAt(move, "to") ?? ""]),
    ),
  };
}

interface Resource {
  readonly type: string;
  readonly name: string;
  readonly address: string;
  readonly body: unknown;
}

function resourcesOf(terraform: unknown): readonly Resource[] {
  const types = at(terraform, "resource");
  return Object.entries(isTree(types) ? types : {}).flatMap(([type, byName]) =>
    Object.entries(isTree(byName) ? byName : {}).map(([name, body]) => ({
      type,
      name,
      address: `${type}.${name}`,
      body,
    })),
  );
}

function bucketRecord({ address, body }: Resource, resources: readonly Resource[]): BucketRecord {
  const name = textAt(body, "bucket") ?? "";
  const settingsOf = (type: string) =>
    resources.filter((each) => {
      const bucket = textAt(each.body, "bucket") ?? "";
      return each.type === type && (bucket === name || bucket.startsWith(`\${${address}.`));
    });
  const [encryption] = settingsOf("aws_s3_bucket_server_side_encryption_configuration");
  const [rule] = listOf(at(encryption?.body, "rule"));
  const [byDefault] = listOf(at(rule, "apply_server_side_encryption_by_default"));
  const key = textAt(byDefault, "kms_master_key_id");
  const [versioning] = settingsOf("aws_s3_bucket_versioning");
  const rules = settingsOf("aws_s3_bucket_lifecycle_configuration")
    .flatMap(({ body: lifecycle }) => listOf(at(lifecycle, "rule")))
    .filter((each) => textAt(each, "status") !== "Disabled");
  const expires = rules.flatMap(expirations);
  return {
    name,
    ...(key !== undefined && { encryptionKey: key.replace(/^\$\{(.*)\.(?:arn|key_id|id)\}$/, "$1") }),
    forceDestroy: at(body, "force_destroy") === true,
    versioned: listOf(at(versioning?.body, "versioning_configuration")).some(
      (each) => textAt(each, "status") === "Enabled",
    ),
    undoDays: Object.fromEntries(
      Object.values(STATE_FOLDERS).flatMap((folder) => {
        const days = undoDays(rules, folder);
        return days === undefined ? [] : [[folder, days] as const];
      }),
    ),
    ...(expires.length > 0 && { expires }),
  };
}

/** The shortest of what the rules that reach a folder grant; without a rule, for ever. */
function undoDays(rules: readonly Tree[], folder: string): number | undefined {
  const days = rules
    .filter((rule) => reaches(rule, folder))
    .flatMap((rule) => listOf(at(rule, "noncurrent_version_expiration")))
    .flatMap((each) => numberAt(each, "noncurrent_days") ?? []);
  return days.length === 0 ? undefined : Math.min(...days);
}

/** What a rule does to current objects below folders of state. */
function expirations(rule: Tree): readonly string[] {
  const deleted = listOf(at(rule, "expiration")).flatMap((each) => age(each) ?? []);
  const archived = listOf(at(rule, "transition")).map(
    (each) => `${age(each) ?? "0 d"}, to ${textAt(each, "storage_class") ?? "another class"}`,
  );
  const folders = Object.values(STATE_FOLDERS).filter((folder) => reaches(rule, folder));
  return folders.flatMap((folder) => [...deleted, ...archived].map((when) => `${folder}/ after ${when}`));
}

function age(expiration: Tree): string | undefined {
  const days = numberAt(expiration, "days");
  return days === undefined || days === 0 ? textAt(expiration, "date") : `${days} d`;
}

/** A rule reaches a folder if one of the two prefixes begins with the other; tags and sizes only narrow it. */
function reaches(rule: Tree, folder: string): boolean {
  const [filter] = listOf(at(rule, "filter"));
  const [narrowed] = listOf(at(filter, "and"));
  const prefix = textAt(filter, "prefix") ?? textAt(narrowed, "prefix") ?? textAt(rule, "prefix") ?? "";
  return `${folder}/`.startsWith(prefix) || prefix.startsWith(`${folder}/`);
}

function volumes(body: unknown): VolumesRecord {
  const [spec] = listOf(at(body, "spec"));
  return {
    servers: numberAt(spec, "replicas") ?? 1,
    claims: Object.fromEntries(
      listOf(at(spec, "volume_claim_template")).map((claim) => {
        const [metadata] = listOf(at(claim, "metadata"));
        const [claimSpec] = listOf(at(claim, "spec"));
        const [resources] = listOf(at(claimSpec, "resources"));
        const storageClass = textAt(claimSpec, "storage_class_name");
        const size = textAt(resources, "requests.storage") ?? "";
        return [textAt(metadata, "name") ?? "", storageClass === undefined ? size : `${size} ${storageClass}`];
      }),
    ),
  };
}

/** Terraform's JSON has a block as an object or as a list of them. */
function listOf(value: unknown): readonly Tree[] {
  return (Array.isArray(value) ? value : [value]).filter(isTree);
}

function some<K extends string, V>(
  key: K,
  entries: readonly (readonly [string, V])[],
): { readonly [key in K]?: Readonly<Record<string, V>> } {
  return (entries.length === 0 ? {} : { [key]: Object.fromEntries(entries) }) as {
    readonly [key in K]?: Readonly<Record<string, V>>;
  };
}
