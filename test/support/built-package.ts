import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { inject } from "vitest";
import packageJson from "../../package.json";

const ROOT = join(__dirname, "..", "..");
/** What a user installs beside the package, and what npm would install with it. */
const PEERS = ["cdktf", "constructs", "@cdktf/provider-aws", "@cdktf/provider-kubernetes"];
const DEPENDENCIES = Object.keys(packageJson.dependencies);

/** The package as `npm pack` ships it. */
export interface BuiltPackage {
  readonly files: readonly string[];
  /** Unpacks it into a project's `node_modules`, with its peers beside it and nothing from the network. */
  linkInto(project: string, options?: { readonly helm: boolean }): void;
}

let built: BuiltPackage | undefined;

/** Packs once for all tests of a run: the first worker that asks does it, the others wait. */
export function builtPackage(): BuiltPackage {
  built ??= unpacking(packed(inject("packFolder")));
  return built;
}

function packed(folder: string): string {
  const tarball = join(folder, "package.tgz");
  try {
    mkdirSync(join(folder, "packing"));
  } catch {
    for (let waited = 0; !existsSync(tarball); waited++) {
      if (waited > 600) {
        throw new Error("the worker that packs the package has not finished within a minute");
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    }
    return tarball;
  }
  execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
  });
  renameSync(join(folder, readdirSync(folder).find((file) => file.endsWith(".tgz")) ?? ""), tarball);
  return tarball;
}

function unpacking(tarball: string): BuiltPackage {
  const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).trim().split("\n");
  return {
    files: files.map((file) => file.replace(/^package\//, "")),
    linkInto(project, { helm = false } = { helm: false }) {
      const target = join(project, "node_modules", "cdktf-flink");
      mkdirSync(target, { recursive: true });
      execFileSync("tar", ["-xzf", tarball, "-C", target, "--strip-components", "1"]);
      for (const name of [...PEERS, ...DEPENDENCIES, ...(helm ? ["@cdktf/provider-helm"] : [])]) {
        const link = join(project, "node_modules", name);
        mkdirSync(dirname(link), { recursive: true });
        symlinkSync(join(ROOT, "node_modules", name), link);
      }
    },
  };
}
