import { isOn } from "../../flink/operator-rules/settings";
import { at, flatSettings, textAt } from "../../flink/operator-rules/tree";
import { OperatorOptions } from "../../flink/options/cluster";
import { isZooKeeper } from "../high-availability/identity";
import { bucketsOf } from "../model/buckets";
import type { Inventory } from "../model/inventory";
import { listOf, type ManifestObject } from "../model/manifest-object";
import { workloadsOf } from "../model/pods";
import { mentionsFlink } from "../model/standalone-clusters";
import type { PlannedChange } from "../model/terraform-plan";
import { KUBERNETES_DOCS, OPERATOR_DOCS, type Rule, type Violation } from "../rule";

const TERRAFORM = "https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle";
const FLINK_KINDS = /^Flink(Deployment|BlueGreenDeployment|SessionJob)$/;

export const LOSS_RULES: readonly Rule[] = [
  {
    id: "plan-deletes-state-bucket",
    severity: "error",
    topic: "plan",
    title: "The plan deletes the bucket with the state",
    reason:
      "Every checkpoint, savepoint and piece of HA metadata goes with it; a replacement is a new bucket, and empty.",
    fix: "Undo the change that replaces it, or take it out of Terraform first: a removed block with destroy = false, and prevent_destroy where it stays.",
    source: TERRAFORM,
    check: perLoss((change, inventory) => {
      const isState = change.type === "aws_s3_bucket" && stateBuckets(inventory).has(textAt(change.before, "bucket"));
      return isState ? `${textAt(change.before, "bucket")} ${verb(change)}` : undefined;
    }),
  },
  {
    id: "plan-deletes-state-key",
    severity: "error",
    topic: "plan",
    title: "The plan deletes the key that state is encrypted with",
    reason:
      "KMS deletes the key after 7 to 30 days, and from then on nobody can read a single object that was written with it.",
    fix: "Keep the key as long as one object was written with it; give prevent_destroy to its resource.",
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/deleting-keys.html",
    check: perLoss((change, inventory) => {
      const names = [textAt(change.before, "arn"), textAt(change.before, "key_id"), textAt(change.before, "id")];
      const user = inventory.prior.find(
        ({ type, values }) =>
          type === "aws_s3_bucket_server_side_encryption_configuration" &&
          stateBuckets(inventory).has(textAt(values, "bucket")) &&
          names.some((name) => name !== undefined && JSON.stringify(values).includes(JSON.stringify(name))),
      );
      const isNamed = /flink|checkpoint|savepoint/i.test(textAt(change.before, "description") ?? "");
      return change.type === "aws_kms_key" && (user !== undefined || isNamed)
        ? `${user === undefined ? "the key" : `the key of bucket ${textAt(user.values, "bucket")}`} ${verb(change)}`
        : undefined;
    }),
  },
  {
    id: "plan-deletes-job",
    severity: "error",
    topic: "plan",
    title: "The plan deletes a Flink job or its cluster",
    reason:
      "The operator cancels a deleted job and removes its HA metadata: what is created in its place starts from nothing, even where a savepoint was taken on the way.",
    fix: "Undo the change of name, namespace or address, with a moved block for the address; for a replacement that is meant, take a savepoint and name it in job.initialSavepointPath.",
    source: `${OPERATOR_DOCS}/custom-resource/job-management/`,
    check: perLoss((change) => {
      const { object } = change;
      if (object === undefined || !FLINK_KINDS.test(object.kind)) {
        return undefined;
      }
      const settings = flatSettings(at(object.body, "spec.flinkConfiguration"));
      const savepoint = isOn(settings, OperatorOptions.SAVEPOINT_ON_DELETION)
        ? "a savepoint is taken, and nothing starts from it"
        : `without a savepoint: ${OperatorOptions.SAVEPOINT_ON_DELETION.key} is not true`;
      return `${describe(object)} ${verb(change)}, ${savepoint}`;
    }),
  },
  {
    id: "plan-deletes-namespace",
    severity: "error",
    topic: "plan",
    title: "The plan deletes the namespace of Flink",
    reason:
      "Everything in it is deleted: jobs, volume claims, and the ConfigMaps of HA, which nothing else would ever delete.",
    fix: "Keep the namespace: prevent_destroy, and a stack of its own that outlives the clusters.",
    source: `${KUBERNETES_DOCS}/concepts/overview/working-with-objects/namespaces/`,
    check: perLoss((change, inventory) => {
      const { object } = change;
      const isFlinks = (each: ManifestObject | undefined) =>
        each !== undefined && each.namespace === object?.name && (FLINK_KINDS.test(each.kind) || mentionsFlink(each));
      const holdsFlink =
        inventory.clusters.some(({ namespace }) => namespace === object?.name) ||
        inventory.objects.some(isFlinks) ||
        inventory.changes.some((each) => isFlinks(each.object));
      return object?.kind === "Namespace" && (holdsFlink || mentionsFlink(object))
        ? `namespace ${object.name} ${verb(change)}`
        : undefined;
    }),
  },
  {
    id: "plan-deletes-volume",
    severity: "error",
    topic: "plan",
    title: "The plan deletes volumes of Flink or ZooKeeper",
    reason:
      "With most storage classes the disk is deleted with its claim: TaskManagers restore from afar, and a ZooKeeper that loses its majority loses every job's position.",
    fix: "Undo the change that replaces it; keep claims with whenDeleted: Retain.",
    source: `${KUBERNETES_DOCS}/concepts/storage/persistent-volumes/`,
    check: perLoss((change) => {
      const { object } = change;
      if (object?.kind === "PersistentVolumeClaim" && isOfState(object)) {
        return `${describe(object)} ${verb(change)}`;
      }
      const retention = textAt(object?.body, "spec.persistentVolumeClaimRetentionPolicy.whenDeleted");
      return object?.kind === "StatefulSet" && retention === "Delete" && isOfState(object)
        ? `${describe(object)} ${verb(change)}, and its claims with it: whenDeleted is Delete`
        : undefined;
    }),
  },
  {
    id: "plan-replaces-stateful-set",
    severity: "warning",
    topic: "plan",
    title: "The plan deletes all pods of a StatefulSet at once",
    reason:
      "No budget holds for a deletion: ZooKeeper loses its majority and all jobs their leader, or every TaskManager goes. The claims stay, hence a warning.",
    fix: "Change only what a StatefulSet takes in place: replicas, the pod template, the update strategy.",
    source: `${KUBERNETES_DOCS}/concepts/workloads/controllers/statefulset/`,
    check: perLoss((change) => {
      const { object } = change;
      return object?.kind === "StatefulSet" && isOfState(object) ? `${describe(object)} ${verb(change)}` : undefined;
    }),
  },
];

function perLoss(find: (change: PlannedChange, inventory: Inventory) => string | undefined): Rule["check"] {
  return (inventory) =>
    inventory.changes
      .filter(({ kind }) => kind !== "changes")
      .flatMap((change): Violation[] => {
        const message = find(change, inventory);
        return message === undefined ? [] : [{ place: change.place, message }];
      });
}

/** The names of the buckets that held state before the plan. */
function stateBuckets({ prior, clusters, buckets, changes }: Inventory): ReadonlySet<string | undefined> {
  const before = changes
    .filter(({ type }) => type === "aws_s3_bucket")
    .map(({ before: values, type, place }) => ({ address: place.resource, type, values, place, references: () => [] }));
  return new Set(
    [...buckets, ...bucketsOf([...prior, ...before], clusters)].flatMap(({ name, holdsState }) =>
      holdsState && name !== undefined ? [name] : [],
    ),
  );
}

/** Whether an object is a claim or a controller of Flink's or ZooKeeper's. */
function isOfState(object: ManifestObject): boolean {
  const images = workloadsOf([object]).flatMap(({ pod }) =>
    listOf(at(pod, "spec.containers")).map((container) => textAt(container, "image") ?? ""),
  );
  return (
    mentionsFlink(object) ||
    /zookeeper|taskmanager|jobmanager/i.test(object.name) ||
    images.some((image) => isZooKeeper(image) || /flink/i.test(image))
  );
}

function verb({ kind }: PlannedChange): string {
  return kind === "replaces" ? "is replaced" : "is deleted";
}

function describe({ kind, namespace, name }: ManifestObject): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}
