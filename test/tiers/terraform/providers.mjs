import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { CannotRun } from "../flink/distributions.mjs";

export const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "cdktf-flink");
const MIRROR = join(CACHE, "terraform-mirror");

/**
 * Providers as Go modules. Their release tags break Go's rules for major versions, so the module proxy knows only
 * pseudo-versions; the version they get here lies inside the ranges our stacks ask for.
 */
const BUILDS = {
  kubernetes: { module: "v1.13.4-0.20260821094251-3a33fb6cc605", version: "3.2.99", minutes: 3 },
  helm: { module: "v1.3.3-0.20260629194918-a4f1c1d8b008", version: "3.1.99", minutes: 2 },
  aws: { module: "v1.60.1-0.20260602190131-5f2286d6d836", version: "6.47.99", minutes: 30 },
};

export { CannotRun };

export const NEEDS = `It needs
  Node 20.9 or newer, and dist/ as npm run build leaves it;
  terraform 1.11 or newer on the PATH: https://developer.hashicorp.com/terraform/install;
  the providers kubernetes, helm and aws: from the registry that terraform init reaches, or else
  built with go 1.24 or newer and kept in ${MIRROR}
  (kubernetes and helm 5 minutes; aws half an hour and 16 GB, so only with --build-aws).
  for what is applied: kubectl and the cluster that KUBECONFIG names (kind, minikube), in which it makes namespaces sentra-*,
  CRDs and nothing that runs; or a node of its own, which needs what npm run test:cluster needs;
  python3 with venv and pip, for moto and checkov, 600 MB from PyPI; go, for MinIO and CRDs of others; tar; npm, for
  cdktf-cli. All of it is kept in ${CACHE}.
`;

export function requireTerraform() {
  const { stdout, error } = spawnSync("terraform", ["version", "-json"], { encoding: "utf8" });
  const version = error === undefined ? JSON.parse(stdout).terraform_version : undefined;
  const [major = 0, minor = 0] = (version ?? "").split(".").map(Number);
  if (version === undefined || major < 1 || (major === 1 && minor < 11)) {
    throw new CannotRun(`terraform is ${version ?? "not here"}; install 1.11 or newer`);
  }
  return version;
}

/**
 * Finds the providers, and returns the environment that terraform finds them with, and those that are nowhere.
 *
 * @param buildAws - build the AWS provider too, if it is nowhere
 */
export function provideProviders(buildAws) {
  if (registryAnswers()) {
    return { environment: process.env, missing: [], origin: "the registry" };
  }
  const missing = Object.keys(BUILDS).filter((name) => !existsSync(binary(name)));
  for (const name of missing.filter((name) => buildAws || name !== "aws")) {
    build(name);
  }
  const configuration = join(CACHE, "terraform-mirror.tfrc");
  writeFileSync(
    configuration,
    `provider_installation {\n  filesystem_mirror { path = ${JSON.stringify(MIRROR)} }\n}\n`,
  );
  return {
    environment: { ...process.env, TF_CLI_CONFIG_FILE: configuration },
    missing: Object.keys(BUILDS).filter((name) => !existsSync(binary(name))),
    origin: "the mirror of built providers",
  };
}

/** Whether terraform init can fetch a small provider by itself. */
function registryAnswers() {
  const folder = join(tmpdir(), `cdktf-flink-registry-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, "main.tf.json"),
    '{"terraform":{"required_providers":{"null":{"source":"hashicorp/null"}}}}',
  );
  const { status } = spawnSync("terraform", ["init", "-input=false"], { cwd: folder, timeout: 60_000 });
  rmSync(folder, { recursive: true, force: true });
  return status === 0;
}

function binary(name) {
  const { version } = BUILDS[name];
  return join(
    MIRROR,
    "registry.terraform.io",
    "hashicorp",
    name,
    version,
    platform(),
    `terraform-provider-${name}_v${version}`,
  );
}

/** As Terraform names it: `linux_amd64`. */
function platform() {
  return `${process.platform}_${{ x64: "amd64" }[process.arch] ?? process.arch}`;
}

/** In a copy of the module, because `go install` refuses modules with replacements; under its name only once whole. */
function build(name) {
  const { module, minutes } = BUILDS[name];
  process.stdout.write(`building the ${name} provider, about ${minutes} minutes\n`);
  const path = `github.com/hashicorp/terraform-provider-${name}`;
  const { Dir: source } = JSON.parse(go(["mod", "download", "-json", `${path}@${module}`], tmpdir()));
  const copy = join(CACHE, "build", name);
  rmSync(copy, { recursive: true, force: true });
  cpSync(source, copy, { recursive: true, filter: (file) => !file.includes("/.git/") });
  spawnSync("chmod", ["-R", "u+w", copy]);
  const target = binary(name);
  mkdirSync(join(target, ".."), { recursive: true });
  const unfinished = join(CACHE, "build", `${name}.unfinished`);
  go(["build", "-buildvcs=false", "-trimpath", "-ldflags", "-s -w", "-o", unfinished, "."], copy);
  chmodSync(unfinished, 0o755);
  renameSync(unfinished, target);
  rmSync(copy, { recursive: true, force: true });
}

function go(args, cwd) {
  const { status, stdout, error } = spawnSync("go", args, {
    cwd,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, CGO_ENABLED: "0" },
    maxBuffer: 1 << 26,
  });
  if (status !== 0) {
    throw new CannotRun(
      `go ${args[0]} failed (${error?.message ?? `exit code ${status}`}); it needs go 1.24 or newer and a module proxy`,
    );
  }
  return stdout;
}
