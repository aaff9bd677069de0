import { createHash } from "node:crypto";
import {
  chmodSync,
  closeSync,
  copyFileSync,
  cpSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { run } from "../cache.mjs";

const MEDIA = "application/vnd.oci.image";
/** The same files give the same layer, whoever makes it and when. */
const REPRODUCIBLE = ["--sort=name", "--mtime=@0", "--numeric-owner", "--format=posix"];
const WITHOUT_TIMES = "--pax-option=exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime";

/**
 * A layer as a tar.
 *
 * @param files - by path in the image: `{ from }` a file or folder, `{ text }`, `{ link }`, or `{}` for a folder
 * @param owner - the user and group of all of them
 */
export function layer(file, { owner, files }) {
  const tree = mkdtempSync(`${file}.tree-`);
  try {
    chmodSync(tree, 0o755);
    for (const [path, { from, text, link, mode }] of Object.entries(files)) {
      const target = join(tree, path);
      mkdirSync(dirname(target), { recursive: true });
      if (from !== undefined) {
        statSync(from).isDirectory() ? cpSync(from, target, { recursive: true }) : copyFileSync(from, target);
      } else if (text !== undefined) {
        writeFileSync(target, text, { mode: mode ?? 0o644 });
      } else if (link !== undefined) {
        symlinkSync(link, target);
      } else {
        mkdirSync(target, { recursive: true });
        chmodSync(target, mode ?? 0o755);
      }
    }
    run("tar", [...REPRODUCIBLE, WITHOUT_TIMES, `--owner=${owner}`, `--group=${owner}`, "-C", tree, "-cf", file, "."]);
  } finally {
    rmSync(tree, { recursive: true, force: true });
  }
  return file;
}

/** A layer of a whole root file system, owners as they are. */
export function rootLayer(file, folder, without) {
  const excluded = without.map((path) => `--exclude=./${path}/*`);
  run("tar", [...REPRODUCIBLE, WITHOUT_TIMES, ...excluded, "-C", folder, "-cf", file, "."]);
  return file;
}

/**
 * An OCI archive with uncompressed layers. Annotations carry the names that `ctr images import` gives the image, and with
 * it `kind load image-archive` and `minikube image load`.
 */
export function archive(file, { names, layers, config }) {
  const folder = mkdtempSync(`${file}.layout-`);
  const blobs = join(folder, "blobs", "sha256");
  mkdirSync(blobs, { recursive: true });
  const blob = (media, digest, size) => ({ mediaType: `${MEDIA}.${media}`, digest: `sha256:${digest}`, size });
  const json = (media, value) => {
    const text = JSON.stringify(value);
    const digest = createHash("sha256").update(text).digest("hex");
    writeFileSync(join(blobs, digest), text);
    return blob(media, digest, Buffer.byteLength(text));
  };
  try {
    const tars = layers.map((path) => {
      const digest = fileDigest(path);
      linkSync(path, join(blobs, digest));
      return blob("layer.v1.tar", digest, statSync(path).size);
    });
    // Layers are not compressed, so that a layer's digest is also that of its content.
    const rootfs = { type: "layers", diff_ids: tars.map(({ digest }) => digest) };
    const platform = { architecture: { x64: "amd64" }[process.arch] ?? process.arch, os: "linux" };
    const configuration = json("config.v1+json", { ...platform, config, rootfs });
    const manifest = json("manifest.v1+json", {
      schemaVersion: 2,
      mediaType: `${MEDIA}.manifest.v1+json`,
      config: configuration,
      layers: tars,
    });
    writeFileSync(join(folder, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
    const manifests = names.map((name) => ({
      ...manifest,
      annotations: { "io.containerd.image.name": name, "org.opencontainers.image.ref.name": name },
    }));
    const index = { schemaVersion: 2, manifests };
    writeFileSync(join(folder, "index.json"), JSON.stringify(index));
    run("tar", ["-C", folder, "-cf", file, "oci-layout", "index.json", "blobs"]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function fileDigest(path) {
  const digest = createHash("sha256");
  const chunk = Buffer.alloc(2 ** 22);
  const file = openSync(path, "r");
  for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
    digest.update(chunk.subarray(0, read));
  }
  closeSync(file);
  return digest.digest("hex");
}
