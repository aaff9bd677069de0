import { InvalidInputError } from "../errors";
import { requireText } from "../units/literal";

/**
 * The operator's limit for a FlinkDeployment, so that pod names fit a DNS label (its validation rule 1); and Kubernetes'
 * for a StatefulSet `<cluster id>-taskmanager`, whose revisions are a label of its pods: 63 less a dash and ten letters.
 */
const CLUSTER_ID_MAX_LENGTH = { operator: 45, standalone: 40 } as const;

/** The node pool of all JobManagers; every other pool is called as its stage. */
export const JOB_MANAGERS_POOL = "jobmanagers";

/** Lower-case letters, digits and inner dashes, starting with a letter: what every name in Kubernetes and S3 accepts. */
export function requireName(name: string, what: string): void {
  requireText(name, `the name of ${what}`);
  if (!/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name)) {
    throw new InvalidInputError(
      "NameInvalid",
      `${JSON.stringify(name)} cannot name ${what}; use lower-case letters, digits and inner dashes, starting with a letter`,
    );
  }
}

/** A stage's node pool is called as the stage, so no stage can be called as the pool that is not a stage's. */
export function requireStageName(name: string): void {
  requireName(name, "a stage");
  if (name === JOB_MANAGERS_POOL) {
    throw new InvalidInputError(
      "NameInvalid",
      `${JSON.stringify(name)} cannot name a stage: nodes of all JobManagers are called that; choose another name`,
    );
  }
}

/** The FlinkDeployment's name and Flink's `kubernetes.cluster-id`: `<workload>-<stage>`. */
export function clusterId(
  workload: string,
  stage: string,
  runtime: keyof typeof CLUSTER_ID_MAX_LENGTH = "operator",
): string {
  const id = `${workload}-${stage}`;
  const longest = CLUSTER_ID_MAX_LENGTH[runtime];
  if (id.length > longest) {
    const limit = runtime === "operator" ? "the Flink operator takes" : "a StatefulSet of TaskManagers admits";
    throw new InvalidInputError(
      "NameTooLong",
      `the cluster id ${id} has ${id.length} characters, and ${limit} ${longest}; shorten the workload's or the stage's name by ${id.length - longest}`,
    );
  }
  return id;
}
