import type { ResolvedEnvironment } from "../environment/check-environment";
import type { EnvironmentRecord } from "./record";

/** What an environment says itself of where its state is. */
export function environmentRecord(environment: ResolvedEnvironment): Omit<EnvironmentRecord, "stacks"> {
  const { storage, bucketName, flink, namespace, runtime, terraformState: state } = environment;
  return {
    bucket: storage.type === "s3" ? `s3://${bucketName}` : `${storage.endpoint.replace(/\/+$/, "")}/${bucketName}`,
    flinkMajor: flink.major,
    kubernetesCluster: kubernetesCluster(environment),
    namespace,
    runtime: runtime.type,
    terraformState:
      state.type === "s3"
        ? ["s3:/", state.bucket, ...(state.keyPrefix === undefined ? [] : [state.keyPrefix.replace(/\/+$/, "")])].join(
            "/",
          )
        : state.directory,
  };
}

/** EKS names a cluster for everybody; elsewhere the context is all there is. */
function kubernetesCluster({ aws, kubernetes }: ResolvedEnvironment): string {
  return aws === undefined ? kubernetes.context : `${aws.accountId}/${aws.region}/${aws.eksClusterName}`;
}
