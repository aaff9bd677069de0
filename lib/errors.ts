/**
 * Edits of a platform that has run before, by which state would be lost, orphaned, or silently left behind. An environment
 * may acknowledge one; what the lock cannot judge at all is not among them.
 */
export const STATE_CHANGES = [
  // of an environment
  "KubernetesClusterChanged",
  "NamespaceChanged",
  "RuntimeChanged",
  "FlinkMajorChanged",
  "BucketChanged",
  "TerraformStateMoved",
  "StackRemoved",
  // of what its stacks declare
  "ProtectedResourceGone",
  "ProtectionRemoved",
  "ForceDestroyOn",
  "EncryptionKeyChanged",
  "VersioningOff",
  "RetentionLowered",
  "LifecycleRuleReachesState",
  "VolumeClaimsChanged",
  "ZooKeeperServersChanged",
  // of a stage
  "StageRemoved",
  "StageRenamed",
  "ClusterIdChanged",
  "MaxParallelismChanged",
  "StateBackendChanged",
  "PrefixMoved",
  "HighAvailabilityChanged",
  "ZooKeeperRootChanged",
  "ZooKeeperEnsembleChanged",
  "StatelessUpgrade",
  "SavepointsOff",
  "StartRemoved",
  "StartWithoutState",
] as const;

/** One of {@link STATE_CHANGES}. */
export type StateChangeCode = (typeof STATE_CHANGES)[number];

/**
 * Every code this library throws. Codes are API: they keep their meaning, and a code that is no longer thrown is
 * listed under "removed" in the changelog.
 */
export const ERROR_CODES = [
  // values
  "AmountNegative",
  "AmountNotWhole",
  "AmountUnsafe",
  "AmountMalformed",
  "UnresolvedToken",
  // workload and environment
  "NameInvalid",
  "NameTooLong",
  "DuplicateStage",
  "StageNamesCollide",
  "DuplicateEnvironment",
  "UnknownStage",
  "StageInvalid",
  "WorkloadEmpty",
  "InputUnknown",
  "JobInvalid",
  "EnvironmentInvalid",
  "FlinkVersionUnknown",
  "FlinkVersionNotDeployable",
  "OperatorVersionUnknown",
  "JobManagersWithoutHighAvailability",
  "SavepointDirectoryMissing",
  "StartFromInvalid",
  "CredentialInConfiguration",
  "RelativeStatePath",
  // sizing
  "ParallelismAboveMaxParallelism",
  "MaxParallelismOutOfRange",
  "SlotsDoNotDivide",
  "MemoryTooSmall",
  "MemoryInconsistent",
  "MemoryUndetermined",
  // nodes
  "InstanceTypeUnknown",
  "NoNodeFits",
  // Flink configuration
  "OptionNotInVersion",
  "ConflictingFlinkSetting",
  "OverlappingFlinkKeys",
  "PlatformOwnedKey",
  "FlinkValueNotRepresentable",
  // Terraform
  "DuplicateLogicalId",
  "DuplicateStackId",
  "StateShared",
  "LifecycleRuleCoversState",
  "OptionalPeerMissing",
  // state lock
  ...STATE_CHANGES,
  "StateLockMissing",
  "StateLockUnreadable",
  "EnvironmentRemoved",
  "AcknowledgementUnused",
  // checking what others wrote
  "ResourcesUnreadable",
  "RuleUnknown",
  "IgnoreWithoutReason",
] as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = (typeof ERROR_CODES)[number];

/** Input that no Flink platform can be built from. The message says what is wrong, the value, and the way out. */
export class InvalidInputError extends Error {
  override readonly name = "InvalidInputError";

  constructor(
    readonly code: ErrorCode,
    message: string,
  ) {
    super(`${message} [${code}]`);
  }
}
