import { eventually } from "../../../cluster/kubectl.mjs";
import { changed } from "../environments.mjs";
import { descendants } from "../processes.mjs";
import { timer, unchanged, unexpected } from "./apply.mjs";

const STAGES = ["correlate", "enrich", "normalize"];
const REFUSED = "error: Error acquiring the state lock";

/**
 * While one apply runs, another is refused. An apply that is killed leaves its lock; once that is taken away as documented,
 * the next apply does what is left. The apply is one that waits for jobs to become stable, so that it can be met half-way.
 */
export async function lockAndResume({ targets, applied, table }) {
  const stacks = applied.get("staging");
  const stack = stacks?.signals;
  if (stack === undefined) {
    return;
  }
  const { operator, kubectl } = targets;
  const { namespace, terraformState } = stacks.plan.environment;
  const lockOf = async () => {
    const { key } = stack.terraform.terraform.backend.s3;
    const text = await targets.states.read(terraformState.bucket, `${key}.tflock`);
    return text === undefined ? undefined : JSON.parse(text);
  };
  const says = (stage, lifecycleState) =>
    kubectl.run([
      "patch",
      "flinkdeployment",
      `sentra-${stage}`,
      `--namespace=${namespace}`,
      "--subresource=status",
      "--type=merge",
      "-p",
      JSON.stringify({ status: { lifecycleState } }),
    ]);
  const { signals } = await targets.synthesized(
    changed(stacks.environment, { flinkOptions: { "web.timeout": "2 min" } }),
  );
  const second = targets.stackOf({ name: `${stack.name}-of-another`, terraform: signals.terraform });
  await second.init();

  let timed = timer();
  operator.paused = true;
  await Promise.all(STAGES.map((stage) => says(stage, "UPGRADING")));
  stack.write(signals.terraform);
  const first = stack.applying();
  const begun = (type) => first.lines().filter((line) => line.type === type).length;
  await eventually("all stages have begun", () => begun("apply_start") === STAGES.length, { seconds: 300 });
  table.equal({
    what: "another apply meanwhile",
    expected: REFUSED,
    seen: refusalOf(await second.plan()),
    seconds: timed(),
  });

  await says("correlate", "STABLE");
  await eventually("one stage is done", () => begun("apply_complete") === 1, { seconds: 120 });
  const processes = [...descendants(first.child.pid), first.child.pid];
  for (const pid of processes) {
    process.kill(pid, "SIGKILL");
  }
  await first.ended;
  const lock = await lockOf();
  table.equal({
    what: `the apply is killed with its ${processes.length - 1} provider(s): its lock`,
    expected: "OperationTypeApply",
    seen: lock?.Operation ?? "gone",
    seconds: timed(),
  });
  table.equal({ what: "the next plan", expected: REFUSED, seen: refusalOf(await second.plan()), seconds: timed() });
  const unlocked = await stack.forceUnlock(lock.ID);
  table.equal({
    what: "terraform force-unlock with the id of that message",
    expected: "unlocked",
    seen: unlocked.status === 0 && (await lockOf()) === undefined ? "unlocked" : unlocked.stderr,
    seconds: timed(),
  });

  timed = timer();
  operator.paused = false;
  await Promise.all(STAGES.map((stage) => says(stage, "STABLE")));
  const left = await stack.plan();
  const beyond = [...left.changes.filter((line) => !line.startsWith("update ")), ...unexpected(left)];
  table.equal({
    what: `what is left (${left.changes.length} of ${STAGES.length} changes): created or replaced`,
    expected: "nothing",
    seen: beyond.join(", ") || "nothing",
    seconds: timed(),
  });
  const after = [...unexpected(await stack.apply()), unchanged(await stack.plan())].join("; ");
  table.equal({ what: "applied, a second plan", expected: "no change", seen: after, seconds: timed() });
}

/** The title of what a run says, and whether it names the lock by its id. */
function refusalOf({ status, diagnostics }) {
  const [said = `exit code ${status}`] = diagnostics;
  return said.startsWith(REFUSED) && /ID: *[0-9a-f-]{36}/.test(said) ? REFUSED : said;
}
