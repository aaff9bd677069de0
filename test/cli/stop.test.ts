import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { stop } from "../../lib/cli/stop";
import type { Environment } from "../../lib/environment/environment";
import { validEnvironment, validWorkload, windowedStage } from "../support/valid";

const JOB = "0123456789abcdef0123456789abcdef";
const SAVEPOINT = "s3p://shop-flink-test/savepoints/correlate/savepoint-012345-0123456789ab";
const jobs = (...states: string[]) => ({ jobs: states.map((state) => ({ jid: JOB, state })) });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "cdktf-flink-stop-"));
  mkdirSync(join(folder, "bin"));
  vi.stubEnv("PATH", `${join(folder, "bin")}:${process.env.PATH}`);
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

/** A kubectl that gives these answers one after the other, and remembers what it was asked. */
function kubectl(...answers: readonly (object | { readonly error: string })[]): void {
  answers.forEach((answer, index) => {
    writeFileSync(join(folder, `answer-${index + 1}`), JSON.stringify(answer));
  });
  const script = `#!/bin/sh
echo "$*" >> ${folder}/asked; cat >> ${folder}/asked; echo >> ${folder}/asked
n=$(cat ${folder}/count 2>/dev/null || echo 0); n=$((n + 1)); echo $n > ${folder}/count
if grep -q '^{"error"' ${folder}/answer-$n; then sed 's/^{"error":"//; s/"}$//' ${folder}/answer-$n >&2; exit 1; fi
cat ${folder}/answer-$n
`;
  writeFileSync(join(folder, "bin", "kubectl"), script);
  chmodSync(join(folder, "bin", "kubectl"), 0o755);
}

const asked = () => readFileSync(join(folder, "asked"), "utf8");

function stopped(change: Partial<Environment> = {}, json = false) {
  const environment = validEnvironment({ runtime: { type: "standalone" }, ...change });
  Object.assign(globalThis, {
    stopTestPlatform: { workload: validWorkload(windowedStage()), environments: [environment] },
  });
  const platform = join(folder, "platform.cjs");
  writeFileSync(platform, "module.exports = globalThis.stopTestPlatform;");
  return stop("test", "correlate", { platform, json, timeout: "0 s" });
}

describe("stop", () => {
  test("takes a savepoint below the stage's prefix, and says what starts from it", () => {
    kubectl(
      jobs("RUNNING", "FINISHED"),
      { "request-id": "t1" },
      { status: { id: "COMPLETED" }, operation: { location: SAVEPOINT } },
    );
    expect(stopped().output).toContain(`startFrom: { "correlate": "${SAVEPOINT}" },`);
    expect(asked()).toContain(
      "--context=main get --raw /api/v1/namespaces/shop-test/services/shop-correlate-rest:8081/proxy/jobs/overview",
    );
    expect(asked()).toContain(
      `create --raw /api/v1/namespaces/shop-test/services/shop-correlate-rest:8081/proxy/jobs/${JOB}/stop -f -`,
    );
    expect(asked()).toContain('{"targetDirectory":"s3p://shop-flink-test/savepoints/correlate","drain":false}');
    expect(asked()).not.toContain("scale");
  });

  test("prints JSON alone where it is asked to", () => {
    kubectl(
      jobs("RUNNING"),
      { "request-id": "t1" },
      { status: { id: "COMPLETED" }, operation: { location: SAVEPOINT } },
    );
    expect(JSON.parse(stopped({}, true).output)).toEqual({
      environment: "test",
      stage: "correlate",
      jobId: JOB,
      savepoint: SAVEPOINT,
    });
  });

  test("leaves no JobManager that would start the job anew, where nothing remembers that it was stopped", () => {
    kubectl(
      jobs("RUNNING"),
      { "request-id": "t1" },
      { status: { id: "COMPLETED" }, operation: { location: SAVEPOINT } },
      {},
    );
    expect(stopped({ highAvailability: { type: "none" } }).output).toContain(
      "its JobManager is gone until the next apply",
    );
    expect(asked()).toContain("-n shop-test scale deployment/shop-correlate-jobmanager --replicas=0");
  });

  test("says what Flink said of a savepoint that failed", () => {
    const trace =
      "java.util.concurrent.CompletionException: it failed\n\tat a.b(C.java:1)\nCaused by: java.io.IOException: Access Denied\n\t... 3 more\n";
    kubectl(
      jobs("RUNNING"),
      { "request-id": "t1" },
      { status: { id: "COMPLETED" }, operation: { "failure-cause": { "stack-trace": trace } } },
    );
    expect(() => stopped()).toThrow(
      "the savepoint of shop-correlate failed, and the job goes on: java.util.concurrent.CompletionException: it failed <- java.io.IOException: Access Denied",
    );
  });

  test("gives up after its time, and says what may still happen", () => {
    const waiting = { status: { id: "IN_PROGRESS" }, operation: null };
    kubectl(jobs("RUNNING"), { "request-id": "t1" }, waiting, waiting, waiting);
    expect(() => stopped()).toThrow("is not there after 0 ms; it may still complete and stop the job");
  });

  test("refuses where there is nothing to stop, or too much", () => {
    kubectl(jobs("RESTARTING"));
    expect(() => stopped()).toThrow(`shop-correlate has no running job to stop, but ${JOB} RESTARTING`);
    rmSync(join(folder, "count"));
    kubectl(jobs("RUNNING", "RUNNING"));
    expect(() => stopped()).toThrow("runs 2 jobs");
  });

  test("leaves jobs of the operator to it", () => {
    kubectl();
    expect(() => stopped({ runtime: { type: "operator" } })).toThrow("in test the operator stops jobs");
  });

  test.each([
    ['error: context "main" does not exist', "has no context main"],
    ["Unable to connect to the server: dial tcp: no such host", "the API server of context main cannot be reached"],
    [
      "Error from server (ServiceUnavailable): no endpoints available for service",
      "no JobManager of shop-correlate is ready",
    ],
    [
      "Error from server (NotFound): services not found",
      "shop-correlate is not in namespace shop-test of context main",
    ],
  ])("explains kubectl's %s", (error, explained) => {
    kubectl({ error: error.replaceAll('"', "'") });
    expect(() => stopped()).toThrow(explained);
  });

  test("says so where there is no kubectl", () => {
    vi.stubEnv("PATH", join(folder, "bin"));
    expect(() => stopped()).toThrow("kubectl is not on the PATH");
  });
});
