import { DEFAULT_OPERATOR_VERSION } from "../../environment/operator-version";
import { InvalidInputError } from "../../errors";
import { OPERATOR_LINES } from "../../flink/operator-rules/rule";
import { textAt } from "../../flink/operator-rules/tree";
import { type Bucket, bucketsOf } from "./buckets";
import type { FlinkCluster } from "./flink-cluster";
import { kubernetesObjects } from "./kubernetes-yaml";
import type { ManifestObject } from "./manifest-object";
import { operatorClusters } from "./operator-clusters";
import { type Workload, workloadsOf } from "./pods";
import { type Policy, policiesOf } from "./policies";
import { standaloneClusters } from "./standalone-clusters";
import {
  isTerraformJson,
  type PlannedChange,
  requireJson,
  type TerraformResource,
  terraformView,
} from "./terraform-plan";

/** A file to check, by the name that findings are shown with. */
export interface CheckedFile {
  readonly name: string;
  readonly text: string;
}

/** Everything that rules ask about, whether it was read from plans, from manifests or from both. */
export interface Inventory {
  readonly objects: readonly ManifestObject[];
  readonly workloads: readonly Workload[];
  readonly clusters: readonly FlinkCluster[];
  readonly resources: readonly TerraformResource[];
  readonly buckets: readonly Bucket[];
  readonly policies: readonly Policy[];
  readonly changes: readonly PlannedChange[];
  /** Objects and resources as they are before the plans are applied, where plans tell. */
  readonly prior: readonly TerraformResource[];
  readonly operatorVersion: string;
}

/**
 * Reads files together, so that a bucket of one is known to hold the state of a cluster of another.
 *
 * @throws InvalidInputError `ResourcesUnreadable`
 */
export function inventoryOf(files: readonly CheckedFile[]): Inventory {
  const read = files.map(readFile);
  const objects = read.flatMap((each) => each.objects);
  const resources = read.flatMap((each) => each.resources);
  const operatorVersion = operatorVersionIn(resources);
  const clusters = [...operatorClusters(objects, operatorVersion), ...standaloneClusters(objects)];
  return {
    objects,
    resources,
    clusters,
    operatorVersion,
    workloads: workloadsOf(objects),
    buckets: bucketsOf(resources, clusters),
    policies: policiesOf(resources),
    changes: read.flatMap((each) => each.changes),
    prior: read.flatMap((each) => each.prior),
  };
}

function readFile({ name, text }: CheckedFile): Pick<Inventory, "objects" | "resources" | "changes" | "prior"> {
  if (text.trimStart().startsWith("{")) {
    const json = requireJson(name, text);
    if (isTerraformJson(json)) {
      return terraformView(name, json);
    }
  }
  const objects = kubernetesObjects(name, text);
  if (objects.length === 0) {
    throw new InvalidInputError(
      "ResourcesUnreadable",
      `${name} holds neither a Terraform plan (terraform show -json) nor objects of Kubernetes; a Flink configuration is read by: cdktf-flink explain`,
    );
  }
  return { objects, resources: [], changes: [], prior: [] };
}

/** The release of the operator's chart, where one of the plans installs it. */
function operatorVersionIn(resources: readonly TerraformResource[]): string {
  const chart = resources.find(
    ({ type, values }) => type === "helm_release" && textAt(values, "chart")?.includes("flink-kubernetes-operator"),
  );
  const version = textAt(chart?.values, "version") ?? "";
  return OPERATOR_LINES.some((line) => version.startsWith(`${line}.`)) ? version : DEFAULT_OPERATOR_VERSION;
}
