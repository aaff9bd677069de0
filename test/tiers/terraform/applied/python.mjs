import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { CACHE, CannotRun } from "../providers.mjs";

/** What the tier needs of PyPI, each in an environment of its own: their dependencies exclude one another. */
export const PYTHON_PACKAGES = { moto: "moto[server]==5.2.5", checkov: "checkov==3.3.30" };

/** The python that has a package; fetched where it is missing, and under its name only once it is complete. */
export function pythonWith(name) {
  const requirement = PYTHON_PACKAGES[name];
  const folder = join(CACHE, "python", requirement.replaceAll(/[^a-z0-9.]+/g, "-"));
  const python = (of) => join(of, "bin", "python");
  if (!existsSync(python(folder))) {
    process.stdout.write(`fetching ${requirement} from PyPI, about a minute\n`);
    mkdirSync(join(folder, ".."), { recursive: true });
    const unfinished = mkdtempSync(`${folder}.unfinished-`);
    try {
      run("python3", "-m", "venv", unfinished);
      run(python(unfinished), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirement);
      renameSync(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
  }
  return python(folder);
}

function run(command, ...args) {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) {
    throw new CannotRun(
      `${command} ${args.slice(0, 3).join(" ")} failed (${error?.message ?? stderr.trim().split("\n").at(-1)}); it needs python3 3.9 or newer with venv and pip, and PyPI`,
    );
  }
}
