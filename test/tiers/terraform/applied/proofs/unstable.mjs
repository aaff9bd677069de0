import { quotaOf } from "../../../cluster/nothing-runs.mjs";
import { compiled } from "../../../flink/containers/java.mjs";
import { environmentsOf } from "../environments.mjs";
import { timer, unchanged } from "./apply.mjs";

const { Duration } = compiled("lib/index");
const STAGES = ["correlate", "enrich", "normalize"];
const PROTECTED = "Instance cannot be destroyed";

/**
 * A new job that does not become stable while an apply waits for it. Terraform then holds the deployment for broken and would
 * replace it, which its protection refuses; the documented way on is to say that it is not broken.
 */
export async function goOnAfterUnstable({ targets, table }) {
  const { operator, kubectl } = targets;
  const [local] = environmentsOf({ only: "local-operator", ...targets.place });
  const runtime = { type: "operator", waitUntilStable: Duration.seconds(5) };
  const { plan, signals } = await targets.synthesized({ ...local, name: "local-unstable", runtime });
  const { namespace } = plan.environment;
  await targets.prepare([plan]);
  await kubectl.apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }, quotaOf(namespace)]);
  const stack = targets.stackOf(signals);
  const addresses = STAGES.map((stage) => `kubernetes_manifest.sentra-${stage}`);

  const timed = timer();
  operator.paused = true;
  await stack.init();
  await stack.plan();
  const { diagnostics } = await stack.apply();
  const timeouts = diagnostics.filter((said) => said.includes("Operation timed out")).length;
  const what = "an apply that waits for three new jobs, of which none becomes stable";
  table.equal({ what, expected: "3 timed out", seen: `${timeouts} timed out`, seconds: timed() });
  const refused = (await stack.plan()).diagnostics.filter((said) => said.includes(PROTECTED)).length;
  table.equal({
    what: "the next plan",
    expected: PROTECTED,
    seen: refused > 0 ? PROTECTED : "planned",
    seconds: timed(),
  });
  operator.paused = false;
  for (const address of addresses) {
    await stack.untaint(address);
  }
  await stack.plan();
  const after = [...(await stack.apply()).diagnostics, unchanged(await stack.plan())].join("; ");
  table.equal({
    what: "terraform untaint, applied, a second plan",
    expected: "no change",
    seen: after,
    seconds: timed(),
  });
}
