import { Construct, type IConstruct } from "constructs";
import { priorityClassName } from "../../environment/priority-classes";
import { declaredEnsembles, inUse, type ResolvedHighAvailability } from "../../environment/zookeeper-ensemble";
import { InvalidInputError } from "../../errors";
import { tlsOf } from "../../flink/tls";
import type { PlatformPlan } from "../../sizing/platform-plan";
import { JobPermissions } from "../coordination/job-permissions";
import { ZooKeeperEnsemble } from "../coordination/zookeeper-ensemble";
import { FlinkServiceAccount, type IFlinkServiceAccount } from "../identity/flink-service-account";
import { NodePools } from "../nodes/node-pools";
import { FlinkOperator, type FlinkOperatorProps } from "../operator/flink-operator";
import { CheckpointBucket, type CheckpointBucketProps, type ICheckpointBucket } from "../storage/checkpoint-bucket";
import { EncryptionKey, type IEncryptionKey } from "../storage/encryption-key";
import type { RemovalKeys } from "../terraform/removal";
import { declareState } from "../terraform/state-lock";
import { waitFor } from "../terraform/wait-for";
import { FlinkNamespace } from "./flink-namespace";
import { FlinkPriorityClasses } from "./priority-classes";

/** What outlives clusters: the bucket, the namespace, and who may use them. */
export interface IFlinkFoundation extends IConstruct {
  readonly namespace: string;
  readonly bucket: ICheckpointBucket;
  serviceAccount(stage: string): IFlinkServiceAccount;
}

/** What exists already; everything else is declared. */
export interface FlinkFoundationProps
  extends Pick<RemovalKeys, "removal">,
    Pick<CheckpointBucketProps, "expirations" | "accessLogs"> {
  readonly plan: PlatformPlan;
  /** A bucket that exists already. @default - a new one, on AWS */
  readonly bucket?: ICheckpointBucket;
  /** A key that exists already. @default - a new one, on AWS */
  readonly encryptionKey?: IEncryptionKey;
  /** The namespace exists already and is left alone. @default false */
  readonly existingNamespace?: boolean;
  /** IAM roles that exist already, by stage. @default - one is declared per stage, limited to its prefixes */
  readonly roleArns?: Readonly<Record<string, string>>;
  /** Service accounts that exist already, by stage. @default - one is declared per stage */
  readonly serviceAccounts?: Readonly<Record<string, IFlinkServiceAccount>>;
}

/** Declares what outlives clusters, for every stage of a plan. */
export class FlinkFoundation extends Construct implements IFlinkFoundation {
  /**
   * Refers to a foundation that another stack declares, by the names the plan gives it. Names, not attributes: a fresh
   * environment can then be planned before anything of it exists.
   */
  static fromPlan(scope: Construct, id: string, plan: PlatformPlan): IFlinkFoundation {
    return new ImportedFoundation(scope, id, plan);
  }

  readonly namespace: string;
  readonly bucket: ICheckpointBucket;
  private readonly serviceAccounts: ReadonlyMap<string, IFlinkServiceAccount>;

  constructor(scope: Construct, id: string, props: FlinkFoundationProps) {
    super(scope, id);
    const { plan } = props;
    const { environment } = plan;
    this.namespace = environment.namespace;
    declareState(this, plan);
    const namespace =
      props.existingNamespace === true
        ? undefined
        : new FlinkNamespace(this, "Namespace", { environment, removal: props.removal, address: plan.workload });
    this.bucket = props.bucket ?? declareBucket(this, props);
    this.serviceAccounts = new Map(
      plan.stages.map(({ name, clusterId, prefixes }) => [
        name,
        props.serviceAccounts?.[name] ??
          new FlinkServiceAccount(this, `ServiceAccount-${name}`, {
            name: clusterId,
            environment,
            bucket: this.bucket,
            prefixes,
            ...(props.roleArns?.[name] !== undefined && { roleArn: props.roleArns[name] }),
          }),
      ]),
    );
    const permissions = new JobPermissions(this, "JobPermissions", {
      namespace: this.namespace,
      highAvailability: environment.highAvailability,
      runtime: environment.runtime.type,
      serviceAccounts: [...this.serviceAccounts.values()],
    });
    const ensembles = declareEnsembles(this, props);
    const policies = declarePolicies(this, props);
    const limits = declareLimits(this, props);
    const certificate = declareCertificate(this, plan);
    const { priorityClasses } = environment;
    if (priorityClasses?.type === "declared") {
      new FlinkPriorityClasses(this, "PriorityClasses", {
        nameOf: (component) => priorityClassName(priorityClasses, this.namespace, component),
        value: priorityClasses.value,
      });
    }
    if (plan.nodePools.length > 0) {
      new NodePools(this, "NodePools", { plan });
    }
    const operator =
      environment.runtime.type === "operator" &&
      environment.runtime.install &&
      new FlinkOperator(this, "Operator", {
        version: environment.runtime.version,
        watchedNamespaces: [this.namespace],
        ...operatorLogin(environment.highAvailability),
      });
    if (namespace !== undefined) {
      for (const inside of [
        ...this.serviceAccounts.values(),
        permissions,
        ...ensembles,
        policies,
        limits,
        certificate,
        operator,
      ]) {
        if (inside) {
          waitFor(inside, namespace);
        }
      }
    }
  }

  serviceAccount(stage: string): IFlinkServiceAccount {
    return found(this.serviceAccounts.get(stage), stage);
  }
}

class ImportedFoundation extends Construct implements IFlinkFoundation {
  readonly namespace: string;
  readonly bucket: ICheckpointBucket;
  private readonly serviceAccounts: ReadonlyMap<string, IFlinkServiceAccount>;

  constructor(scope: Construct, id: string, { environment, stages }: PlatformPlan) {
    super(scope, id);
    this.namespace = environment.namespace;
    this.bucket = CheckpointBucket.fromBucketName(this, "Bucket", environment.bucketName);
    this.serviceAccounts = new Map(
      stages.map(({ name, clusterId }) => [
        name,
        FlinkServiceAccount.fromName(this, `ServiceAccount-${name}`, clusterId),
      ]),
    );
  }

  serviceAccount(stage: string): IFlinkServiceAccount {
    return found(this.serviceAccounts.get(stage), stage);
  }
}

function declareBucket(scope: Construct, props: FlinkFoundationProps): ICheckpointBucket {
  const { environment, workload } = props.plan;
  const { bucketName, storage, protection, aws } = environment;
  if (storage.type === "s3-compatible" || aws === undefined) {
    return CheckpointBucket.fromBucketName(scope, "Bucket", bucketName);
  }
  const address = `${workload}-checkpoints`;
  const keys: RemovalKeys = { protection, removal: props.removal };
  const encryptionKey =
    props.encryptionKey ??
    new EncryptionKey(scope, "EncryptionKey", {
      alias: bucketName,
      accountId: aws.accountId,
      region: aws.region,
      address,
      ...keys,
    });
  return new CheckpointBucket(scope, "Bucket", {
    bucketName,
    encryptionKey,
    address,
    ...keys,
    ...(props.expirations && { expirations: props.expirations }),
    ...(props.accessLogs && { accessLogs: props.accessLogs }),
  });
}

function operatorLogin(ha: ResolvedHighAvailability): Pick<FlinkOperatorProps, "zooKeeperLogin"> {
  const [login] = inUse(ha).flatMap((used) => (used.type === "zookeeper" ? (used.ensemble.authentication ?? []) : []));
  return login === undefined ? {} : { zooKeeperLogin: login.secret };
}

function declareEnsembles(scope: Construct, { plan, removal }: FlinkFoundationProps): ZooKeeperEnsemble[] {
  const { highAvailability, namespace, zones, protection, runtime, security } = plan.environment;
  const { metricsFrom } = security === "open" ? {} : security;
  return declaredEnsembles(highAvailability).map(
    (ensemble) =>
      new ZooKeeperEnsemble(scope, `ZooKeeper-${ensemble.name}`, {
        namespace,
        ensemble,
        runtime,
        address: `${plan.workload}-${ensemble.name}`,
        ...(zones && { zones }),
        ...(metricsFrom && { metricsFrom }),
        protection,
        removal,
      }),
  );
}

/** In a namespace of somebody else only Flink's own pods are fenced. */
function declarePolicies(scope: Construct, { plan, existingNamespace = false }: FlinkFoundationProps) {
  const { security } = plan.environment;
  if (security === "open") {
    return undefined;
  }
  const { FlinkNetworkPolicies } = require("./network-policies") as typeof import("./network-policies.js");
  return new FlinkNetworkPolicies(scope, "NetworkPolicies", { plan, security, denyOthers: !existingNamespace });
}

/** In a namespace of somebody else the quota is theirs. */
function declareLimits(scope: Construct, { plan, existingNamespace }: FlinkFoundationProps) {
  const { security } = plan.environment;
  if (security === "open" || security.quota === "off" || existingNamespace === true) {
    return undefined;
  }
  const { NamespaceLimits } = require("./namespace-limits") as typeof import("./namespace-limits.js");
  return new NamespaceLimits(scope, "Limits", { plan, quota: security.quota });
}

function declareCertificate(scope: Construct, plan: PlatformPlan) {
  const tls = tlsOf(plan.environment);
  if (tls?.issuer === undefined) {
    return undefined;
  }
  const { TlsCertificate } = require("./tls-certificate") as typeof import("./tls-certificate.js");
  return new TlsCertificate(scope, "Certificate", { plan, tls: { ...tls, issuer: tls.issuer } });
}

function found(account: IFlinkServiceAccount | undefined, stage: string): IFlinkServiceAccount {
  if (account === undefined) {
    throw new InvalidInputError(
      "UnknownStage",
      `the foundation has no service account for the stage ${JSON.stringify(stage)}; it was made from another plan`,
    );
  }
  return account;
}
