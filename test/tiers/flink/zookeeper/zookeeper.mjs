import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { ZOOKEEPER } from "../../cluster/images/programs.mjs";
import { differences } from "../compare.mjs";
import { compiledJava, distributionFolder, run } from "../containers/java.mjs";
import { environments, planPlatform, stageConfiguration, workload } from "../library.mjs";
import { Ensemble } from "./ensemble.mjs";

const DRIVER = [new URL("ZooKeeperAnswers.java", import.meta.url)];
/** The oldest client and the newest. */
const RELEASES = ["1.20.4", "2.2.1"];
const SHADED = "org.apache.flink.shaded.zookeeper3.";
const LOGIN_MODULE = "org.apache.zookeeper.server.auth.DigestLoginModule";
const PASSWORD = "a password of this test";

/** Servers take the construct's `zoo.cfg`; Flink's client gets what docs/high-availability.md says of it, and no more. */
export async function zooKeeper({ alter }) {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-flink-zookeeper-"));
  const found = [
    ...(await withEnsemble(join(folder, "open"), undefined, alter, openQuestions)),
    ...(await withEnsemble(join(folder, "login"), { type: "sasl-digest", secret: "login" }, alter, loginQuestions)),
  ];
  if (found.length === 0) {
    rmSync(folder, { recursive: true, force: true });
  }
  const summary = `ZooKeeper ${ZOOKEEPER}, three servers with and without a login, clients of Flink ${RELEASES.join(" and ")}`;
  return { summary, found };
}

function openQuestions(root) {
  return [
    { about: "no login", expected: { znode: root, owner: "world:anyone", session: "60000 ms" } },
    {
      about: "a chroot that nobody made",
      quorum: (servers) => [...servers.slice(0, -1), `${servers.at(-1)}/nowhere`],
      expected: { refused: "NoNodeException" },
    },
  ];
}

function loginQuestions(root) {
  return [
    {
      about: "the login",
      jaas: login(SHADED, PASSWORD),
      expected: { znode: root, owner: "sasl:flink", session: "60000 ms" },
    },
    { about: "another password", jaas: login(SHADED, "guessed"), expected: { refused: "AuthFailedException" } },
    {
      about: "ZooKeeper's own name of the login module",
      jaas: login("", PASSWORD),
      expected: { refused: "SessionClosedRequireAuthException" },
    },
  ];
}

async function withEnsemble(folder, authentication, alter, questionsOf) {
  const plan = planFor(authentication);
  const { ensemble } = plan.environment.highAvailability;
  const servers = new Ensemble(folder);
  const found = [];
  try {
    const jaas = join(folder, "server.jaas");
    const options = authentication === undefined ? [] : [`-Djava.security.auth.login.config=${jaas}`];
    run("mkdir", ["-p", folder]);
    writeFileSync(jaas, `Server {\n  ${LOGIN_MODULE} required user_flink="${PASSWORD}";\n};\n`);
    const modes = await servers.start(ensemble, options);
    found.push(...unlike("the servers", { modes: "follower follower leader" }, { modes: modes.join(" ") }, alter));
    for (const release of RELEASES) {
      const [stage] = plan.stages;
      const settings = stageConfiguration(plan, stage, {
        checkpoints: "file:///c",
        highAvailability: "file:///h",
      }).toMap();
      // On the operator's runtime Flink itself sets what the standalone one states.
      const name = settings["high-availability.cluster-id"] ?? stage.clusterId;
      for (const { about, jaas: client, quorum = (all) => all, expected } of questionsOf(
        `${ensemble.rootPath}/${name}`,
      )) {
        const own = {
          "high-availability.cluster-id": name,
          "high-availability.zookeeper.quorum": quorum(servers.quorum).join(","),
        };
        const answer = ask(release, folder, { ...settings, ...own }, client);
        found.push(...unlike(`Flink ${release}, ${about}`, expected, answer, alter));
      }
    }
  } finally {
    await servers.stop();
  }
  return found.map((text) => `${text} (logs in ${folder})`);
}

function planFor(authentication) {
  const local = environments.find(({ name }) => name === "local");
  const ensemble = { type: "declared", ...(authentication && { authentication }) };
  return planPlatform(workload, { ...local, highAvailability: { type: "zookeeper", ensemble } });
}

/** The answer of one process of Flink's. */
function ask(release, folder, settings, jaas) {
  const file = join(folder, "client.properties");
  writeFileSync(
    file,
    Object.entries(settings)
      .map(([key, value]) => `${key}=${String(value).replaceAll("\\", "\\\\")}\n`)
      .join(""),
  );
  const login = join(folder, "client.jaas");
  writeFileSync(login, jaas ?? "");
  const classPath = [compiledJava(release, DRIVER), join(distributionFolder(release), "lib", "*")].join(delimiter);
  const options = jaas === undefined ? [] : [`-Djava.security.auth.login.config=${login}`];
  const jvm = ["-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", ...options, "-cp", classPath];
  const printed = run("java", [...jvm, "ZooKeeperAnswers", file], { timeout: 180_000 });
  const [first, second, third] = /^answer (\S+) (\S+)(?: (.*))?$/m.exec(printed)?.slice(1) ?? [];
  return first === "refused" ? { refused: second } : { znode: first, owner: second, session: third };
}

function login(prefix, password) {
  return `Client {\n  ${prefix}${LOGIN_MODULE} required username="flink" password="${password}";\n};\n`;
}

function unlike(about, expected, answer, alter) {
  return differences(alter(expected), answer).map((text) => `${about}: ${text}`);
}
