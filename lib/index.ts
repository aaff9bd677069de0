export { FlinkApplication, type FlinkApplicationProps } from "./constructs/compute/flink-application";
export type { KubernetesObject } from "./constructs/compute/pod";
export { TaskManagerPool, type TaskManagerPoolProps } from "./constructs/compute/task-manager-pool";
export { JobPermissions, type JobPermissionsProps } from "./constructs/coordination/job-permissions";
export { ZooKeeperEnsemble, type ZooKeeperEnsembleProps } from "./constructs/coordination/zookeeper-ensemble";
export {
  FlinkServiceAccount,
  type FlinkServiceAccountProps,
  type IFlinkServiceAccount,
} from "./constructs/identity/flink-service-account";
export { NodePools, type NodePoolsProps } from "./constructs/nodes/node-pools";
export { FlinkOperator, type FlinkOperatorProps } from "./constructs/operator/flink-operator";
export {
  FlinkFoundation,
  type FlinkFoundationProps,
  type IFlinkFoundation,
} from "./constructs/platform/flink-foundation";
export { FlinkNamespace, type FlinkNamespaceProps } from "./constructs/platform/flink-namespace";
export { FlinkPlatform, type FlinkPlatformProps } from "./constructs/platform/flink-platform";
export {
  CheckpointBucket,
  type CheckpointBucketProps,
  type ICheckpointBucket,
  type ImportedBucketProps,
} from "./constructs/storage/checkpoint-bucket";
export { EncryptionKey, type EncryptionKeyProps, type IEncryptionKey } from "./constructs/storage/encryption-key";
export type { ExpirationRule } from "./constructs/storage/lifecycle-rules";
export { FlinkApp, type FlinkAppProps } from "./constructs/terraform/flink-app";
export {
  FlinkStack,
  type FlinkStackProps,
  PROVIDER_RANGES,
  type ProviderName,
} from "./constructs/terraform/flink-stack";
export { literalText } from "./constructs/terraform/literal-text";
export type { RemovalKeys } from "./constructs/terraform/removal";
export type { RenamedConstruct } from "./constructs/terraform/renamed";
export type { Acknowledgement } from "./environment/acknowledgement";
export type { ResolvedEnvironment } from "./environment/check-environment";
export type {
  AwsAccount,
  Environment,
  StagePins,
  StateStorage,
  TerraformState,
} from "./environment/environment";
export { FlinkVersion } from "./environment/flink-version";
export type {
  DeclaredZooKeeperEnsemble,
  HighAvailability,
  KubernetesHighAvailability,
  Moving,
  ZooKeeperAuthentication,
  ZooKeeperEnsembleReference,
  ZooKeeperHighAvailability,
} from "./environment/high-availability";
export type { Architecture, CapacityType, DaemonSetReserve, NodeConstraints, Nodes } from "./environment/nodes";
export type { NodePlacement, Taint } from "./environment/placement";
export type { PriorityClasses } from "./environment/priority-classes";
export type { ResolvedRuntime, Runtime } from "./environment/runtime";
export type {
  Destination,
  NetworkPeer,
  ResolvedSecurity,
  Security,
  SecurityOptions,
  Tls,
} from "./environment/security";
export type { TaskManagerZones } from "./environment/zones";
export type {
  ResolvedHighAvailability,
  ResolvedMoving,
  ResolvedZooKeeperEnsemble,
  ResolvedZooKeeperHighAvailability,
} from "./environment/zookeeper-ensemble";
export { ERROR_CODES, type ErrorCode, InvalidInputError, STATE_CHANGES, type StateChangeCode } from "./errors";

export { FlinkConfiguration } from "./flink/flink-configuration";
export { jobManagerMemoryOf, taskManagerMemoryOf } from "./flink/memory-from-configuration";
export { ClusterOptions, HighAvailabilityOptions, PortOptions, S3Options } from "./flink/options/cluster";
export type { FlinkOption, OptionKind } from "./flink/options/flink-option";
export { CheckpointingOptions, JobOptions, StateOptions } from "./flink/options/job";
export { JobManagerOptions, KubernetesOptions, TaskManagerOptions } from "./flink/options/process";
export { stageConfiguration } from "./flink/stage-configuration";
export type { StateLocations } from "./flink/state-locations";
export type { Check, Verdict } from "./sizing/check";
export type { CostComparison, CostItem, CostOfStage, CostPlan } from "./sizing/cost/cost-plan";
export type { BoundedFraction } from "./sizing/memory/bounded-fraction";
export {
  type JobManagerMemory,
  type JobManagerMemoryOptions,
  jobManagerJvmFlags,
  jobManagerMemory,
} from "./sizing/memory/job-manager-memory";
export type { JvmMemory, JvmOptions } from "./sizing/memory/process-memory";
export {
  type TaskManagerMemory,
  type TaskManagerMemoryOptions,
  taskManagerJvmFlags,
  taskManagerMemory,
} from "./sizing/memory/task-manager-memory";
export type { Allocatable, NodeAlternative, NodePoolPlan, NodeStorage } from "./sizing/nodes/node-pool-plan";
export { planPlatform } from "./sizing/plan-platform";
export type {
  ApiLoadPlan,
  AsyncIoPlan,
  CheckpointPlan,
  DiskPlan,
  JobManagerPlan,
  KindPlanNumber,
  NetworkPlan,
  PlanNumber,
  PlatformPlan,
  SourcePlan,
  StagePlan,
  StatePlan,
  TaskManagerPoolPlan,
  TrafficPlan,
} from "./sizing/platform-plan";
export type { Reason } from "./sizing/reason";
export type {
  Failover,
  JobManagerRecoveryPlan,
  Recovered,
  RecoveryPlan,
  ZonePlan,
} from "./sizing/recovery-plan";
export type { StatePrefixes } from "./sizing/state-prefixes";
export { Bandwidth } from "./units/bandwidth";
export { Cpu } from "./units/cpu";
export { Duration } from "./units/duration";
export { MemorySize } from "./units/memory-size";
export { Rate } from "./units/rate";
export type { FlinkJob } from "./workload/job";
export { type KafkaInput, type KafkaSink, kafka, kafkaSink } from "./workload/kafka";
export {
  type AsyncIoProps,
  asyncIo,
  type Lookup,
  type RecoveryObjective,
  type Stage,
  type StageKind,
  type StageProps,
  stateless,
  type TtlState,
  type WindowedProps,
  windowed,
} from "./workload/stage";
export { session, sliding, tumbling, type Window } from "./workload/windows";
export { type Workload, workload } from "./workload/workload";
