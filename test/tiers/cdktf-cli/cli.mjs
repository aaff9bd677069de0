import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

export const VERSION = "0.21.0";
export const CACHE = join(
  process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
  "cdktf-flink",
  `cdktf-cli-${VERSION}`,
);

/** Without questions, colours and news. */
export const CLI_ENVIRONMENT = { CHECKPOINT_DISABLE: "1", FORCE_COLOR: "0" };

/** The stock CLI of CDK for Terraform, installed apart from the project where it is missing. */
export function cdktfCli() {
  const bin = join(CACHE, "node_modules", ".bin", "cdktf");
  if (!existsSync(bin)) {
    process.stdout.write(`installing cdktf-cli ${VERSION}\n`);
    mkdirSync(CACHE, { recursive: true });
    spawnSync("npm", ["install", "--prefix", CACHE, "--no-audit", "--no-fund", `cdktf-cli@${VERSION}`], {
      stdio: "inherit",
    });
  }
  return bin;
}
