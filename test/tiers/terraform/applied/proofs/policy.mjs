import { judged, readSuppressions, scan, writeObjects } from "../policy.mjs";
import { timer } from "./apply.mjs";

/**
 * checkov judges the plan of every environment, and its Kubernetes objects: every finding is fixed, or suppressed in one
 * file with its reason. A suppression of nothing is an error, too, where everything was scanned.
 */
export async function scanPolicies({ targets, applied, complete, fault, table, say }) {
  const timed = timer();
  const folder = targets.folder("objects");
  const all = [...applied.values()];
  const plans = await scan(
    "terraform_plan",
    all.flatMap((stacks) => stacks.plans),
  );
  const names = [...applied.keys()];
  const objects = await scan(
    "kubernetes",
    all.map((stacks, index) => writeObjects(folder, names[index], stacks.objects)),
  );
  const findings = [...plans.findings, ...objects.findings];
  const known = fault ? [] : readSuppressions();
  const { suppressions, open } = judged(findings, known);
  for (const check of new Set(open.map((finding) => finding.check))) {
    const found = open.filter((finding) => finding.check === check);
    say(`${check}: ${found[0].name}: ${[...new Set(found.map(({ resource }) => resource))].join(", ")}`);
  }
  for (const { check, reason } of known) {
    const suppressed = suppressions.filter((each) => each.check === check && each.reason === reason);
    say(`suppressed ${suppressed.flatMap(({ found }) => found).length} × ${check}: ${reason}`);
  }
  table.note({
    what: `checkov: ${plans.resources} resources planned, ${objects.resources} Kubernetes objects`,
    seen: `${plans.passed + objects.passed} passed, ${findings.length} found, ${findings.length - open.length} suppressed`,
  });
  table.equal({ what: "checkov: findings that nothing suppresses", expected: 0, seen: open.length, seconds: timed() });
  table.equal({ what: "checkov: files it could not read", expected: 0, seen: plans.unread + objects.unread });
  if (complete) {
    const stale = suppressions
      .filter(({ found }) => found.length === 0)
      .map(({ check, resource }) => `${check} ${resource}`);
    table.equal({ what: "suppressions of nothing", expected: "none", seen: stale.join(", ") || "none" });
  }
}
