import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kubectl } from "../../cluster/kubectl.mjs";
import { Table } from "../../cluster/table.mjs";
import { CannotRun } from "../providers.mjs";
import { environmentsOf } from "./environments.mjs";
import { STOOD_IN_FOR } from "./gateway.mjs";
import { applyAll } from "./proofs/apply.mjs";
import { changeNumbers } from "./proofs/change.mjs";
import { deployByCli } from "./proofs/cli.mjs";
import { repairBucket, repairCluster } from "./proofs/drift.mjs";
import { lockAndResume } from "./proofs/lock.mjs";
import { scanPolicies } from "./proofs/policy.mjs";
import { goOnAfterUnstable } from "./proofs/unstable.mjs";
import { Targets } from "./targets.mjs";

/**
 * Applies everything for real, changes it, breaks it and scans it. Returns how many lines of its table passed, failed and
 * were skipped.
 *
 * @param options - `full`: every environment with both runtimes; `only`: those of these names; `keep`: leave all as it is;
 *   `fault`: let a namespace change with every plan and suppress nothing, which must fail
 */
export async function proveApplied(terraform, { full, only, keep, fault }) {
  const started = performance.now();
  const say = (line) => {
    process.stdout.write(`${((performance.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}\n`);
  };
  const folder = mkdtempSync(join(tmpdir(), "cdktf-flink-applied-"));
  const table = new AppliedTable(say);
  const cluster = await provideCluster(say);
  let targets;
  try {
    targets = await Targets.start({ kubectl: cluster.kubectl, terraform, folder, fault });
    say(
      `a cluster, ${targets.aws === undefined ? "no AWS" : "AWS as moto has it"}, and an S3 server for states are up`,
    );
    for (const line of NOT_JUDGED) {
      say(`not judged: ${line}`);
    }
    await proveAll({ targets, terraform, full, only, fault, table, say });
  } finally {
    await targets?.stop({ keep });
    cluster.stop();
    if (keep) {
      say(`what was applied stays: ${folder}`);
    } else {
      rmSync(folder, { recursive: true, force: true });
    }
  }
  process.stdout.write(`\n${table}`);
  return table;
}

async function proveAll({ targets, terraform, full, only, fault, table, say }) {
  const environments = environmentsOf({ full, only, ...targets.place });
  const applied = await applyAll({ targets, environments, table: table.of("apply") });
  const proof = (name, prove) => conduct(table.of(name), name, say, prove);
  // Three chains beside each other, of which none touches what another one does; mostly each of them waits.
  await Promise.all([
    proof("policy", (table) =>
      scanPolicies({ targets, applied, complete: only === undefined && targets.aws !== undefined, fault, table, say }),
    ).then(() => proof("cli", (table) => deployByCli({ targets, environment: terraform.environment, table }))),
    proof("change", (table) => changeNumbers({ targets, applied, table }))
      .then(() => proof("drift", (table) => repairCluster({ targets, applied, table })))
      .then(() => proof("lock", (table) => lockAndResume({ targets, applied, table })))
      .then(() => full && proof("unstable", (table) => goOnAfterUnstable({ targets, table }))),
    proof("drift", (table) => repairBucket({ targets, applied, table })),
  ]);
}

/** One proof; an error is a failed line. */
async function conduct(table, name, say, prove) {
  try {
    await prove(table);
  } catch (error) {
    table.add({ what: name, expected: "to come to its end", seen: error.message, passed: false });
    say(error.stack);
  }
}

/** What is here by its arguments only, and where it is judged for real. */
const NOT_JUDGED = [
  ...STOOD_IN_FOR.map((what) => `${what}: the tier's own, not moto's`),
  "whether AWS would allow it: moto checks neither policies nor trust; test:cluster has an S3 server judge the policies",
  "the operator and its chart: a chart of its name and version keeps the values, and a stand-in says STABLE",
  "Flink: no pod is admitted here; test:cluster runs it",
];

async function provideCluster(say) {
  if (!process.env.KUBECONFIG) {
    const { provideCluster } = await import("../../cluster/cluster.mjs");
    return provideCluster({ say, keep: false });
  }
  const kubectl = new Kubectl();
  await kubectl.list(["nodes"]).catch((cause) => {
    throw new CannotRun(`the cluster of KUBECONFIG does not answer: ${cause.message}`);
  });
  return { kubectl, stop: () => {} };
}

/** A table with lines for what could not be judged; what is wrong is said at its full length. */
class AppliedTable extends Table {
  #say;
  skipped = 0;

  constructor(say) {
    super(say);
    this.#say = say;
  }

  add(line) {
    super.add(line);
    if (line.passed === false) {
      this.#say(`${line.what}: ${line.seen}`);
    }
  }

  of(proof) {
    const skip = (what, reason) => {
      this.skipped += 1;
      this.add({ proof, what, expected: "–", seen: `skipped: ${reason}` });
    };
    return { ...super.of(proof), skip };
  }
}
