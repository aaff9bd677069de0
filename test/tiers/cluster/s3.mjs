import { MINIO_IMAGE } from "./images/images.mjs";

/** Where the `local` environment expects an S3 server: `http://s3.storage.svc.cluster.local:9000`. */
const NAMESPACE = "storage";
const NAME = "s3";
const PORT = 9000;
const ROOT = { user: "sentra-root", password: "sentra-root-secret" };

/** An S3 server in the cluster. Its objects outlive its pod. */
export class S3 {
  #kubectl;

  static async start(kubectl) {
    await kubectl.apply(objects());
    await kubectl.run(["rollout", "status", "-n", NAMESPACE, `statefulset/${NAME}`, "--timeout=120s"]);
    return new S3(kubectl);
  }

  constructor(kubectl) {
    this.#kubectl = kubectl;
  }

  /** Who may do everything. */
  get root() {
    return { accessKey: ROOT.user, secretKey: ROOT.password };
  }

  /** `mc` in the server's pod; the server is its `local`. Takes its words, or a list of them and what it reads. */
  mc(...words) {
    const [args, input] = Array.isArray(words[0]) ? words : [words];
    return this.#kubectl.run(["exec", "-i", "-n", NAMESPACE, `${NAME}-0`, "--", "mc", ...args], { input });
  }

  async createBucket(name) {
    await this.mc("mb", "--ignore-existing", `local/${name}`);
  }

  /** The keys in a bucket, with their size and when they were written. */
  async keys(bucket, prefix = "") {
    const lines = (await this.mc("ls", "--json", "--recursive", `local/${bucket}/${prefix}`)).trim().split("\n");
    return lines
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line))
      .map(({ key, size, lastModified }) => ({ key: `${prefix}${key}`, size, lastModified }));
  }

  /** Puts a text under a path that begins with a bucket. */
  async put(path, text) {
    await this.mc(["pipe", `local/${path}`], text);
  }

  /** How many uploads in parts are neither complete nor given up. */
  async uploads(bucket) {
    return (await this.mc("ls", "--incomplete", "--recursive", `local/${bucket}`))
      .split("\n")
      .filter((line) => line !== "").length;
  }

  /** Somebody who may do what a policy allows. */
  async createUser({ accessKey, secretKey, policy: name }, policy) {
    await this.mc("admin", "user", "add", "local", accessKey, secretKey);
    await this.changePolicy({ policy: name }, policy);
    await this.mc("admin", "policy", "attach", "local", name, "--user", accessKey);
  }

  /** From now on somebody may do what another policy allows. */
  async changePolicy({ policy: name }, policy) {
    await this.mc(["admin", "policy", "create", "local", name, "/dev/stdin"], JSON.stringify(policy));
  }

  async removeUser({ accessKey, policy }) {
    await this.mc("admin", "user", "remove", "local", accessKey);
    await this.mc("admin", "policy", "remove", "local", policy);
  }

  /** Empties a bucket, or what lies under a prefix. */
  async remove(bucket, prefix = "") {
    await this.mc("rm", "--recursive", "--force", `local/${bucket}/${prefix}`);
  }

  /** The Secret that the `local` environment's pods take their credentials from. */
  credentials(namespace, name, { accessKey, secretKey } = this.root) {
    return {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace },
      stringData: { "access-key": accessKey, "secret-key": secretKey },
    };
  }
}

function objects() {
  const labels = { app: NAME };
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: NAMESPACE } },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: NAME, namespace: NAMESPACE },
      spec: { selector: labels, ports: [{ name: "s3", port: PORT }] },
    },
    {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: NAME, namespace: NAMESPACE },
      spec: {
        serviceName: NAME,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            securityContext: { runAsUser: 9999, runAsGroup: 9999, fsGroup: 9999 },
            containers: [
              {
                name: "minio",
                image: MINIO_IMAGE,
                args: ["server", "/data", "--address", `:${PORT}`, "--quiet"],
                env: [
                  { name: "MINIO_ROOT_USER", value: ROOT.user },
                  { name: "MINIO_ROOT_PASSWORD", value: ROOT.password },
                  { name: "MC_HOST_local", value: `http://${ROOT.user}:${ROOT.password}@127.0.0.1:${PORT}` },
                  { name: "MC_CONFIG_DIR", value: "/tmp/mc" },
                ],
                readinessProbe: { httpGet: { path: "/minio/health/ready", port: PORT }, periodSeconds: 1 },
                resources: { requests: { cpu: "50m", memory: "256Mi" } },
                volumeMounts: [{ name: "data", mountPath: "/data" }],
              },
            ],
          },
        },
        volumeClaimTemplates: [
          {
            metadata: { name: "data" },
            spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "5Gi" } } },
          },
        ],
      },
    },
  ];
}
