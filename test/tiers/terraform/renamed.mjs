import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(import.meta.url);
const { FlinkApp, FlinkFoundation, FlinkStack, planPlatform } = require("../../../dist/lib/index.js");
const { environments, workload } = require("../../../dist/stacks/platform.js");

/** Of Kubernetes alone, whose names are all in the configuration, so that a state can be written down for it. */
const ENVIRONMENT = "local";
const PROVIDER = 'provider["registry.terraform.io/hashicorp/kubernetes"]';

/**
 * A construct is renamed in a stack that was applied: Terraform plans with the new stack and the old one's state. With the
 * declared history it may destroy nothing; without it, it must, or the proof shows nothing.
 *
 * @returns problems
 */
export function renamedConstruct({ environment, history = true }) {
  const renamed = [{ from: "Flink", to: "Base" }];
  const before = foundation("Flink");
  const moved = planned(before, foundation("Base", history ? renamed : []), environment);
  const control = planned(before, foundation("Base"), environment);
  return [
    ...moved.destroyed.map((address) => `a plan with the history destroys ${address}`),
    ...(moved.kept.length === Object.values(before.resource).flatMap(Object.keys).length
      ? []
      : [`a plan with the history keeps only ${moved.kept.join(", ")}`]),
    ...(control.destroyed.length > 0 ? [] : ["a plan without the history destroys nothing, so that the proof is none"]),
  ];
}

/** The foundation under a construct of this name, without its backend and the user's cluster. */
function foundation(id, renamed = []) {
  const outdir = mkdtempSync(join(tmpdir(), "cdktf-flink-renamed-"));
  try {
    const environment = environments.find(({ name }) => name === ENVIRONMENT);
    const app = new FlinkApp({ outdir, stateLock: false });
    const stack = new FlinkStack(app, { environment, part: "foundation", providers: ["kubernetes"], renamed });
    new FlinkFoundation(stack, id, { plan: planPlatform(workload, environment) });
    app.synth();
    const file = join(outdir, "stacks", stack.node.id, "cdk.tf.json");
    const { terraform, ...rest } = JSON.parse(readFileSync(file, "utf8"));
    return {
      ...rest,
      terraform: { required_providers: terraform.required_providers },
      provider: { kubernetes: [{ host: "https://127.0.0.1:1" }] },
    };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** What Terraform would do to resources of a state that is written down as the provider would have. */
function planned(before, after, environment) {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-flink-plan-"));
  try {
    const run = (...args) => {
      const { status, stdout, stderr } = spawnSync("terraform", args, {
        cwd: folder,
        encoding: "utf8",
        env: environment,
        maxBuffer: 1 << 28,
      });
      if (status !== 0) {
        throw new Error(`terraform ${args[0]} failed: ${stderr}`);
      }
      return stdout;
    };
    writeFileSync(join(folder, "cdk.tf.json"), JSON.stringify(after));
    run("init", "-input=false", "-no-color");
    const { provider_schemas: all } = JSON.parse(run("providers", "schema", "-json"));
    const schemas = all["registry.terraform.io/hashicorp/kubernetes"].resource_schemas;
    writeFileSync(join(folder, "terraform.tfstate"), JSON.stringify(stateOf(before, schemas)));
    run("plan", "-refresh=false", "-input=false", "-no-color", "-out=plan");
    const { resource_changes: changes } = JSON.parse(run("show", "-json", "plan"));
    const isDestroyed = ({ change }) => change.actions.includes("delete");
    return {
      destroyed: changes.filter(isDestroyed).map(({ address }) => address),
      kept: changes
        .filter(({ change }) => change.before !== null && !change.actions.includes("delete"))
        .map(({ address }) => address),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function stateOf({ resource }, schemas) {
  return {
    version: 4,
    terraform_version: "1.11.0",
    serial: 1,
    lineage: "cdktf-flink",
    resources: Object.entries(resource).flatMap(([type, byName]) =>
      Object.entries(byName).map(([name, body]) => ({
        mode: "managed",
        type,
        name,
        provider: PROVIDER,
        instances: [
          {
            schema_version: schemas[type].version,
            attributes: { ...attributes(body, schemas[type].block), id: identity(body.metadata) },
          },
        ],
      })),
    ),
  };
}

function identity({ namespace, name }) {
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** A configuration in the form a state has: blocks as lists, what is not said as null. */
function attributes(body, { attributes: plain = {}, block_types: blocks = {} }) {
  return {
    ...Object.fromEntries(Object.keys(plain).map((name) => [name, body[name] ?? null])),
    ...Object.fromEntries(
      Object.entries(blocks).map(([name, { nesting_mode: nesting, block }]) => {
        const values = [body[name] ?? []].flat().map((each) => attributes(each, block));
        return [name, nesting === "single" ? (values[0] ?? null) : values];
      }),
    ),
  };
}
