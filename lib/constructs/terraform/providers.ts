/*
 * The only module that imports provider bindings. Each resource comes from its own file: a barrel import costs 3 s
 * and 1 GB, and only the /index.js form works from CommonJS and native ES modules alike.
 */
export { EksPodIdentityAssociation } from "@cdktf/provider-aws/lib/eks-pod-identity-association/index.js";
export { IamRole } from "@cdktf/provider-aws/lib/iam-role/index.js";
export { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy/index.js";
export { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias/index.js";
export { KmsKey } from "@cdktf/provider-aws/lib/kms-key/index.js";
export { AwsProvider } from "@cdktf/provider-aws/lib/provider/index.js";
export { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
export {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration/index.js";
export { S3BucketLoggingA as S3BucketLogging } from "@cdktf/provider-aws/lib/s3-bucket-logging/index.js";
export { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls/index.js";
export { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy/index.js";
export { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block/index.js";
export { S3BucketServerSideEncryptionConfigurationA as S3BucketEncryption } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration/index.js";
export { S3BucketVersioningA as S3BucketVersioning } from "@cdktf/provider-aws/lib/s3-bucket-versioning/index.js";
export { ConfigMapV1 } from "@cdktf/provider-kubernetes/lib/config-map-v1/index.js";
export { Manifest } from "@cdktf/provider-kubernetes/lib/manifest/index.js";
export { NamespaceV1 } from "@cdktf/provider-kubernetes/lib/namespace-v1/index.js";
export { PodDisruptionBudgetV1 } from "@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1/index.js";
export { PriorityClassV1 } from "@cdktf/provider-kubernetes/lib/priority-class-v1/index.js";
export { KubernetesProvider } from "@cdktf/provider-kubernetes/lib/provider/index.js";
export { RoleBindingV1 } from "@cdktf/provider-kubernetes/lib/role-binding-v1/index.js";
export { RoleV1 } from "@cdktf/provider-kubernetes/lib/role-v1/index.js";
export { ServiceAccountV1 } from "@cdktf/provider-kubernetes/lib/service-account-v1/index.js";
export { ServiceV1 } from "@cdktf/provider-kubernetes/lib/service-v1/index.js";
export type { StatefulSetV1SpecTemplate } from "@cdktf/provider-kubernetes/lib/stateful-set-v1/index.js";
