import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { problemsOf, VIEWS } from "./page.mjs";

const PACKAGES = ["playwright-core@1.56.1", "axe-core@4.11.0"];
const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "cdktf-flink", "report");
const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const PAGES = [["production"], []];

process.stdout.write(`node test/tiers/report/run.mjs [FOLDER]

Opens the HTML report of production, and of all environments together, in a real browser: ${VIEWS.length} views each, narrow and wide,
light, dark and printed. No view may log an error, ask for anything from a network, or be wider than its window; text
and shapes must have contrast, and axe-core must find no violation. FOLDER is for screenshots.
It needs Node 20.9 or newer, dist/ as npm run build leaves it, Chromium (Debian: apt-get install chromium; CHROMIUM names
another binary), and from npm, 10 MB, installed apart from the project in ${CACHE}:
${PACKAGES.join(", ")}

`);

const chromium = foundChromium() ?? installedChromium();
installPackages();
const require = createRequire(join(CACHE, "package.json"));
const browser = await require("playwright-core").chromium.launch({
  executablePath: chromium,
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const folder = mkdtempSync(join(tmpdir(), "cdktf-flink-report-"));
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
let failed = 0;
try {
  for (const environments of PAGES) {
    const name = environments.join("-") || "all";
    const url = pathToFileURL(written(name, environments)).href;
    const problems = [];
    for (const view of VIEWS) {
      const screenshot = process.argv[2] && join(process.argv[2], `${name}-${view.name}.png`);
      problems.push(
        ...(await problemsOf(browser, { url, view, axe, screenshot })).map((each) => `${view.name}: ${each}`),
      );
    }
    failed += problems.length === 0 ? 0 : 1;
    process.stdout.write(
      `${name}: ${problems.length === 0 ? `${VIEWS.length} views are well` : `\n  ${problems.join("\n  ")}`}\n`,
    );
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
process.stdout.write(`report: ${PAGES.length - failed} proofs passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;

/** Writes a report with the command itself. */
function written(name, environments) {
  const file = join(folder, `${name}.html`);
  const cli = join(ROOT, "dist", "lib", "cli", "main.js");
  run(process.execPath, [cli, "report", ...environments, "--out", file], { cwd: ROOT });
  return file;
}

function foundChromium() {
  const { CHROMIUM } = process.env;
  return [CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(
    (file) => file && existsSync(file),
  );
}

/** As root on Debian the tier helps itself; elsewhere it says what is missing. */
function installedChromium() {
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    process.stdout.write("installing chromium\n");
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    run("apt-get", ["update", "-qq"], { env });
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"], { env });
  }
  const found = foundChromium();
  if (found === undefined) {
    process.stdout.write("report: there is no Chromium; install it, or name its binary in CHROMIUM\n");
    process.exit(1);
  }
  return found;
}

function installPackages() {
  const missing = PACKAGES.some((each) => {
    const [name, version] = each.split("@");
    const file = join(CACHE, "node_modules", name, "package.json");
    return !existsSync(file) || JSON.parse(readFileSync(file, "utf8")).version !== version;
  });
  if (missing) {
    process.stdout.write(`installing ${PACKAGES.join(", ")}\n`);
    mkdirSync(CACHE, { recursive: true });
    run("npm", ["install", "--prefix", CACHE, "--no-audit", "--no-fund", ...PACKAGES], {});
  }
}

function run(command, args, options) {
  const { status, error } = spawnSync(command, args, { stdio: ["ignore", "ignore", "inherit"], ...options });
  if (status !== 0) {
    process.stdout.write(`report: ${command} ${args.join(" ")} failed: ${error?.message ?? `exit code ${status}`}\n`);
    process.exit(1);
  }
}
