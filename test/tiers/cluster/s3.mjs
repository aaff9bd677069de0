import { MINIO_IMAGE } from "./images/images.mjs";

/** Where the `local` environment expects an S3 server: `http://s3.storage.svc.cluster.local:9000`. */
const SHARED = "storage";
const NAME = "s3";
const PORT = 9000;
const ROOT = { user: "sentra-root", password: "sentra-root-secret" };

/** An S3 server in the cluster. Its objects outlive its pod. */
export class S3 {
  #kubectl;
  #namespace;

  /** @param namespace - another than the shared server's, for a server that may be stopped */
  static async start(kubectl, namespace = SHARED) {
    await kubectl.apply(objects(namespace));
    const server = new S3(kubectl, namespace);
    await server.ready();
    return server;
  }

  constructor(kubectl, namespace) {
    this.#kubectl = kubectl;
    this.#namespace = namespace;
  }

  get endpoint() {
    return `http://${NAME}.${this.#namespace}.svc.cluster.local:${PORT}`;
  }

  async ready() {
    await this.#kubectl.run(["rollout", "status", "-n", this.#namespace, `statefulset/${NAME}`, "--timeout=120s"]);
  }
  /** Takes the server away; what it holds stays. */
  async stop() {
    await this.#scale(0);
  }
  async resume() {
    await this.#scale(1);
    await this.ready();
  }
  async #scale(replicas) {
    await this.#kubectl.run(["scale", "-n", this.#namespace, `statefulset/${NAME}`, `--replicas=${replicas}`]);
  }

  /** Who may do everything. */
  get root() {
    return { accessKey: ROOT.user, secretKey: ROOT.password };
  }

  /** `mc` in the server's pod; the server is its `local`. Takes its words, or a list of them and what it reads. */
  mc(...words) {
    const [args, input] = Array.isArray(words[0]) ? words : [words];
    return this.#kubectl.run(["exec", "-i", "-n", this.#namespace, `${NAME}-0`, "--", "mc", ...args], { input });
  }

  /** A bucket with nothing in it: what an earlier run left would be a job's past. */
  async createBucket(name) {
    await this.mc("mb", "--ignore-existing", `local/${name}`);
    await this.remove(name);
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

function objects(namespace) {
  const labels = { app: NAME };
  return [
    { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: NAME, namespace },
      spec: { selector: labels, ports: [{ name: "s3", port: PORT }] },
    },
    {
      apiVersion: "apps/v1",
      kind: "StatefulSet",
      metadata: { name: NAME, namespace },
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
