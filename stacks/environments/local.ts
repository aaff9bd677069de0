import type { Environment } from "cdktf-flink";

/** A cluster on a laptop (kind, minikube) with an S3 server in it; no AWS, no operator. */
export const local: Environment = {
  name: "local",
  loadFactor: 0.001,
  runtime: { type: "standalone" },
  // Kubernetes high availability all the same: a JobManager that is restarted finds its job again.
  jobManagers: 1,
  storage: {
    type: "s3-compatible",
    bucketName: "sentra-flink-local",
    endpoint: "http://s3.storage.svc.cluster.local:9000",
    credentialsSecret: "s3-credentials",
  },
  kubernetes: { kubeconfig: "~/.kube/config", context: "kind-sentra" },
  // `cdktf-flink stop` comes by way of the API server, which is in one of Docker's networks.
  security: { restFrom: [{ type: "cidr", cidr: "172.16.0.0/12" }] },
  protection: "off",
  terraformState: { type: "local", directory: "/var/tmp/sentra-terraform" },
};
