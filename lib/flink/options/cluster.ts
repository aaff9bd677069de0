import { flagOption, numberOption, textOption, wordOption } from "./flink-option";

/** `HighAvailabilityOptions` */
export const HighAvailabilityOptions = {
  TYPE: wordOption<"kubernetes" | "zookeeper">("high-availability.type", { deprecatedKeys: ["high-availability"] }),
  STORAGE_DIRECTORY: textOption("high-availability.storageDir"),
  CLUSTER_ID: textOption("high-availability.cluster-id"),
  ZOOKEEPER_QUORUM: textOption("high-availability.zookeeper.quorum"),
  ZOOKEEPER_ROOT: textOption("high-availability.zookeeper.path.root"),
  ZOOKEEPER_ACL: wordOption<"open" | "creator">("high-availability.zookeeper.client.acl"),
  ZOOKEEPER_TOLERATE_SUSPENDED: flagOption("high-availability.zookeeper.client.tolerate-suspended-connections"),
  ZOOKEEPER_SASL_DISABLE: flagOption("zookeeper.sasl.disable"),
} as const;

/** Ports that are random unless set; a network policy needs them fixed. */
export const PortOptions = {
  JOB_MANAGER_RPC: numberOption("jobmanager.rpc.port"),
  /** With ZooKeeper the other one is not read. */
  JOB_MANAGER_RPC_WITH_ZOOKEEPER: numberOption("high-availability.jobmanager.port"),
  TASK_MANAGER_RPC: numberOption("taskmanager.rpc.port"),
  TASK_MANAGER_DATA: numberOption("taskmanager.data.port"),
  BLOB_SERVER: numberOption("blob.server.port"),
  METRIC_QUERY: numberOption("metrics.internal.query-service.port"),
  REST: numberOption("rest.port"),
} as const;

/** `ClusterOptions`, `CoreOptions`, `DeploymentOptions`, `JobResultStoreOptions`, `WebOptions`, `MetricOptions` */
export const ClusterOptions = {
  JAVA_OPTIONS: textOption("env.java.opts.all"),
  WORKING_DIRECTORY: textOption("process.working-dir"),
  DEFAULT_JVM_OPTIONS: textOption("env.java.default-opts.all"),
  SHUTDOWN_ON_FINISH: flagOption("execution.shutdown-on-application-finish"),
  FORGET_JOB_RESULTS: flagOption("job-result-store.delete-on-commit"),
  /** Where a JAR that is not in the image is put. */
  ARTIFACTS_DIRECTORY: textOption("user.artifacts.base-dir"),
  WEB_CANCEL: flagOption("web.cancel.enable"),
  WEB_SUBMIT: flagOption("web.submit.enable"),
  PROMETHEUS_FACTORY: textOption("metrics.reporter.prom.factory.class"),
  PROMETHEUS_PORT: numberOption("metrics.reporter.prom.port"),
} as const;

/** Passed through by the S3 file systems; not every release declares them as options. */
export const S3Options = {
  ENDPOINT: textOption("s3.endpoint"),
  PATH_STYLE: flagOption("s3.path.style.access"),
  /** Where the presto file system writes a file before it uploads it: a savepoint's are as large as an operator's state. */
  STAGING_DIRECTORY: textOption("s3.staging-directory"),
} as const;

/** `KubernetesOperatorConfigOptions` of operator 1.15.0 */
export const OperatorOptions = {
  SAVEPOINT_ON_DELETION: flagOption("kubernetes.operator.job.savepoint-on-deletion"),
  MERGE_POD_TEMPLATES_BY_NAME: flagOption("kubernetes.operator.pod-template.merge-arrays-by-name"),
} as const;
