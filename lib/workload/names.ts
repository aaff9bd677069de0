import { InvalidInputError } from "../errors";
import { requireText } from "../units/literal";

/** The operator's limit for a FlinkDeployment, so that pod names fit a DNS label (its validation rule 1). */
export const CLUSTER_ID_MAX_LENGTH = 45;

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
export function clusterId(workload: string, stage: string): string {
  const id = `${workload}-${stage}`;
  if (id.length > CLUSTER_ID_MAX_LENGTH) {
    throw new InvalidInputError(
      "NameTooLong",
      `the cluster id ${id} has ${id.length} characters, and the Flink operator takes ${CLUSTER_ID_MAX_LENGTH}; shorten the workload's or the stage's name by ${id.length - CLUSTER_ID_MAX_LENGTH}`,
    );
  }
  return id;
}
