import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the workers of one run share the packed package. */
    packFolder: string;
  }
}

/** Makes the folder before the first test, and removes it after the last. The package itself is packed when it is asked for. */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-flink-pack-"));
  project.provide("packFolder", folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
