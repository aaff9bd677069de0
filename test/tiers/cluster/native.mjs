import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { distribution } from "../flink/distributions.mjs";

/** What the operator's chart gives every JVM of Flink: Java 17 opens nothing by itself. */
const OPENED = ["lang", "lang.invoke", "lang.reflect", "net", "io", "nio", "util", "util.concurrent", "time", "text"]
  .map((name) => `--add-opens=java.base/java.${name}=ALL-UNNAMED`)
  .join(" ");
/** What the operator keeps to itself. */
const OF_OPERATOR = "kubernetes.operator.";

/**
 * Deploys a FlinkDeployment as the operator does, by Flink's own client for its native integration: the client declares the
 * JobManager's Deployment, and the JobManager asks the API server for its TaskManagers.
 */
export async function deployNatively(kubectl, { metadata, spec }, release) {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-flink-native-"));
  try {
    const templates = { jobmanager: spec.jobManager.podTemplate, taskmanager: spec.taskManager.podTemplate };
    const settings = {
      ...Object.fromEntries(Object.entries(spec.flinkConfiguration).filter(([key]) => !key.startsWith(OF_OPERATOR))),
      "env.java.default-opts.all": OPENED,
      // As the operator has it: what becomes of a cluster whose job has ended is for the operator to say.
      "execution.shutdown-on-application-finish": "false",
      "kubernetes.cluster-id": metadata.name,
      "kubernetes.namespace": metadata.namespace,
      "kubernetes.service-account": spec.serviceAccount,
      "kubernetes.container.image.ref": spec.image,
      "kubernetes.container.image.pull-policy": spec.imagePullPolicy,
      "kubernetes.jobmanager.replicas": spec.jobManager.replicas,
      "kubernetes.jobmanager.cpu.amount": spec.jobManager.resource.cpu,
      "kubernetes.taskmanager.cpu.amount": spec.taskManager.resource.cpu,
      "jobmanager.memory.process.size": spec.jobManager.resource.memory,
      "taskmanager.memory.process.size": spec.taskManager.resource.memory,
      "parallelism.default": spec.job.parallelism,
      ...Object.fromEntries(
        Object.keys(templates).map((role) => [`kubernetes.pod-template-file.${role}`, join(folder, `${role}.json`)]),
      ),
    };
    for (const [role, template] of Object.entries(templates)) {
      writeFileSync(join(folder, `${role}.json`), JSON.stringify(template));
    }
    const conf = join(folder, "conf");
    mkdirSync(conf);
    const lines = Object.entries(settings).map(([key, value]) => `${key}: ${JSON.stringify(String(value))}`);
    writeFileSync(join(conf, "config.yaml"), `${lines.join("\n")}\n`);
    for (const [file, text] of Object.entries(spec.logConfiguration)) {
      writeFileSync(join(conf, file), text);
    }
    const kubeconfig = join(folder, "kubeconfig");
    writeFileSync(kubeconfig, JSON.stringify(await deployer(kubectl, metadata.namespace)));
    await client(kubeconfig, release, conf, spec.job);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Somebody with a token who may declare things in the namespace, as the operator does. Flink's client reads no EC key. */
async function deployer(kubectl, namespace) {
  const name = "deployer";
  await kubectl.apply([
    { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name, namespace },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "admin" },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
  ]);
  return kubectl.configurationOf(namespace, name);
}

function client(kubeconfig, release, conf, { entryClass, jarURI, args = [] }) {
  const home = distribution(release);
  const jars = readdirSync(join(home, "lib")).map((jar) => join(home, "lib", jar));
  const action = release.startsWith("1.") ? "run-application" : "run";
  const child = spawn(
    "java",
    [
      "-Xmx256m",
      ...OPENED.split(" "),
      `-Dlog.file=${join(conf, "client.log")}`,
      ...["-cp", jars.join(":"), "org.apache.flink.client.cli.CliFrontend"],
      ...[action, "-t", "kubernetes-application", "-c", entryClass, jarURI, ...args],
    ],
    {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 120_000,
      env: {
        ...process.env,
        FLINK_CONF_DIR: conf,
        FLINK_LIB_DIR: join(home, "lib"),
        FLINK_PLUGINS_DIR: join(home, "plugins"),
        KUBECONFIG: kubeconfig,
      },
    },
  );
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => {
      said += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) =>
      status === 0 ? resolve(said) : reject(new Error(`Flink's client: ${said.slice(-2000)}`)),
    );
  });
}
