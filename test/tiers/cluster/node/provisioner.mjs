import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/**
 * `node test/tiers/cluster/node/provisioner.mjs FOLDER NODE`, with KUBECONFIG: what a cluster's volume provisioner does.
 * Every claim of the default storage class gets a folder of this machine as its volume, and takes it along when it goes.
 */
const [folder, node] = process.argv.slice(2);
const PROVISIONER = "cdktf-flink.test/folders";
const CLASS = {
  apiVersion: "storage.k8s.io/v1",
  kind: "StorageClass",
  metadata: { name: "folders", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
  provisioner: PROVISIONER,
  reclaimPolicy: "Delete",
};
const CLAIM =
  "{.metadata.uid} {.metadata.namespace} {.metadata.name} {.spec.storageClassName} {.status.phase} {.spec.resources.requests.storage}{'\\n'}";
const VOLUME = "{.metadata.name} {.spec.storageClassName} {.status.phase} {.spec.persistentVolumeReclaimPolicy}{'\\n'}";

let watching = [];
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, () => process.exit(0));
}
process.once("exit", () => {
  for (const child of watching) {
    child.kill("SIGKILL");
  }
});

apply(CLASS);
watch("persistentvolumeclaims", CLAIM, ([uid, namespace, name, storageClass, phase, storage]) => {
  if (storageClass === CLASS.metadata.name && phase === "Pending") {
    const volume = `folder-${uid}`;
    const path = join(folder, volume);
    mkdirSync(path, { recursive: true });
    // A local volume and not a hostPath: kubelet gives only the former to the pod's group.
    apply({
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: volume },
      spec: {
        capacity: { storage },
        accessModes: ["ReadWriteOnce"],
        persistentVolumeReclaimPolicy: CLASS.reclaimPolicy,
        storageClassName: storageClass,
        claimRef: { namespace, name, uid },
        local: { path },
        nodeAffinity: {
          required: {
            nodeSelectorTerms: [
              { matchExpressions: [{ key: "kubernetes.io/hostname", operator: "In", values: [node] }] },
            ],
          },
        },
      },
    });
  }
});
watch("persistentvolumes", VOLUME, ([name, storageClass, phase, reclaim]) => {
  const ended = phase === "Released" || phase === "Failed";
  if (storageClass === CLASS.metadata.name && ended && reclaim === CLASS.reclaimPolicy) {
    kubectl(["delete", "persistentvolume", name, "--wait=false"]);
    rmSync(join(folder, name), { recursive: true, force: true });
  }
});

/** For as long as this process lives, through restarts of the API server. */
function watch(kind, output, act) {
  const child = spawn("kubectl", ["get", kind, "-A", "--watch", "-o", `jsonpath=${output}`], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  watching.push(child);
  createInterface({ input: child.stdout }).on("line", (line) => act(line.trim().split(" ")));
  child.once("close", () => {
    watching = watching.filter((each) => each !== child);
    setTimeout(() => watch(kind, output, act), 1000);
  });
}

function apply(object) {
  kubectl(["apply", "--server-side", "--force-conflicts", "-f", "-"], JSON.stringify(object));
}

function kubectl(args, input) {
  const { status, stderr } = spawnSync("kubectl", args, { input, encoding: "utf8" });
  if (status !== 0) {
    process.stderr.write(`kubectl ${args.join(" ")}: ${stderr}`);
  }
}
