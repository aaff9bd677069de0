import { Construct } from "constructs";
import { DEFAULT_OPERATOR_VERSION } from "../../environment/operator-version";
import { loginOption } from "../../flink/zookeeper-login";
import { loginVolume } from "../coordination/zookeeper-login";
import { helm } from "../terraform/helm";
import { literalText } from "../terraform/literal-text";

/** Which release of the operator, and what it may watch. */
export interface FlinkOperatorProps {
  /** Release of the Flink Kubernetes Operator; chart and image are both of it. @default "1.15.0" */
  readonly version?: string;
  /** Namespaces whose FlinkDeployments it reconciles; it gets rights there and nowhere else. */
  readonly watchedNamespaces: readonly string[];
  /** @default "flink-operator" */
  readonly namespace?: string;
  /**
   * Check FlinkDeployments at admission. It needs cert-manager in the cluster; without it the operator applies the
   * same rules later and reports them in the resource's status.
   *
   * @default false
   */
  readonly webhook?: boolean;
  /**
   * Name of a Secret in the operator's own namespace with the key `client.jaas`. The operator reads and deletes
   * high-availability metadata itself: with an ensemble that asks for a login it cannot deploy anything without one.
   *
   * @default - it has no login to ZooKeeper
   */
  readonly zooKeeperLogin?: string;
}

/**
 * The Flink Kubernetes Operator as a Helm release: two replicas, one of them leading.
 *
 * Helm installs the CRDs once and never upgrades them: replace them by hand before raising the version.
 */
export class FlinkOperator extends Construct {
  constructor(scope: Construct, id: string, props: FlinkOperatorProps) {
    super(scope, id);
    const { version = DEFAULT_OPERATOR_VERSION, namespace = "flink-operator" } = props;
    new (helm().Release)(this, "Resource", {
      name: "flink-kubernetes-operator",
      // The archive keeps every release; the mirrors drop all but the newest.
      repository: `https://archive.apache.org/dist/flink/flink-kubernetes-operator-${version}/`,
      chart: "flink-kubernetes-operator",
      version,
      namespace,
      createNamespace: true,
      atomic: true,
      // JSON is YAML; a YAML writer would have to be loaded for this alone.
      values: [literalText(JSON.stringify(operatorValues(version, props), null, 2))],
    });
  }
}

function operatorValues(version: string, { watchedNamespaces, webhook = false, zooKeeperLogin }: FlinkOperatorProps) {
  return {
    image: { repository: "apache/flink-kubernetes-operator", tag: version },
    replicas: 2,
    strategy: { type: "RollingUpdate" },
    watchNamespaces: watchedNamespaces,
    webhook: { create: webhook },
    ...(zooKeeperLogin !== undefined && loginValues(zooKeeperLogin)),
    // Each stage has a service account and rights of its own.
    jobServiceAccount: { create: false },
    rbac: { jobRole: { create: false }, jobRoleBinding: { create: false } },
    defaultConfiguration: {
      create: true,
      append: true,
      "flink-conf.yaml":
        "kubernetes.operator.leader-election.enabled: true\nkubernetes.operator.leader-election.lease-name: flink-operator\n",
    },
  };
}

/** The chart's own volume, which these would replace, and the login's. */
function loginValues(secret: string) {
  const artifacts = "flink-artifacts-volume";
  const { volumes, volumeMounts } = loginVolume({ type: "sasl-digest", secret }, "client");
  return {
    jvmArgs: { operator: loginOption("client") },
    operatorVolumes: { create: true, data: [{ name: artifacts, emptyDir: {} }, ...volumes] },
    operatorVolumeMounts: {
      create: true,
      data: [{ name: artifacts, mountPath: "/opt/flink/artifacts" }, ...volumeMounts],
    },
  };
}
