import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CLI_ENVIRONMENT, cdktfCli } from "../../../cdktf-cli/cli.mjs";
import { quotaOf } from "../../../cluster/nothing-runs.mjs";
import { finished } from "../processes.mjs";
import { resourcesOf, timer } from "./apply.mjs";

const NAME = "local-cli";
const PROTECTED = "Instance cannot be destroyed";
const APP = fileURLToPath(new URL("../app.mjs", import.meta.url));

/**
 * The stock CLI deploys the local environment, foundation first. It shows what a fresh environment would be before anything
 * of it is there; it is refused where something is protected, and takes away what is not.
 */
export async function deployByCli({ targets, environment, table }) {
  const { kubectl, place } = targets;
  const namespace = `sentra-${NAME}`;
  targets.owns(namespace);
  const folder = targets.folder("cli");
  const configuration = { language: "typescript", app: `node ${APP}`, projectId: "tier", sendCrashReports: "false" };
  writeFileSync(join(folder, "cdktf.json"), JSON.stringify(configuration));
  const env = { ...environment, ...CLI_ENVIRONMENT, TIER_ENVIRONMENT: JSON.stringify({ ...place, name: NAME }) };
  const cdktf = (args, removal) =>
    // To lock providers the CLI asks the registry, whatever Terraform is told about a mirror.
    finished(cdktfCli(), [...args, "--skip-provider-lock"], {
      cwd: folder,
      env: { ...env, ...(removal && { TIER_REMOVAL: removal }) },
    });
  const stackFolder = (part) => join(folder, "cdktf.out/stacks", `${NAME}-${part}`);
  const count = async () =>
    (
      await kubectl.list(["deployments,statefulsets,services,configmaps,roles,serviceaccounts", "-n", namespace])
    ).filter(({ metadata }) => /^(sentra|flink)-/.test(metadata.name)).length;
  let timed = timer();
  const judged = (what, expected, seen) => table.equal({ what: `cdktf ${what}`, expected, seen, seconds: timed() });

  const fresh = await cdktf(["diff", `${NAME}-signals`]);
  judged(`diff ${NAME}-signals before anything is deployed`, "18 to add", planned(fresh));
  timed = timer();
  const deploying = cdktf(["deploy", `${NAME}-*`, "--auto-approve"]);
  await keptEmpty(kubectl, namespace, deploying);
  const foundation = declaredIn(stackFolder("foundation"));
  const signals = declaredIn(stackFolder("signals"));
  judged(`deploy '${NAME}-*', foundation first`, `${foundation} added, ${signals} added`, added(await deploying));
  const there = await count();
  judged(`diff ${NAME}-foundation afterwards`, "no changes", planned(await cdktf(["diff", `${NAME}-foundation`])));

  const refused = await cdktf(["destroy", `${NAME}-signals`, "--auto-approve"]);
  // The CLI sometimes ends before it has printed what Terraform said last, so Terraform is asked again where the CLI asked it.
  const again = await finished("terraform", ["plan", "-destroy", "-no-color"], { cwd: stackFolder("signals"), env });
  judged(
    `destroy ${NAME}-signals`,
    `exit code 1: ${PROTECTED}`,
    `exit code ${refused.status}: ${again.stderr.includes(PROTECTED) ? PROTECTED : again.stderr}`,
  );
  judged("destroy: objects that are gone", 0, there - (await count()));
  const removed = await cdktf(["destroy", `${NAME}-*`, "--auto-approve"], "allow");
  judged(
    `destroy '${NAME}-*' with both keys turned`,
    `${signals} destroyed, ${foundation} destroyed`,
    destroyed(removed),
  );
  const left = (await kubectl.list(["namespaces"])).some(({ metadata }) => metadata.name === namespace);
  judged("destroy: the namespace", "gone", left ? "there" : "gone");
}

/** How many resources a stack declares. */
function declaredIn(folder) {
  return resourcesOf(JSON.parse(readFileSync(join(folder, "cdk.tf.json"), "utf8"))).length;
}

/** From the moment a namespace is there, no pod is admitted to it. */
async function keptEmpty(kubectl, namespace, deploying) {
  let over = false;
  deploying.finally(() => {
    over = true;
  });
  while (!over) {
    const { status } = await kubectl.attempt(["apply", "-f", "-"], { input: JSON.stringify(quotaOf(namespace)) });
    if (status === 0) {
      return;
    }
    await sleep(200);
  }
}

function planned(run) {
  const [, add] = /Plan: (\d+ to add), 0 to change, 0 to destroy/.exec(run.stdout) ?? [];
  return ended(run) ?? add ?? (/No changes/.test(run.stdout) ? "no changes" : run.stdout);
}

/** The resources of each stack, in the order in which they were complete. */
function added(run) {
  return ended(run) ?? counts(run, /Apply complete! Resources: (\d+ added)/g).join(", ");
}

function destroyed(run) {
  return ended(run) ?? counts(run, /Destroy complete! Resources: (\d+ destroyed)/g).join(", ");
}

function counts({ stdout }, pattern) {
  return [...stdout.matchAll(pattern)].map(([, count]) => count);
}

/** How a run failed, if it did. */
function ended({ status, stdout, stderr }) {
  return status === 0 ? undefined : `exit code ${status}: ${`${stdout}\n${stderr}`.trim().slice(-2_000)}`;
}
