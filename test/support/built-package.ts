import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
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

let built: (BuiltPackage & { readonly folder: string }) | undefined;

/** Packs once for all tests of a run. */
export function builtPackage(): BuiltPackage {
  built ??= pack();
  return built;
}

function pack(): BuiltPackage & { readonly folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-flink-pack-"));
  execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "inherit"],
  });
  const tarball = join(folder, readdirSync(folder).find((file) => file.endsWith(".tgz")) ?? "");
  const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).trim().split("\n");
  return {
    folder,
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

process.once("exit", () => {
  if (built !== undefined) {
    rmSync(built.folder, { recursive: true, force: true });
  }
});
