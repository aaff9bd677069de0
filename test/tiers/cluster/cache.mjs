import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { CannotRun } from "../flink/distributions.mjs";

export { CannotRun };

const CACHES = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "cdktf-flink");

/** What takes minutes to make and is kept outside the tree. */
export const CACHE = join(CACHES, "cluster");
/** The programs of the node that CI starts. */
export const NODE_PROGRAMS = join(CACHES, "kubernetes-node", "bin");

/** A folder of the cache, made where it is missing; under its name only once it is complete. */
export function kept(name, fill) {
  const folder = join(CACHE, name);
  if (!existsSync(folder)) {
    mkdirSync(join(folder, ".."), { recursive: true });
    const unfinished = mkdtempSync(`${folder}.unfinished-`);
    try {
      fill(unfinished);
      renameSync(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  return folder;
}

/** Twelve digits that change with any of the values. */
export function digestOf(...values) {
  const digest = createHash("sha256");
  for (const value of values) {
    digest.update(JSON.stringify(value ?? null));
  }
  return digest.digest("hex").slice(0, 12);
}

/** The names and contents of a folder's files, for `digestOf`. */
export function contentsOf(folder) {
  return readdirSync(folder, { recursive: true })
    .sort()
    .map((name) => [name, join(folder, name)])
    .filter(([, path]) => statSync(path).isFile())
    .map(([name, path]) => [name, readFileSync(path, "utf8")]);
}

export function run(command, args, { wayOut = "", ...options } = {}) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    ...options,
  });
  if (status !== 0) {
    const said = error?.message ?? `${stdout ?? ""}\n${stderr ?? ""}`.trim().split("\n").slice(-12).join("\n");
    throw new CannotRun(`${command} ${args.slice(0, 3).join(" ")} … failed${wayOut && ` (${wayOut})`}:\n${said}`);
  }
  return stdout;
}

/** Builds a program of a Go module into a folder. */
export function goInstall(folder, module) {
  run("go", ["install", "-trimpath", "-ldflags=-s -w", module], {
    wayOut: "it needs go 1.24 or newer, and a module proxy",
    env: { ...process.env, GOBIN: folder, CGO_ENABLED: "0" },
  });
}
