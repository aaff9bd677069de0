import { Construct } from "constructs";
import type { Tls } from "../../environment/security";
import type { PlatformPlan } from "../../sizing/platform-plan";
import { pinAddress } from "../terraform/addresses";
import { FIELD_MANAGER } from "../terraform/field-manager";
import { Manifest } from "../terraform/providers";

/** Whose certificate, and who issues it. */
export interface TlsCertificateProps {
  readonly plan: PlatformPlan;
  readonly tls: Tls & { readonly issuer: NonNullable<Tls["issuer"]> };
}

/** Flink reads it once, when a process starts: a new one has to be there long before the old one ends. */
const DURATION = "8760h0m0s";
const RENEW_BEFORE = "4380h0m0s";

/**
 * A certificate of cert-manager for all stages, in the form Flink reads. Its CRD has to be in the cluster before the
 * first plan.
 */
export class TlsCertificate extends Construct {
  constructor(scope: Construct, id: string, { plan, tls }: TlsCertificateProps) {
    super(scope, id);
    const { workload, stages, environment } = plan;
    const { namespace } = environment;
    const resource = new Manifest(this, "Resource", {
      manifest: {
        apiVersion: "cert-manager.io/v1",
        kind: "Certificate",
        metadata: { name: tls.secret, namespace },
        spec: {
          secretName: tls.secret,
          commonName: namespace,
          dnsNames: stages.flatMap(({ clusterId }) =>
            ["", `.${namespace}`, `.${namespace}.svc`].map((domain) => `${clusterId}-rest${domain}`),
          ),
          duration: DURATION,
          renewBefore: RENEW_BEFORE,
          // Flink's default cipher suites are those of RSA keys.
          privateKey: { algorithm: "RSA", size: 2048, rotationPolicy: "Always" },
          usages: ["server auth", "client auth"],
          // Named `keystore.p12` and `truststore.p12` by cert-manager, as Flink is told.
          keystores: {
            pkcs12: { create: true, passwordSecretRef: { name: tls.password.secret, key: tls.password.key } },
          },
          issuerRef: { group: "cert-manager.io", kind: tls.issuer.kind, name: tls.issuer.name },
        },
      },
      fieldManager: FIELD_MANAGER,
      // Nobody's pods start without the files.
      wait: { condition: [{ type: "Ready", status: "True" }] },
    });
    pinAddress(resource, `${workload}-tls`);
  }
}
