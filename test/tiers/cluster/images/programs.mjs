import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { contentsOf, digestOf, goInstall, kept, run } from "../cache.mjs";

const SUITE = "bookworm";
const PACKAGES = [
  "openjdk-17-jre-headless",
  // The official image's allocator: glibc's fragments, and a TaskManager with RocksDB then outgrows its limit.
  "libjemalloc2",
  "libsnappy1v5",
  "netcat-openbsd",
];

/** MinIO and its client, tagged in a form that Go's module proxy does not take for versions. */
const MINIO = {
  minio: "github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c",
  mc: "github.com/minio/mc@v0.0.0-20250313080218-cf909e1063a9",
};

export const ZOOKEEPER = "3.9.4";
/** What ZooKeeper's own distribution holds: its jars, and those that its modules expect the distribution to add. */
const ZOOKEEPER_JARS = [
  `org.apache.zookeeper:zookeeper:${ZOOKEEPER}`,
  `org.apache.zookeeper:zookeeper-prometheus-metrics:${ZOOKEEPER}`,
  "ch.qos.logback:logback-classic:1.3.15",
  "com.fasterxml.jackson.core:jackson-databind:2.15.2",
  "commons-cli:commons-cli:1.5.0",
  "io.dropwizard.metrics:metrics-core:4.1.12.1",
  "jline:jline:2.14.6",
  "org.eclipse.jetty:jetty-servlet:9.4.57.v20241219",
  "org.xerial.snappy:snappy-java:1.1.10.5",
];
const ZOOKEEPER_POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>cluster</groupId><artifactId>zookeeper</artifactId><version>1</version>
  <dependencies>
    ${ZOOKEEPER_JARS.map(dependency).join("\n    ")}
  </dependencies>
</project>
`;

function dependency(coordinates) {
  const [group, artifact, version] = coordinates.split(":");
  return `<dependency><groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>`;
}

/** The root file system that Java runs in. */
export function rootFileSystem() {
  return kept(`rootfs-${digestOf(SUITE, PACKAGES)}`, (folder) => {
    process.stdout.write(`making a root file system of Debian ${SUITE}\n`);
    const mirror = process.env.DEBIAN_MIRROR === undefined ? [] : [process.env.DEBIAN_MIRROR];
    const include = `--include=${PACKAGES.join(",")}`;
    run("debootstrap", ["--variant=minbase", include, SUITE, folder, ...mirror], {
      wayOut: "it needs root, debootstrap, and a Debian mirror, which DEBIAN_MIRROR may name",
    });
  });
}

/** A folder with `minio` and `mc`. */
export function minioPrograms() {
  return kept(`minio-${digestOf(MINIO)}`, (folder) => {
    process.stdout.write("building MinIO, about 5 minutes\n");
    for (const module of Object.values(MINIO)) {
      goInstall(folder, module);
    }
  });
}

/** A folder with ZooKeeper's jars, its metrics provider's included. */
export function zookeeperJars() {
  const folder = kept(`zookeeper-${digestOf(ZOOKEEPER_POM)}`, (folder) => {
    process.stdout.write(`fetching ZooKeeper ${ZOOKEEPER}\n`);
    const pom = join(folder, "pom.xml");
    run("tee", [pom], { input: ZOOKEEPER_POM });
    const goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", `-DoutputDirectory=${join(folder, "lib")}`];
    run("mvn", ["-q", "-B", "-f", pom, ...goal], { wayOut: "it needs Maven, and Maven Central" });
  });
  return join(folder, "lib");
}

/** The pause program that holds a pod's network: reaps what it inherits, and ends when told. */
export function pauseProgram() {
  const source = fileURLToPath(new URL("pause.c", import.meta.url));
  const folder = kept(`pause-${digestOf(contentsOf(fileURLToPath(new URL(".", import.meta.url))))}`, (folder) => {
    run("gcc", ["-Os", "-static", "-s", "-o", join(folder, "pause"), source], { wayOut: "it needs gcc" });
  });
  return join(folder, "pause");
}

/** The job's jar for a Flink release, from all of the tier's Java sources. */
export function compiledJob(flinkDist, sources, jar) {
  const classes = `${jar}.classes`;
  mkdirSync(classes);
  try {
    run("javac", ["--release", "17", "-Xlint:all,-processing", "-Werror", "-cp", flinkDist, "-d", classes, ...sources]);
    run("jar", ["--create", "--date=2000-01-01T00:00:00Z", "--file", `${jar}.unfinished`, "-C", classes, "."]);
    renameSync(`${jar}.unfinished`, jar);
  } finally {
    rmSync(classes, { recursive: true, force: true });
  }
  return jar;
}
