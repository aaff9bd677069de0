import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { expect } from "vitest";

const ROOT = join(__dirname, "..", "golden");

/** Whether this run rewrites the files (`npm run golden`) instead of comparing. */
export const REWRITES = process.env.GOLDEN === "write";

/** Compares a file below `test/golden` byte for byte, or writes it. */
export function expectGolden(file: string, actual: string): void {
  const path = join(ROOT, file);
  if (REWRITES) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, actual);
    return;
  }
  expect(existsSync(path), `there is no golden file ${file}; run npm run golden and review it`).toBe(true);
  expect(actual, `${file} differs; if that is meant, run npm run golden and explain it in the commit`).toBe(
    readFileSync(path, "utf8"),
  );
}

/** Every golden file below a folder. */
export function goldenFiles(folder: string): string[] {
  const path = join(ROOT, folder);
  return existsSync(path)
    ? readdirSync(path, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
        .sort()
    : [];
}

export function readGolden(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

export function clearGolden(folder: string): void {
  rmSync(join(ROOT, folder), { recursive: true, force: true });
}
