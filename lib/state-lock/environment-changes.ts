import { fromTo, type StateChange, stateChange } from "./change";
import type { EnvironmentRecord } from "./record";

type Facts = Omit<EnvironmentRecord, "stacks">;

/** What an environment's own edits would do to the state of its stages. */
export function environmentChanges(recorded: EnvironmentRecord, declared: Facts): readonly StateChange[] {
  const stages = Object.values(recorded.stacks).flatMap((stack) => Object.keys(stack.stages ?? {}));
  const all = stages.length === 0 ? "its stages" : stages.sort().join(", ");
  const changed = (
    field: keyof Facts,
    code: StateChange["code"],
    label: string,
    lost: string,
    way: string,
  ): readonly StateChange[] =>
    recorded[field] === declared[field]
      ? []
      : [stateChange(code, { what: `${label} ${fromTo(recorded[field], declared[field])}`, lost, way })];
  return [
    ...changed(
      "terraformState",
      "TerraformStateMoved",
      "Terraform's own state",
      "Terraform would find nothing there, and create everything anew beside what runs",
      "move it first (terraform init -migrate-state in each stack's folder), then acknowledge",
    ),
    ...changed(
      "kubernetesCluster",
      "KubernetesClusterChanged",
      "the Kubernetes cluster",
      `the jobs of ${all} would start there with no state, while the old ones go on and both write`,
      "declare a second environment, stop each stage with a savepoint, and let the new one startFrom it",
    ),
    ...changed(
      "namespace",
      "NamespaceChanged",
      "the namespace",
      `the clusters of ${all} would be replaced, and with the namespace go the ConfigMaps that say where their last checkpoint is`,
      "keep the name; to move, declare a second environment, stop each stage with a savepoint, and let the new one startFrom it",
    ),
    ...changed(
      "runtime",
      "RuntimeChanged",
      "the runtime",
      `the clusters of ${all} would be deleted and declared anew, each job with no state`,
      "stop each stage with a savepoint, name it in startFrom, and acknowledge",
    ),
    ...changed(
      "flinkMajor",
      "FlinkMajorChanged",
      "Flink's major version",
      `state of another major version is not promised to be readable: ${all} might not start, or start from nothing`,
      "try a savepoint of each stage on a copy of the environment first, stop with a savepoint, name it in startFrom, and acknowledge",
    ),
    ...changed(
      "bucket",
      "BucketChanged",
      "the bucket",
      `checkpoints, savepoints and high availability's metadata of ${all} stay in the old one, where nobody looks; a bucket of Terraform's would be replaced by an empty one`,
      "keep the name; to move, declare a second environment, stop each stage with a savepoint, copy it, and let the new one startFrom it",
    ),
  ];
}
