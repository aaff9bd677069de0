import type { ResolvedEnvironment } from "../../../environment/check-environment";
import { TLS_FILES, TLS_PASSWORD_VARIABLE, tlsOf } from "../../../flink/tls";
import type { Container, Pod } from "../../compute/pod";

/** How a pod has its certificate and the password of it; nothing where the environment has none. */
export function certificate(
  environment: ResolvedEnvironment,
): Pick<Pod["spec"], "volumes"> & Pick<Container, "volumeMounts" | "env"> {
  const tls = tlsOf(environment);
  if (tls === undefined) {
    return { volumes: [], volumeMounts: [], env: [] };
  }
  const { directory, keystore, truststore } = TLS_FILES;
  const { secret, key } = tls.password;
  const items = [keystore, truststore].map((file) => ({ key: file, path: file }));
  return {
    volumes: [{ name: "tls", secret: { secretName: tls.secret, items } }],
    volumeMounts: [{ name: "tls", mountPath: directory, readOnly: true }],
    env: [{ name: TLS_PASSWORD_VARIABLE, valueFrom: { secretKeyRef: { name: secret, key } } }],
  };
}
