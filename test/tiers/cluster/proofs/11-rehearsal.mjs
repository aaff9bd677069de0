import { spawn } from "node:child_process";
import { compiled } from "../../flink/containers/java.mjs";
import { deploy } from "../deployed.mjs";
import { environmentIn } from "../synthesized.mjs";

const { rehearsal } = compiled("lib/report/rehearsal/page");

const STAGE = "normalize";
const PATIENCE_SECONDS = 240;
/** Measured in whole seconds, and looked at every half. */
const ROUNDING = 1;

/** What `rehearse` writes is run as it is written: the words work, and what is seen is no later than the plan expects. */
export async function rehearsed(context) {
  const { kubectl, table } = context;
  const namespace = context.namespace("words");
  const kubernetes = {
    kubeconfig: kubectl.kubeconfig ?? process.env.KUBECONFIG,
    context: (await kubectl.run(["config", "current-context"])).trim(),
  };
  const local = environmentIn(namespace, "local", { jobManagers: 2, kubernetes });
  const environment = { ...local, storage: { ...local.storage, bucketName: `${namespace}-state` } };
  const { plan, stages } = await deploy(context, environment, { only: STAGE });
  const [deployed] = stages;
  await deployed.ready();
  const { jid } = await deployed.running();
  await deployed.checkpointPath(jid);
  const sections = sectionsOf(rehearsal(plan, [deployed.stage]));
  const { deleted, killed } = deployed.stage.recovery.jobManager;

  for (const [title, failover] of [
    ["Delete the leading JobManager's pod", deleted],
    ["Kill the leading JobManager's process", killed],
  ]) {
    const { stdout } = await run(sections, title, "Do");
    // A process that was stopped before it gave its leadership up counts as killed.
    const expected = { leads: killed.leader, runs: failover === deleted ? killed.running : failover.running };
    for (const [what, said] of [
      ["leads", "a JobManager leads"],
      ["runs", "the job runs"],
    ]) {
      const seconds = secondsOf(stdout, said);
      table.add({
        what: `${title}: ${said}`,
        expected: `within ${expected[what]}`,
        seen: seconds === undefined ? stdout.slice(-200) : `after ${seconds} s`,
        seconds,
        passed: seconds !== undefined && seconds <= expected[what].inSeconds + ROUNDING,
      });
    }
    // The Service may still lead to the JobManager that has just been started again; a person asks twice, too.
    const seen = await deployed.eventually("what is to be seen is seen", async () => {
      const { stdout: text } = await run(sections, title, "See it");
      return /^[A-Z]+, \d+ of \d+/.test(text) ? text : undefined;
    });
    table.equal({
      what: `${title}: state, restored checkpoint`,
      expected: "RUNNING, from a checkpoint",
      seen: `${/^\w+/.exec(seen)?.[0]}, ${/"restored": \d+/.test(seen) ? "from a checkpoint" : seen}`,
    });
    await run(sections, title, "Undo");
    await deployed.ready();
  }

  const { stdout } = await run(sections, "Take a savepoint under load", "Do");
  table.equal({
    what: "Take a savepoint under load: where it is",
    expected: `s3p://${plan.environment.bucketName}/${deployed.stage.prefixes.savepoints}/…`,
    seen: /"location": "(s3p:\/\/[^"]+\/)[^/"]+"/.exec(stdout)?.[1]?.concat("…") ?? stdout,
  });
  table.note({ what: "Take a savepoint under load", seen: `${secondsOf(stdout, "the savepoint ended")} s` });
}

/** The blocks for a shell, by title and by what they are for; those before the first title are for all. */
function sectionsOf(markdown) {
  const [head, ...rest] = markdown.split(/^### \d+\. /m);
  const blocks = (text) => [...text.matchAll(/```sh\n(.*?)\n```/gs)].map(([, block]) => block);
  const parts = (text) =>
    text.split(/^\*\*(?=[A-Z])/m).map((part) => [/^[\w ]+/.exec(part)?.[0], blocks(part).join("\n")]);
  return {
    functions: blocks(head)[0],
    byTitle: new Map(rest.map((text) => [text.split("\n")[0], new Map(parts(text))])),
  };
}

async function run({ functions, byTitle }, title, part) {
  const script = byTitle.get(title)?.get(part);
  if (script === undefined) {
    throw new Error(`the rehearsal has no ${part} of "${title}"; it has ${[...byTitle.keys()].join(", ")}`);
  }
  const { status, stdout, stderr } = await bash(`${functions}\n${script}`);
  if (status !== 0) {
    throw new Error(`${title}, ${part}: exit code ${status}\n${stdout}\n${stderr}`);
  }
  return { stdout };
}

function bash(script) {
  return new Promise((resolve, reject) => {
    const child = spawn("bash", ["-c", script], {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: PATIENCE_SECONDS * 1000,
    });
    const end = () => child.kill("SIGKILL");
    process.once("exit", end);
    const output = { stdout: "", stderr: "" };
    for (const name of ["stdout", "stderr"]) {
      child[name].setEncoding("utf8").on("data", (text) => {
        output[name] += text;
      });
    }
    child.once("error", reject);
    child.once("close", (status) => {
      process.removeListener("exit", end);
      resolve({ status, ...output });
    });
  });
}

function secondsOf(text, what) {
  const seconds = new RegExp(`^${what} after (\\d+) s$`, "m").exec(text)?.[1];
  return seconds === undefined ? undefined : Number(seconds);
}
