import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Environment } from "../environment/environment";
import { InvalidInputError } from "../errors";
import type { Workload } from "../workload/workload";

/** What a project's one platform file exports. */
export interface Project {
  readonly workload: Workload;
  readonly environments: readonly Environment[];
}

/** How the project is synthesized: the two fields of cdktf's own file that matter here. */
export interface AppSettings {
  readonly app: string;
  readonly output: string;
}

/** What the command line was told cannot be worked with. */
export class UsageError extends Error {}

/** Loads the compiled platform file. */
export function loadProject(file: string): Project {
  const path = resolve(file);
  if (!existsSync(path)) {
    throw new UsageError(
      `there is no ${file}; compile the project first (npm run build), or name its platform file with --platform`,
    );
  }
  const { workload, environments } = require(path) as Partial<Project>;
  if (workload === undefined || !Array.isArray(environments) || environments.length === 0) {
    throw new UsageError(`${file} must export "workload" and a list "environments"`);
  }
  const names = environments.map(({ name }) => name);
  const twin = names.find((name, index) => names.indexOf(name) < index);
  if (twin !== undefined) {
    throw new InvalidInputError(
      "DuplicateEnvironment",
      `${file} has two environments called ${twin}, and every command would take one of them; give one another name`,
    );
  }
  return { workload, environments };
}

/** The environments named, or all; an unknown name is an error that lists the known ones. */
export function chosenEnvironments({ environments }: Project, names: readonly string[]): readonly Environment[] {
  const known = environments.map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new UsageError(`there is no environment ${JSON.stringify(unknown)}; the platform has ${known.join(", ")}`);
  }
  return names.length === 0 ? environments : environments.filter(({ name }) => names.includes(name));
}

export function readAppSettings(file = "cdktf.json"): AppSettings {
  if (!existsSync(file)) {
    throw new UsageError(`there is no ${file} here; run this in the folder that holds it`);
  }
  const { app, output = "cdktf.out" } = JSON.parse(readFileSync(file, "utf8")) as Partial<AppSettings>;
  if (app === undefined || app === "") {
    throw new UsageError(`${file} has no "app": the command that synthesizes, such as "node dist/main.js"`);
  }
  return { app, output };
}
