import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { provideProviders, requireTerraform } from "../terraform/providers.mjs";

/**
 * A stack in the hands of the real Terraform and its Kubernetes provider. Only where its state is kept and which cluster
 * it reaches are changed.
 */
export class TerraformStack {
  #folder;
  #environment;

  static async of(kubectl, { name, terraform }) {
    requireTerraform();
    const folder = mkdtempSync(join(tmpdir(), `cdktf-flink-terraform-${name}-`));
    const kubeconfig = join(folder, "kubeconfig");
    const config = await kubectl.json(["config", "view", "--raw", "--flatten", "--minify"]);
    writeFileSync(kubeconfig, JSON.stringify(config), { mode: 0o600 });
    const { required_providers: providers } = terraform.terraform;
    const changed = {
      ...terraform,
      terraform: { required_providers: providers, backend: { local: { path: join(folder, "state") } } },
      provider: { kubernetes: [{ config_path: kubeconfig }] },
    };
    mkdirSync(join(folder, "stack"));
    writeFileSync(join(folder, "stack", "cdk.tf.json"), JSON.stringify(changed));
    return new TerraformStack(folder, provideProviders(false).environment);
  }

  constructor(folder, environment) {
    this.#folder = folder;
    this.#environment = environment;
  }

  apply() {
    this.#succeed("init", "-input=false");
    this.#succeed("apply", "-auto-approve", "-input=false");
  }

  /** What a plan would change now: nothing, or its own words. */
  plan() {
    const { status, stdout, stderr } = this.#run("plan", "-input=false", "-detailed-exitcode");
    return status === 0
      ? "no change"
      : `${stdout}\n${stderr}`
          .split("\n")
          .filter((line) => /^ *[#~+-]|Error/.test(line))
          .join("; ");
  }

  remove() {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #succeed(...args) {
    const { status, stderr } = this.#run(...args);
    if (status !== 0) {
      throw new Error(`terraform ${args[0]}: ${stderr.trim()}`);
    }
  }

  #run(...args) {
    const [command, ...options] = args;
    return spawnSync("terraform", [command, "-no-color", ...options], {
      cwd: join(this.#folder, "stack"),
      encoding: "utf8",
      env: this.#environment,
      maxBuffer: 2 ** 26,
    });
  }
}

/**
 * Where the objects that Terraform made in a namespace differ from ours: what the API server would store of ours, with its
 * defaults, in a namespace beside it.
 */
export async function differencesFromTerraform(kubectl, objects, namespace, beside) {
  const list = (items) => JSON.stringify({ apiVersion: "v1", kind: "List", items });
  const names = objects.map(({ apiVersion, kind, metadata }) => ({ apiVersion, kind, metadata }));
  const made = (await kubectl.json(["get", "-f", "-"], { input: list(names) })).items;
  const moved = JSON.parse(JSON.stringify(objects).replaceAll(JSON.stringify(namespace), JSON.stringify(beside)));
  const dry = ["apply", "--server-side", "--dry-run=server", "-f", "-"];
  const ours = (await kubectl.json(dry, { input: list(moved) })).items;
  return ours.flatMap((object, index) =>
    differing(
      comparable(made[index]),
      JSON.parse(JSON.stringify(comparable(object)).replaceAll(beside, namespace)),
    ).map((difference) => `${object.kind} ${object.metadata.name}${difference}`),
  );
}

/**
 * What the provider writes where nothing is said, and what means the same as nothing. Whatever else it writes so does not:
 * `runAsNonRoot: false` is such a one.
 */
const SAME_AS_NOTHING = new Set([
  "immutable=false",
  "mountPropagation=None",
  "namespace=default",
  "optional=false",
  "privileged=false",
  "shareProcessNamespace=false",
]);

/** Without what the API server hands out. A Role's verbs are a set. */
function comparable({ status, metadata, ...object }) {
  const { labels, annotations = {} } = metadata;
  const { "deployment.kubernetes.io/revision": revision, ...written } = annotations;
  const spec = object.spec && withoutKeys(object.spec, ["clusterIP", "clusterIPs", "finalizers"]);
  const rules = object.rules?.map((rule) => ({ ...rule, verbs: [...rule.verbs].sort() }));
  return { ...object, ...(spec && { spec }), ...(rules && { rules }), metadata: { labels, annotations: written } };
}

function withoutKeys(object, keys) {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

/** The paths at which two values differ, with both. */
function differing(theirs, ours, path = "") {
  const nested = (value) => typeof value === "object" && value !== null;
  if (nested(theirs) && nested(ours)) {
    const keys = new Set([...Object.keys(theirs), ...Object.keys(ours)]);
    return [...keys].flatMap((key) => differing(theirs[key], ours[key], `${path}.${key}`));
  }
  const same = theirs === ours || (ours === undefined && SAME_AS_NOTHING.has(`${path.split(".").at(-1)}=${theirs}`));
  return same ? [] : [`${path}: Terraform ${JSON.stringify(theirs)}, here ${JSON.stringify(ours)}`];
}
