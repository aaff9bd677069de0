import { describe, expect, test } from "vitest";
import type { Environment } from "../../lib/environment/environment";
import type { DeclaredZooKeeperEnsemble, ZooKeeperEnsembleReference } from "../../lib/environment/high-availability";
import { planPlatform } from "../../lib/sizing/plan-platform";
import type { PlatformPlan } from "../../lib/sizing/platform-plan";
import { Duration } from "../../lib/units/duration";
import { MemorySize } from "../../lib/units/memory-size";
import { statelessStage, validEnvironment, validWorkload } from "../support/valid";

const external = (change: Partial<ZooKeeperEnsembleReference> = {}) =>
  ({ type: "external", quorum: ["zk-0:2181", "zk-1:2181", "zk-2:2181"], rootPath: "/flink/test", ...change }) as const;
const declared = (change: Partial<DeclaredZooKeeperEnsemble> = {}) => ({ type: "declared", ...change }) as const;

function planned(
  ensemble: ZooKeeperEnsembleReference | DeclaredZooKeeperEnsemble,
  change: Partial<Environment> = {},
): PlatformPlan {
  return planPlatform(
    validWorkload(statelessStage()),
    validEnvironment({ highAvailability: { type: "zookeeper", ensemble }, ...change }),
  );
}

const verdicts = (plan: PlatformPlan) =>
  Object.fromEntries(
    plan.checks.filter(({ code }) => /ZooKeeper|Choice/.test(code)).map(({ code, verdict }) => [code, verdict]),
  );
const checkOf = (plan: PlatformPlan, code: string) => plan.checks.find((check) => check.code === code);

describe("an ensemble that cannot hold is refused", () => {
  test.each<[string, ZooKeeperEnsembleReference | DeclaredZooKeeperEnsemble, string]>([
    [
      "a chroot in the quorum",
      external({ quorum: ["zk-0:2181/flink"] }),
      '"zk-0:2181/flink" ends with a chroot, which Flink does not create: its JobManagers would fail with NoNode; make it the beginning of rootPath, which Flink creates [EnvironmentInvalid]',
    ],
    [
      "a server that is listed twice",
      external({ quorum: ["zk-0:2181", "ZK-0:2181"] }),
      'the ZooKeeper quorum lists "ZK-0:2181" twice; list every server once [EnvironmentInvalid]',
    ],
    ["a port that is none", external({ quorum: ["zk-0:70000"] }), "lists servers as host:port"],
    ["no server", external({ quorum: [] }), "lists servers as host:port, got []"],
    ["the root itself", external({ rootPath: "/" }), "must be absolute and of its own, such as /flink/test"],
    [
      "a password for the name of a Secret",
      external({ authentication: { type: "sasl-digest", secret: "flink:S3cret" } }),
      '"flink:S3cret" is no name of a Secret; state the Secret\'s name, never what is in it [NameInvalid]',
    ],
    [
      "an even number of servers",
      declared({ servers: 4 as 3 }),
      "a ZooKeeper ensemble has 3 or 5 servers, got 4: an even number bears no more losses than the odd one below it, one server bears none [EnvironmentInvalid]",
    ],
    [
      "seven servers without a reason",
      declared({ servers: 7 as 3 }),
      'seven ZooKeeper servers bear the loss of three, and every write then waits for four: use 5, or say why with servers: { count: 7, because: "…" } [EnvironmentInvalid]',
    ],
    ["seven servers with an empty reason", declared({ servers: { count: 7, because: " " } }), "use 5, or say why"],
    ["nine servers with a reason", declared({ servers: { count: 9 as 7, because: "more" } }), "got 9"],
    ["a name that is none", declared({ name: "Zoo" }), 'inner dashes, got "Zoo" [NameInvalid]'],
    ["a name that no pod could have", declared({ name: "z".repeat(53) }), "at most 52 lower-case letters"],
    [
      "a server without room for its heap",
      declared({ memory: MemorySize.mebibytes(256) }),
      "a ZooKeeper server with 256 MiB has no room for its heap beside the JVM; give it at least 512 MiB",
    ],
    ["a relative root path", declared({ rootPath: "flink" }), "must be absolute"],
  ])("%s", (_, ensemble, message) => {
    expect(() => planned(ensemble)).toThrow(message);
  });

  test("seven servers are taken with a reason", () => {
    const { highAvailability } = planned(
      declared({ servers: { count: 7, because: "three zones may fail" } }),
    ).environment;
    expect(highAvailability).toMatchObject({ ensemble: { count: 7 } });
  });
});

describe("a declared ensemble", () => {
  test("follows from its name and the namespace", () => {
    expect(planned(declared({ name: "coordination" })).environment.highAvailability).toMatchObject({
      ensemble: {
        rootPath: "/flink/test",
        quorum: [0, 1, 2].map(
          (ordinal) => `coordination-${ordinal}.coordination-servers.shop-test.svc.cluster.local:2181`,
        ),
      },
    });
  });
});

describe("the plan says", () => {
  test("that Kubernetes high availability would do, where it would and pods hold a token anyway", () => {
    const plan = planned(declared());
    expect(checkOf(plan, "HighAvailabilityChoice")).toEqual({
      code: "HighAvailabilityChoice",
      verdict: "warn",
      message:
        "an ensemble is one more system to run; Kubernetes high availability would ask 0.67/s of the API server, and 50/s are little for it",
      wayOut: 'set highAvailability to { type: "kubernetes" }',
    });
  });

  test("nothing against an ensemble that is there already", () => {
    expect(verdicts(planned(external()))).toEqual({ HighAvailabilityChoice: "pass", ZooKeeperMajority: "pass" });
  });

  test("that ZooKeeper takes load off the API server, where there is too much of it", () => {
    const stages = Array.from({ length: 80 }, (_, index) => ({
      ...statelessStage({ checkpointInterval: Duration.minutes(1) }),
      name: `parse-${index}`,
    }));
    const plan = planPlatform(
      validWorkload(...stages),
      validEnvironment({ highAvailability: { type: "zookeeper", ensemble: declared() } }),
    );
    expect(checkOf(plan, "HighAvailabilityChoice")).toMatchObject({ verdict: "pass" });
  });

  test("which losses an ensemble bears", () => {
    const quorum = (count: number) => Array.from({ length: count }, (_, index) => `zk-${index}:2181`);
    const majority = (count: number) => checkOf(planned(external({ quorum: quorum(count) })), "ZooKeeperMajority");
    expect([1, 2, 3, 4, 5].map((count) => majority(count)?.verdict)).toEqual(["warn", "warn", "pass", "warn", "pass"]);
    expect(majority(4)?.message).toBe("ZooKeeper works while a majority of its 4 servers do: it bears the loss of 1");
    expect(majority(4)?.wayOut).toContain("no more losses than 3 servers");
  });

  test("that two zones are one too few", () => {
    const inZones = (zones: string[]) => verdicts(planned(declared(), { zones })).ZooKeeperZoneLoss;
    expect(inZones(["a", "b"])).toBe("warn");
    expect(inZones(["a", "b", "c"])).toBe("pass");
    expect(inZones([])).toBe("pass");
  });

  test("that an operator of somebody else's must log in, too", () => {
    const authentication = { type: "sasl-digest", secret: "zookeeper-login" } as const;
    expect(verdicts(planned(external({ authentication }))).ZooKeeperOperatorLogin).toBe("warn");
    expect(
      verdicts(planned(external({ authentication }), { runtime: { type: "operator", install: true } }))
        .ZooKeeperOperatorLogin,
    ).toBe("pass");
    expect(verdicts(planned(external()))).not.toHaveProperty("ZooKeeperOperatorLogin");
  });
});
