/**
 * How an environment's namespace is fenced.
 *
 * - `restricted`: nothing connects to Flink's pods, and they connect to nothing, but what docs/security.md lists.
 * - `open`: no network policies of Flink's pods and no quota; the namespace's pod security stays as it is.
 */
export type Security = "restricted" | "open" | SecurityOptions;

/** `restricted`, with what only the platform team knows. */
export interface SecurityOptions {
  /**
   * Where jobs may open connections to: Kafka's brokers, what they look up, where they write. An empty list is nowhere.
   *
   * @default - any address but the nodes' metadata service, since no plan knows them; the check `EgressOpen` says so
   */
  readonly egress?: readonly Destination[];
  /**
   * Addresses of S3, and with IRSA of STS: those of interface endpoints in the VPC.
   *
   * @default - port 443 of any address on AWS, whose addresses change; else what the endpoint's name says
   */
  readonly storageCidrs?: readonly string[];
  /**
   * Addresses of the API server, which Flink asks where it starts TaskManagers itself or keeps metadata in ConfigMaps.
   * Its proxy, which `cdktf-flink stop` goes through, reaches REST from there.
   *
   * @default - ports 443 and 6443 of any address, and its proxy does not reach REST
   */
  readonly apiServerCidrs?: readonly string[];
  /** Who may read metrics. @default - every pod of the Kubernetes cluster, and nobody outside */
  readonly metricsFrom?: readonly NetworkPeer[];
  /** Who may use Flink's REST interface besides the operator; it asks nobody for a password. @default - nobody */
  readonly restFrom?: readonly NetworkPeer[];
  /**
   * The most that pods of the namespace may ask for together, as a multiple of what the plan says.
   *
   * @default - twice the plan: the pods of a lost zone count while others already start in their place
   */
  readonly quota?: "off" | { readonly factor: number };
  /**
   * TLS between Flink's processes, and of its REST interface; on the standalone runtime (docs/security.md says why).
   *
   * @default - plain text, between pods that the network policies keep to themselves
   */
  readonly tls?: Tls;
}

/**
 * A certificate by reference. It is for Flink's own traffic: processes trust whoever its truststore does, so the issuer
 * should issue to nobody else.
 */
export interface Tls {
  /** Name of a Secret of the namespace with `keystore.p12` and `truststore.p12`, as cert-manager writes them. */
  readonly secret: string;
  /** The Secret, and its key, with the password of both files. It exists already. */
  readonly password: { readonly secret: string; readonly key: string };
  /** cert-manager's issuer, of whom the foundation asks the certificate. @default - the Secret exists already */
  readonly issuer?: { readonly kind: "Issuer" | "ClusterIssuer"; readonly name: string };
}

/** One end of a connection: a network, or pods of a namespace of the same Kubernetes cluster. */
export type NetworkPeer =
  | {
      readonly type: "cidr";
      /** Such as `10.0.16.0/20`. */
      readonly cidr: string;
    }
  | {
      readonly type: "namespace";
      readonly namespace: string;
      /** @default - every pod of the namespace */
      readonly podLabels?: Readonly<Record<string, string>>;
    };

/** Where connections go. */
export type Destination = NetworkPeer & {
  /** TCP ports of the pods or hosts, which need not be those of a Service before them. @default - all */
  readonly ports?: readonly number[];
};

/** A {@link Security} whose choice is made: `restricted` is an object that says no more. */
export type ResolvedSecurity = "open" | SecurityOptions;
