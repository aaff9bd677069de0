import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CannotRun, NODE_PROGRAMS, run } from "./cache.mjs";
import { IMAGE_NAMES, imageArchives } from "./images/images.mjs";
import { Kubectl } from "./kubectl.mjs";

const TOOLS =
  process.env.KUBERNETES_NODE || fileURLToPath(new URL("../../../../shared/tools/kubernetes-node", import.meta.url));
const PROVISIONER = fileURLToPath(new URL("node/provisioner.mjs", import.meta.url));
const PACKAGES = fileURLToPath(new URL("node/packages.sh", import.meta.url));
const PROGRAMS = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy", "kubelet", "coredns"];
const ETCD = "go.etcd.io/etcd/server/v3@v3.5.35";
const BRIDGE = "/sys/class/net/k8s0";

/** The cluster that KUBECONFIG names, or one of our own that ends with us. */
export async function provideCluster({ say, keep }) {
  if (spawnSync("kubectl", ["version", "--client"]).status !== 0) {
    throw new CannotRun("kubectl is not here; install one of Kubernetes 1.31 or newer");
  }
  return process.env.KUBECONFIG ? givenCluster(say) : ownCluster(say, keep);
}

async function givenCluster(say) {
  const archives = imageArchives();
  const kubectl = new Kubectl();
  const nodes = await kubectl.list(["nodes"]).catch((cause) => {
    throw new CannotRun(`the cluster of KUBECONFIG does not answer: ${cause.message}`);
  });
  const there = new Set(nodes.flatMap(({ status }) => status.images.flatMap(({ names }) => names)));
  const missing = IMAGE_NAMES.filter((name) => !there.has(name));
  if (missing.length > 0) {
    const load = archives.map((file) => `  kind load image-archive ${file}   or   minikube image load ${file}`);
    throw new CannotRun(`the cluster has no image ${missing.join(", ")}; load\n${load.join("\n")}`);
  }
  const classes = await kubectl.list(["storageclasses"]);
  if (
    !classes.some(({ metadata }) => metadata.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true")
  ) {
    throw new CannotRun("the cluster has no default storage class; kind and minikube have one");
  }
  say(`the cluster of KUBECONFIG: ${nodes.map(({ metadata }) => metadata.name).join(", ")}`);
  return { kubectl, saveLogs: () => {}, stop: () => {} };
}

async function ownCluster(say, keep) {
  requireTools();
  const images = join(imageArchives()[0], "..");
  const folder = mkdtempSync(join(tmpdir(), "cdktf-flink-node-"));
  const node = join(TOOLS, "node.sh");
  let provisioner;
  let stopped = keep;
  const stop = () => {
    if (!stopped) {
      stopped = true;
      provisioner?.kill();
      spawnSync(node, ["stop", folder], { env: environment(images), timeout: 120_000 });
      rmSync(folder, { recursive: true, force: true });
    }
  };
  process.once("exit", stop);
  const kubeconfig = await started(node, folder, images).catch((cause) => {
    stop();
    throw cause;
  });
  const log = openSync(join(folder, "log", "provisioner.log"), "w");
  provisioner = spawn(process.execPath, [PROVISIONER, join(folder, "volumes"), "node"], {
    stdio: ["ignore", log, log],
    detached: true,
    env: { ...process.env, KUBECONFIG: kubeconfig },
  });
  provisioner.unref();
  say(`a node of our own is up: KUBECONFIG=${kubeconfig}`);
  if (keep) {
    say(`it stays; its end: kill ${provisioner.pid}; ${node} stop ${folder}; rm -r ${folder}`);
  }
  return {
    kubectl: new Kubectl(kubeconfig),
    saveLogs: (target) => cpSync(join(folder, "log"), join(target, "node"), { recursive: true }),
    stop,
  };
}

function requireTools() {
  if (!existsSync(join(TOOLS, "node.sh"))) {
    throw new CannotRun(`there is no KUBECONFIG, and no node.sh in ${TOOLS}; set KUBECONFIG or KUBERNETES_NODE`);
  }
  if (process.getuid?.() !== 0) {
    throw new CannotRun("a node of our own needs root; name a cluster by KUBECONFIG instead");
  }
  const lacking = ["containerd", "runc", "etcd", "nft", "conntrack", "debootstrap", "gcc", "/bin/busybox"].filter(
    (command) => spawnSync("sh", ["-c", `command -v ${command}`]).status !== 0,
  );
  if (lacking.length > 0) {
    throw new CannotRun(`${lacking.join(", ")} is missing; ${PACKAGES} installs what a node of our own needs`);
  }
  if (existsSync(BRIDGE)) {
    throw new CannotRun("another node runs on this machine already; name it by KUBECONFIG, or stop it");
  }
  buildEtcd();
  if (PROGRAMS.some((program) => !existsSync(join(NODE_PROGRAMS, program)))) {
    process.stdout.write("building the node's programs, about 15 minutes\n");
    mkdirSync(NODE_PROGRAMS, { recursive: true });
    const { status } = spawnSync(join(TOOLS, "build.sh"), [NODE_PROGRAMS], { stdio: ["ignore", "ignore", "inherit"] });
    if (status !== 0) {
      throw new CannotRun(`${join(TOOLS, "build.sh")} failed; it needs go and a module proxy`);
    }
  }
}

/**
 * Debian's etcd 3.4 cannot tell how far a watch has come; without that Kubernetes 1.34 refuses the watch by which Flink
 * 2.2 learns of its pods. node.sh takes the first etcd on its path.
 */
function buildEtcd() {
  const program = join(NODE_PROGRAMS, "etcd");
  if (existsSync(program)) {
    return;
  }
  process.stdout.write("building etcd, about 2 minutes\n");
  const folder = mkdtempSync(join(tmpdir(), "cdktf-flink-etcd-"));
  try {
    mkdirSync(NODE_PROGRAMS, { recursive: true });
    writeFileSync(join(folder, "go.mod"), `module etcd\n\ngo 1.24\n\nrequire ${ETCD.replace("@", " ")}\n`);
    const main = 'package main\n\nimport (\n\t"os"\n\n\t"go.etcd.io/etcd/server/v3/etcdmain"\n)\n\n';
    writeFileSync(join(folder, "main.go"), `${main}func main() { etcdmain.Main(os.Args) }\n`);
    run("go", ["build", "-trimpath", "-ldflags=-s -w", "-o", `${program}.unfinished`, "."], {
      wayOut: "it needs go 1.24 or newer, and a module proxy",
      cwd: folder,
      env: { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=mod" },
    });
    renameSync(`${program}.unfinished`, program);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** In a session of its own: an interrupt from the terminal must reach the node through us only, in order. */
function started(node, folder, images) {
  return new Promise((resolve, reject) => {
    const child = spawn(node, ["start", folder], {
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
      env: environment(images),
    });
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) {
      child[name].setEncoding("utf8").on("data", (text) => {
        output[name] += text;
      });
    }
    child.once("error", reject);
    // The node's programs hold no pipe of ours, but its script's children may: its end is what counts.
    child.once("exit", (status) =>
      status === 0
        ? resolve(output.stdout.trim().split("\n").at(-1))
        : reject(new CannotRun(`the node did not start (${folder}): ${output.stderr.trim()}\n${readdirSync(folder)}`)),
    );
  });
}

function environment(images) {
  return { ...process.env, BIN: NODE_PROGRAMS, IMAGES: images };
}
