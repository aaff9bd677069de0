import type { ResolvedEnvironment } from "../environment/check-environment";
import type { Tls } from "../environment/security";
import type { FlinkConfiguration } from "./flink-configuration";
import { InternalSslOptions, RestSslOptions } from "./options/ssl";
import { FLINK_PORTS } from "./ports";

/** Where a pod finds its certificate, in the files that cert-manager writes. */
export const TLS_FILES = {
  directory: "/etc/flink-tls",
  keystore: "keystore.p12",
  truststore: "truststore.p12",
} as const;

/** The variable that has the password of both files. */
export const TLS_PASSWORD_VARIABLE = "FLINK_TLS_PASSWORD";

const TRAFFIC = [InternalSslOptions, RestSslOptions] as const;

/** The environment's certificate, if it has one. */
export function tlsOf({ security }: Pick<ResolvedEnvironment, "security">): Tls | undefined {
  return security === "open" ? undefined : security.tls;
}

/** What may be read of it by everybody: that it is there, and where. */
export function tlsConfiguration(empty: FlinkConfiguration, tls: Tls | undefined): FlinkConfiguration {
  if (tls === undefined) {
    return empty;
  }
  const { directory, keystore, truststore } = TLS_FILES;
  return TRAFFIC.reduce(
    (configuration, { ENABLED, KEYSTORE, KEYSTORE_TYPE, TRUSTSTORE, TRUSTSTORE_TYPE }) =>
      configuration
        .with(ENABLED, true)
        .with(KEYSTORE, `${directory}/${keystore}`)
        .with(KEYSTORE_TYPE, "pkcs12")
        .with(TRUSTSTORE, `${directory}/${truststore}`)
        .with(TRUSTSTORE_TYPE, "pkcs12"),
    empty,
  );
}

/**
 * Passwords as arguments: Flink reads them from its configuration alone, and the file is a ConfigMap. The kubelet puts
 * the variable in, so that neither the API server nor Terraform has it; Flink masks it in its log and in REST.
 */
export function tlsArguments(tls: Tls | undefined): readonly string[] {
  return tls === undefined
    ? []
    : TRAFFIC.flatMap(({ KEYSTORE_PASSWORD, KEY_PASSWORD, TRUSTSTORE_PASSWORD }) =>
        [KEYSTORE_PASSWORD, KEY_PASSWORD, TRUSTSTORE_PASSWORD].map(({ key }) => `-D${key}=$(${TLS_PASSWORD_VARIABLE})`),
      );
}

/** The REST Service of a stage through the API server, which believes any certificate of a Service. */
export function restProxyPath(
  environment: Pick<ResolvedEnvironment, "namespace" | "security">,
  clusterId: string,
): string {
  const scheme = tlsOf(environment) === undefined ? "" : "https:";
  return `/api/v1/namespaces/${environment.namespace}/services/${scheme}${clusterId}-rest:${FLINK_PORTS.rest}/proxy`;
}
