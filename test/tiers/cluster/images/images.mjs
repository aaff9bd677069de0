import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { s3Plugin } from "../../flink/catalogue/jars.mjs";
import { flinkDist } from "../../flink/containers/java.mjs";
import { distribution } from "../../flink/distributions.mjs";
import { CACHE, contentsOf, digestOf } from "../cache.mjs";
import { archive, layer, rootLayer } from "./archive.mjs";
import { compiledJob, minioPrograms, pauseProgram, rootFileSystem, ZOOKEEPER, zookeeperJars } from "./programs.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const JOB = fileURLToPath(new URL("../job", import.meta.url));
const FOLDER = join(CACHE, "images");
const FLINK_USER = 9999;
const ZOOKEEPER_USER = 1000;
const JAVA_HOME = "/usr/lib/jvm/java-17-openjdk-amd64";
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** What no program of ours reads. */
const WASTE = [
  "var/cache/apt",
  "var/lib/apt/lists",
  "usr/share/doc",
  "usr/share/man",
  "usr/share/locale",
  "dev",
  "proc",
  "sys",
];

/** The image that Sentra's workload asks for, and the same with an older Flink. */
export const JOB_IMAGES = {
  "2.2.1": "registry.sentra.example/signal-engine:1.4.2",
  "1.20.4": "registry.sentra.example/signal-engine:1.4.2-flink1.20",
};
/** The same images as the build after it. */
export const NEXT_JOB_IMAGES = Object.fromEntries(
  Object.entries(JOB_IMAGES).map(([release, image]) => [release, image.replace("1.4.2", "1.4.3")]),
);
export const MINIO_IMAGE = "localhost/minio:1";
export const ZOOKEEPER_IMAGE = `docker.io/library/zookeeper:${ZOOKEEPER}`;

export const IMAGE_NAMES = [
  MINIO_IMAGE,
  ZOOKEEPER_IMAGE,
  ...Object.values(JOB_IMAGES),
  ...Object.values(NEXT_JOB_IMAGES),
];

/** How each archive is made: its name, what it is made from, and its layers. */
const IMAGES = {
  pause: { make: pause },
  minio: { make: minio },
  zookeeper: { make: zookeeper, sources: join(HERE, "zookeeper") },
  "flink-2.2": { make: (folder) => flink(folder, "2.2.1"), sources: join(HERE, "flink"), job: JOB },
  "flink-1.20": { make: (folder) => flink(folder, "1.20.4"), sources: join(HERE, "flink"), job: JOB },
};

/** The archives of all images; made where what they are made from has changed. */
export function imageArchives(names = Object.keys(IMAGES)) {
  mkdirSync(FOLDER, { recursive: true });
  return names.map((name) => {
    const { make, sources, job } = IMAGES[name];
    const scripts = readdirSync(HERE).filter((file) => /\.(mjs|c)$/.test(file));
    const key = digestOf(
      scripts.map((file) => readFileSync(join(HERE, file), "utf8")),
      sources && contentsOf(sources),
      job && contentsOf(job),
    );
    const file = join(FOLDER, `${name}.tar`);
    const made = `${file}.key`;
    if (!existsSync(file) || !existsSync(made) || readFileSync(made, "utf8") !== key) {
      process.stdout.write(`making the image ${name}\n`);
      const folder = mkdtempSync(join(FOLDER, "unfinished-"));
      try {
        const unfinished = join(folder, "image");
        archive(unfinished, make(folder));
        rmSync(made, { force: true });
        renameSync(unfinished, file);
        writeFileSync(made, key);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
    return file;
  });
}

function pause(folder) {
  const program = layer(join(folder, "pause"), { owner: 0, files: { pause: { from: pauseProgram() } } });
  return { names: ["localhost/pause:1"], layers: [program], config: { Entrypoint: ["/pause"] } };
}

/** MinIO, its client, and a shell for whoever looks inside. */
function minio(folder) {
  const programs = minioPrograms();
  const files = {
    "bin/minio": { from: join(programs, "minio") },
    "bin/mc": { from: join(programs, "mc") },
    "bin/busybox": { from: "/bin/busybox" },
    "bin/sh": { link: "busybox" },
    tmp: { mode: 0o777 },
    data: {},
  };
  return {
    names: [MINIO_IMAGE],
    layers: [layer(join(folder, "minio"), { owner: FLINK_USER, files })],
    config: { Entrypoint: ["/bin/minio"], Env: ["PATH=/bin", "MC_CONFIG_DIR=/tmp/mc"] },
  };
}

function zookeeper(folder) {
  const home = `apache-zookeeper-${ZOOKEEPER}-bin`;
  const script = (name) => ({ from: join(HERE, "zookeeper", name) });
  const system = layer(join(folder, "system"), {
    owner: 0,
    files: {
      ...user("zookeeper", ZOOKEEPER_USER),
      "docker-entrypoint.sh": script("docker-entrypoint.sh"),
      [`${home}/bin/zkServer.sh`]: script("zkServer.sh"),
      [`${home}/bin/zkCli.sh`]: script("zkCli.sh"),
      [`${home}/lib`]: { from: zookeeperJars() },
    },
  });
  const folders = { conf: {}, data: {}, datalog: {}, logs: {}, "conf/logback.xml": script("logback.xml") };
  return {
    names: [ZOOKEEPER_IMAGE],
    layers: [java(), system, layer(join(folder, "folders"), { owner: ZOOKEEPER_USER, files: folders })],
    config: {
      Entrypoint: ["/docker-entrypoint.sh"],
      Cmd: ["zkServer.sh", "start-foreground"],
      WorkingDir: `/${home}`,
      Env: [
        `PATH=/${home}/bin:${PATH}`,
        `JAVA_HOME=${JAVA_HOME}`,
        "ZOO_CONF_DIR=/conf",
        "ZOOCFGDIR=/conf",
        "ZOO_DATA_DIR=/data",
        "ZOO_DATA_LOG_DIR=/datalog",
        "ZOO_LOG_DIR=/logs",
      ],
    },
  };
}

/** Flink as its official image lays it out, the S3 plugin in `opt`, and the job. */
function flink(folder, release) {
  const home = distribution(release);
  const under = (path) => `opt/flink/${path}`;
  const script = (name) => ({ from: join(HERE, "flink", name) });
  const scripts = ["flink-process.sh", "kubernetes-jobmanager.sh", "kubernetes-taskmanager.sh"];
  const plugin = s3Plugin(release.split(".").slice(0, 2).join("."));
  const files = {
    [under("lib")]: { from: join(home, "lib") },
    [under("plugins")]: { from: join(home, "plugins") },
    // By the exact name that the entry point is told. Maven Central has the plugin of the line's first release only.
    [under(`opt/flink-s3-fs-presto-${release}.jar`)]: { from: plugin },
    [under("bin/bash-java-utils.jar")]: { from: join(home, "bin", "bash-java-utils.jar") },
    ...Object.fromEntries(scripts.map((name) => [under(`bin/${name}`), script(name)])),
    [under("conf")]: {},
    [under("log")]: {},
  };
  const sources = readdirSync(JOB, { recursive: true })
    .filter((name) => name.endsWith(".java"))
    .sort()
    .map((name) => join(JOB, name));
  const jar = compiledJob(flinkDist(release), sources, join(folder, "sentra-engine.jar"));
  const system = { ...user("flink", FLINK_USER), "docker-entrypoint.sh": script("docker-entrypoint.sh") };
  return {
    names: [JOB_IMAGES[release], NEXT_JOB_IMAGES[release]],
    layers: [
      java(),
      layer(join(folder, "system"), { owner: 0, files: system }),
      layer(join(folder, "flink"), { owner: FLINK_USER, files }),
      layer(join(folder, "job"), { owner: FLINK_USER, files: { [under("usrlib/sentra-engine.jar")]: { from: jar } } }),
    ],
    config: {
      User: String(FLINK_USER),
      Entrypoint: ["/docker-entrypoint.sh"],
      Cmd: ["help"],
      WorkingDir: "/opt/flink",
      Env: [`PATH=/opt/flink/bin:${PATH}`, "FLINK_HOME=/opt/flink", `JAVA_HOME=${JAVA_HOME}`, "LANG=C.UTF-8"],
    },
  };
}

/** The layer with Java, once for all images. */
function java() {
  const root = rootFileSystem();
  const file = `${root}.layer`;
  if (!existsSync(file)) {
    rootLayer(`${file}.unfinished`, root, WASTE);
    renameSync(`${file}.unfinished`, file);
  }
  return file;
}

/** The files that name a user, as Java's login and Hadoop's want it. */
function user(name, id) {
  const root = rootFileSystem();
  const with_ = (file, line) => ({ text: `${readFileSync(join(root, "etc", file), "utf8")}${line}\n` });
  return {
    "etc/passwd": with_("passwd", `${name}:x:${id}:${id}::/:/bin/bash`),
    "etc/group": with_("group", `${name}:x:${id}:`),
  };
}
