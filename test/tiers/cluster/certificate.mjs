import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./cache.mjs";

const PASSWORD = "only-for-this-proof";

/**
 * A certificate that trusts itself, by Java's own tool: the two Secrets of a namespace that `tls` names, and what a client
 * of Node shows to be one of Flink's processes.
 */
export function ownCertificate(namespace, { secret, password }) {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-flink-certificate-"));
  try {
    const keytool = (...args) => run("keytool", args, { cwd: folder, wayOut: "it comes with Java" });
    const [keystore, truststore, exported] = ["keystore.p12", "truststore.p12", "certificate.der"];
    const into = (file) => ["-storetype", "PKCS12", "-keystore", file, "-storepass", PASSWORD];
    const key = ["-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=flink", "-validity", "2"];
    keytool("-genkeypair", "-alias", "flink", ...key, ...into(keystore));
    keytool("-exportcert", "-alias", "flink", "-file", exported, ...into(keystore));
    keytool("-importcert", "-noprompt", "-alias", "flink", "-file", exported, ...into(truststore));
    const [pfx, trusted] = [keystore, truststore].map((file) => readFileSync(join(folder, file)));
    return {
      secrets: [
        secretOf(namespace, secret, { [keystore]: pfx, [truststore]: trusted }),
        secretOf(namespace, password.secret, { [password.key]: Buffer.from(PASSWORD) }),
      ],
      client: { pfx, passphrase: PASSWORD },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function secretOf(namespace, name, files) {
  const data = Object.fromEntries(Object.entries(files).map(([key, bytes]) => [key, bytes.toString("base64")]));
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace }, data };
}
