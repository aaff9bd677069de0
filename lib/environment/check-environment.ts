import { isAbsolute } from "node:path";
import { InvalidInputError } from "../errors";
import { requireAmount, requireWhole } from "../units/literal";
import { checkNodes } from "./check-nodes";
import type { AwsAccount, Environment, Runtime, StateStorage } from "./environment";
import { FlinkVersion } from "./flink-version";
import type { HighAvailability } from "./high-availability";
import type { Nodes } from "./nodes";
import { DEFAULT_OPERATOR_VERSION, requireDeployable } from "./operator-version";
import { requireThat } from "./require-that";
import { type ResolvedHighAvailability, resolveZooKeeper } from "./zookeeper-ensemble";

const NAME = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const BUCKET_NAME = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** An environment whose open choices are made. */
export interface ResolvedEnvironment extends Environment {
  readonly runtime: Runtime;
  readonly highAvailability: ResolvedHighAvailability;
  readonly storage: StateStorage;
  readonly nodes: Nodes;
  readonly flink: FlinkVersion;
  readonly operatorVersion: string;
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
  const { name, runtime = { type: "operator" }, storage = { type: "s3" }, nodes = { type: "existing" } } = environment;
  requireThat(
    NAME.test(name),
    "NameInvalid",
    environment,
    "use lower-case letters, digits and inner dashes for its name",
  );
  const flink =
    environment.flinkVersion === undefined ? FlinkVersion.DEFAULT : FlinkVersion.of(environment.flinkVersion);
  const operatorVersion = runtime.version ?? DEFAULT_OPERATOR_VERSION;
  requireDeployable(flink, operatorVersion);
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
  checkTerraformState(environment);
  return {
    ...environment,
    runtime,
    highAvailability,
    storage,
    nodes,
    flink,
    operatorVersion,
    namespace,
    bucketName,
    factor,
    jobManagerReplicas: jobManagers(environment, highAvailability),
  };
}

function jobManagers(environment: Environment, highAvailability: HighAvailability): number {
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

function resolveHighAvailability(environment: Environment, namespace: string): ResolvedHighAvailability {
  const { highAvailability: ha = { type: "kubernetes" } } = environment;
  switch (ha.type) {
    case "none":
    case "kubernetes":
      return ha;
    case "zookeeper":
      return { type: "zookeeper", ensemble: resolveZooKeeper(environment, ha.ensemble, namespace) };
    default:
      // Flink takes any other word for a factory class, counts it as high availability, and fails at start.
      throw new InvalidInputError(
        "EnvironmentInvalid",
        `environment ${environment.name}: ${JSON.stringify((ha as { type: unknown }).type)} is no kind of high availability; use none, kubernetes or zookeeper`,
      );
  }
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

function checkTerraformState(environment: Environment): void {
  const state = environment.terraformState;
  requireThat(
    state.type !== "local" || isAbsolute(state.directory),
    "RelativeStatePath",
    environment,
    `the local state directory must be absolute, got ${JSON.stringify("directory" in state ? state.directory : "")}: a relative one would lie inside cdktf.out and be deleted with it`,
  );
}
