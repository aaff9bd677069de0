import { performance } from "node:perf_hooks";
import { quotaOf } from "../../../cluster/nothing-runs.mjs";

/** AWS providers at once: each takes close to a gigabyte, and an apply mostly waits. */
const AT_ONCE = 3;

/**
 * Every environment is planned without a diagnostic, applied as planned, and a second plan has nothing to do. Returns what
 * was applied, by environment.
 */
export async function applyAll({ targets, environments, table }) {
  const synthesized = [];
  for (const environment of environments) {
    synthesized.push({ environment, ...(await targets.synthesized(environment)) });
  }
  await targets.prepare(synthesized.map(({ plan }) => plan));
  const applied = new Map();
  // AWS first: its applies mostly wait, a minute each.
  const onAws = ({ environment }) => environment.aws !== undefined;
  const waiting = [...synthesized.filter(onAws), ...synthesized.filter((each) => !onAws(each))];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      applied.set(next.plan.environment.name, await applyBoth({ targets, table }, next));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return applied;
}

async function applyBoth({ targets, table }, { environment, plan, foundation, signals, objects }) {
  const { namespace } = plan.environment;
  const stacks = { environment, plan, objects, plans: [] };
  for (const [part, synthesized] of Object.entries({ foundation, signals })) {
    const stack = targets.stackOf(synthesized);
    if (stack.absent !== undefined) {
      table.skip(synthesized.name, `needs the provider ${stack.absent.join(", ")}`);
      await targets.kubectl.apply([{ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }]);
    } else {
      stacks.plans.push(await applyOne(stack, table));
      stacks[part] = stack;
    }
    await targets.kubectl.apply([quotaOf(namespace)]);
  }
  return stacks;
}

/** Returns the file of the first plan. */
async function applyOne(stack, table) {
  const declared = resourcesOf(stack.terraform);
  const timed = timer();
  await stack.init();
  const first = await stack.plan();
  table.equal({
    what: `${stack.name}: plan`,
    expected: `${declared.length} to create, nothing to say`,
    seen: said(first, first.changes.every((change) => change.startsWith("create ")) ? "to create" : "to change"),
    seconds: timed(),
  });
  const file = await stack.show();
  const { applied, diagnostics } = await stack.apply();
  const seen = diagnostics.length > 0 ? diagnostics.join("; ") : applied.length;
  table.equal({ what: `${stack.name}: apply`, expected: declared.length, seen, seconds: timed() });
  table.equal({
    what: `${stack.name}: a second plan`,
    expected: "no change",
    seen: unchanged(await stack.plan()),
    seconds: timed(),
  });
  return file;
}

function said({ changes, diagnostics }, verb) {
  return `${changes.length} ${verb}, ${diagnostics.join("; ") || "nothing to say"}`;
}

/** `no change`, or what a plan says instead. */
export function unchanged({ status, changes, diagnostics }) {
  return status === 0 && diagnostics.length === 0 ? "no change" : [...changes, ...diagnostics].join("; ");
}

/** What the Kubernetes provider says of every change of Flink's options, whose names no schema knows. */
const OF_OPTIONS = /AttributeName\("flinkConfiguration"\) value's type is an x-kubernetes-preserve-unknown-field/;

/** The diagnostics that a change of what exists need not have. */
export function unexpected({ diagnostics }) {
  return diagnostics.filter((said) => !OF_OPTIONS.test(said));
}

/** The addresses of a stack's resources. */
export function resourcesOf({ resource }) {
  return Object.entries(resource).flatMap(([type, byName]) => Object.keys(byName).map((name) => `${type}.${name}`));
}

/** Seconds since it was asked last. */
export function timer() {
  let last = performance.now();
  return () => {
    const now = performance.now();
    const seconds = (now - last) / 1000;
    last = now;
    return seconds;
  };
}
