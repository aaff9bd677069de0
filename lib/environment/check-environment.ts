import { isAbsolute } from "node:path";
import { InvalidInputError } from "../errors";
import { requireAmount, requireWhole } from "../units/literal";
import { checkAcknowledgements } from "./check-acknowledgements";
import { checkNodes } from "./check-nodes";
import { resolveSecurity } from "./check-security";
import type { AwsAccount, Environment, StateStorage } from "./environment";
import { FlinkVersion } from "./flink-version";
import type { Nodes } from "./nodes";
import type { PriorityClasses } from "./priority-classes";
import { requireThat } from "./require-that";
import { resolveHighAvailability } from "./resolve-high-availability";
import { type ResolvedRuntime, resolveRuntime } from "./runtime";
import type { ResolvedSecurity } from "./security";
import { resolveStart, type Start } from "./start-from";
import { TASK_MANAGER_ZONES } from "./zones";
import type { ResolvedHighAvailability } from "./zookeeper-ensemble";

const NAME = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const BUCKET_NAME = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** An environment whose open choices are made. */
export interface ResolvedEnvironment extends Omit<Environment, "startFrom" | "security"> {
  readonly runtime: ResolvedRuntime;
  readonly highAvailability: ResolvedHighAvailability;
  readonly storage: StateStorage;
  readonly nodes: Nodes;
  readonly security: ResolvedSecurity;
  readonly flink: FlinkVersion;
  /** By stage name. */
  readonly starts: Readonly<Record<string, Start>>;
  readonly namespace: string;
  readonly bucketName: string;
  readonly factor: number;
  readonly jobManagerReplicas: number;
}

/**
 * Checks an environment and makes its open choices, before anything is sized.
 *
 * @param workloadName - what names are derived from where the environment states none
 * @throws InvalidInputError with the code of the first rule that is broken
 */
export function resolveEnvironment(environment: Environment, workloadName: string): ResolvedEnvironment {
  const { name, storage = { type: "s3" }, nodes = { type: "existing" } } = environment;
  requireThat(
    NAME.test(name),
    "NameInvalid",
    environment,
    "use lower-case letters, digits and inner dashes for its name",
  );
  const flink =
    environment.flinkVersion === undefined ? FlinkVersion.DEFAULT : FlinkVersion.of(environment.flinkVersion);
  const runtime = resolveRuntime(name, environment.runtime ?? { type: "operator" }, flink);
  const factor = environment.loadFactor ?? 1;
  requireAmount(factor, `environment ${name}: the load factor`);
  requireThat(factor > 0, "EnvironmentInvalid", environment, `the load factor must be above zero, got ${factor}`);
  const namespace = environment.kubernetes.namespace ?? `${workloadName}-${name}`;
  requireThat(
    NAME.test(namespace) && namespace.length <= 63,
    "NameInvalid",
    environment,
    `${JSON.stringify(namespace)} is no Kubernetes namespace name`,
  );
  const bucketName = storage.bucketName ?? `${workloadName}-flink-${name}`;
  requireThat(
    BUCKET_NAME.test(bucketName),
    "NameInvalid",
    environment,
    `${JSON.stringify(bucketName)} is no S3 bucket name; use 3 to 63 lower-case letters, digits and inner dashes`,
  );
  checkStorage(environment, storage, flink);
  const highAvailability = resolveHighAvailability(environment, namespace);
  checkNodes(environment, nodes);
  checkPriorityClasses(environment, environment.priorityClasses);
  checkZones(environment);
  checkTerraformState(environment);
  checkAcknowledgements(environment);
  const { startFrom = {}, ...stated } = environment;
  return {
    ...stated,
    runtime,
    starts: starts(environment, runtime, startFrom),
    highAvailability,
    storage,
    nodes,
    security: resolveSecurity(environment),
    flink,
    namespace,
    bucketName,
    factor,
    jobManagerReplicas: jobManagers(environment, highAvailability),
  };
}

function starts(
  { name }: Environment,
  runtime: ResolvedRuntime,
  startFrom: NonNullable<Environment["startFrom"]>,
): ResolvedEnvironment["starts"] {
  const all = Object.entries(startFrom).map(([stage, start]) => [stage, resolveStart(name, stage, start)] as const);
  const [stateless] = all.find(([, { path }]) => path === undefined) ?? [];
  if (stateless !== undefined && runtime.type === "operator") {
    throw new InvalidInputError(
      "StartFromInvalid",
      `environment ${name}: startFrom.${stateless} names no path, and the operator redeploys from a savepoint only; name one, or delete the FlinkDeployment and apply again to start with no state`,
    );
  }
  return Object.fromEntries(all);
}

function jobManagers(environment: Environment, highAvailability: ResolvedHighAvailability): number {
  const replicas = environment.jobManagers ?? (highAvailability.type === "none" ? 1 : 2);
  requireWhole(replicas, `environment ${environment.name}: JobManagers`, 1);
  requireThat(
    replicas === 1 || highAvailability.type !== "none",
    "JobManagersWithoutHighAvailability",
    environment,
    `${replicas} JobManagers need high availability, or each would run the job; set highAvailability to { type: "kubernetes" }, or jobManagers to 1`,
  );
  return replicas;
}

function checkStorage(environment: Environment, storage: StateStorage, flink: FlinkVersion): void {
  const { aws } = environment;
  if (storage.type === "s3-compatible") {
    const url = URL.canParse(storage.endpoint) ? new URL(storage.endpoint) : undefined;
    requireThat(
      url !== undefined && /^https?:$/.test(url.protocol),
      "EnvironmentInvalid",
      environment,
      `the S3 endpoint must be an http or https URL, got ${JSON.stringify(storage.endpoint)}`,
    );
    requireThat(
      url?.username === "" && url.password === "",
      "CredentialInConfiguration",
      environment,
      "the S3 endpoint holds a user or password, which would end in Terraform's state; put them into the Secret",
    );
    return;
  }
  if (aws === undefined) {
    throw new InvalidInputError(
      "EnvironmentInvalid",
      `environment ${environment.name}: storage of type s3 needs aws (account, region, EKS cluster); without AWS use type s3-compatible`,
    );
  }
  checkAws(environment, aws, flink);
}

function checkAws(environment: Environment, aws: AwsAccount, flink: FlinkVersion): void {
  requireThat(
    /^\d{12}$/.test(aws.accountId),
    "EnvironmentInvalid",
    environment,
    `an AWS account id has twelve digits, got ${JSON.stringify(aws.accountId)}`,
  );
  requireThat(
    aws.identity !== "pod-identity" || flink.supportsPodIdentity,
    "EnvironmentInvalid",
    environment,
    `the S3 plugins of Flink ${flink} bring an AWS SDK from before EKS Pod Identity; use identity "irsa", or a newer patch`,
  );
  requireThat(
    podIdentity(aws, flink) || aws.oidcIssuer !== undefined,
    "EnvironmentInvalid",
    environment,
    "identity irsa needs oidcIssuer, the EKS cluster's issuer without https://",
  );
}

/** Whether pods get their role by EKS Pod Identity; otherwise by IRSA. */
export function podIdentity(aws: AwsAccount, flink: FlinkVersion): boolean {
  return (aws.identity ?? (flink.supportsPodIdentity ? "pod-identity" : "irsa")) === "pod-identity";
}

function checkZones(environment: Environment): void {
  const { zones = [], taskManagerZones = "one" } = environment;
  const twin = zones.find((zone, index) => zones.indexOf(zone) !== index);
  requireThat(twin === undefined, "EnvironmentInvalid", environment, `zones names ${twin} twice`);
  const choices = typeof taskManagerZones === "string" ? [taskManagerZones] : Object.values(taskManagerZones);
  const wrong = choices.find((choice) => !TASK_MANAGER_ZONES.includes(choice));
  requireThat(
    wrong === undefined,
    "EnvironmentInvalid",
    environment,
    `taskManagerZones takes ${TASK_MANAGER_ZONES.join(" or ")}, got ${JSON.stringify(wrong)}`,
  );
  requireThat(
    zones.length > 1 || !choices.includes("spread"),
    "EnvironmentInvalid",
    environment,
    `taskManagerZones spreads over ${zones.length === 0 ? "no zones" : zones[0]}; state two zones or more, or leave it out`,
  );
}

/** What Kubernetes leaves to users: its own classes lie above, and begin with `system-`. */
const HIGHEST_PRIORITY = 1_000_000_000;

function checkPriorityClasses(environment: Environment, classes: PriorityClasses | undefined): void {
  switch (classes?.type) {
    case undefined:
      return;
    case "declared": {
      const { value = 0 } = classes;
      requireThat(
        Number.isInteger(value) && Math.abs(value) < HIGHEST_PRIORITY,
        "EnvironmentInvalid",
        environment,
        `priorityClasses.value must be a whole number below 1,000,000,000, so that JobManagers may have one more, got ${value}`,
      );
      return;
    }
    case "existing":
      for (const name of [classes.jobManagers, classes.taskManagers]) {
        requireThat(
          /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(name),
          "NameInvalid",
          environment,
          `${JSON.stringify(name)} is no name of a PriorityClass`,
        );
      }
      return;
    default:
      throw new InvalidInputError(
        "EnvironmentInvalid",
        `environment ${environment.name}: ${JSON.stringify((classes as { type: unknown }).type)} is no kind of priority classes; use declared or existing`,
      );
  }
}

function checkTerraformState(environment: Environment): void {
  const state = environment.terraformState;
  requireThat(
    state.type !== "local" || isAbsolute(state.directory),
    "RelativeStatePath",
    environment,
    `the local state directory must be absolute, got ${JSON.stringify("directory" in state ? state.directory : "")}: a relative one would lie inside cdktf.out and be deleted with it`,
  );
}
