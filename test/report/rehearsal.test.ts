import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import type { Environment } from "../../lib/environment/environment";
import { rehearsal } from "../../lib/report/rehearsal/page";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { declareStacks } from "../../stacks/declare-stacks";
import { environments, workload } from "../../stacks/platform";
import { karpenter } from "../support/node-pools";
import { synthesize } from "../support/synthesized";
import { planOf, validEnvironment, validWorkload, windowedStage } from "../support/valid";

const blocks = (markdown: string) => [...markdown.matchAll(/```sh\n(.*?)\n```/gs)].map(([, block = ""]) => block);
/** Every call of kubectl, in blocks and in sentences, up to what ends a command. */
const calls = (markdown: string) =>
  [...markdown.matchAll(/\bkubectl (--context [^|;)`\n]*)/g)].map(([, words = ""]) => words.trim());

const storage = {
  type: "s3-compatible",
  bucketName: "state",
  endpoint: "http://s3.storage:9000",
  credentialsSecret: "keys",
} as const;
const inEnvironment = (change: Partial<Environment> = {}) =>
  rehearsal(planPlatform(validWorkload(windowedStage()), validEnvironment(change)));
const external = { type: "external", quorum: ["zk:2181"], rootPath: "/flink/test" } as const;
const zones = ["a", "b", "c"];

/** Every branch of what is written. */
const VARIANTS: Readonly<Record<string, Partial<Environment>>> = {
  "operator, Kubernetes": {},
  "operator, one JobManager": { jobManagers: 1 },
  "operator, no high availability": { highAvailability: { type: "none" } },
  "standalone, Kubernetes": { runtime: { type: "standalone" } },
  "standalone, no high availability": { runtime: { type: "standalone" }, highAvailability: { type: "none" } },
  "external ZooKeeper": { highAvailability: { type: "zookeeper", ensemble: external } },
  "declared ZooKeeper": { highAvailability: { type: "zookeeper", ensemble: { type: "declared", servers: 5 } } },
  "one ZooKeeper client": { jobManagers: 1, highAvailability: { type: "zookeeper", ensemble: { type: "declared" } } },
  "one zone on Karpenter": { zones, nodes: karpenter() },
  "spread on Karpenter": { zones, nodes: karpenter(), taskManagerZones: "spread" },
  "zones of somebody else": { zones, runtime: { type: "standalone" } },
  "S3 on a server": { storage },
  "keys of IRSA": { flinkVersion: "1.20.3", aws: { ...validEnvironment().aws, oidcIssuer: "oidc.example" } as never },
  "names to be quoted": { kubernetes: { kubeconfig: "/etc/it's here/config", context: "arn:aws:eks:x y/$HOME" } },
};

describe("a rehearsal", () => {
  test.each(Object.entries(VARIANTS))("has only commands that a shell can read: %s", (_, change) => {
    const script = blocks(inEnvironment(change)).join("\n");
    expect(script).not.toMatch(/undefined|\[object|NaN/);
    const { status, stderr } = spawnSync("bash", ["-n"], { input: script, encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test.each(Object.entries(VARIANTS))("says no more to kubectl than it knows: %s", (_, change) => {
    const markdown = inEnvironment(change);
    const found = calls(markdown);
    expect(found.length).toBeGreaterThan(15);
    for (const call of found) {
      const [, verb = ""] = /^--context (?:'[^']*'|\S+)(?: --namespace \S+)? (\w+)/.exec(call) ?? [];
      expect(Object.keys(FLAGS), call).toContain(verb);
      for (const [, flag = ""] of call.matchAll(/ (--[a-z-]+)/g)) {
        expect(["--context", "--namespace", ...(FLAGS[verb] ?? [])], call).toContain(flag);
      }
    }
    // Nothing is ever done to another cluster than the environment's.
    expect(markdown.match(/\bkubectl (?!--context)(?=[a-z])/g)).toBeNull();
  });

  test("kills by a pod that Kubernetes takes", () => {
    const manifest = /<<EOF.*?\n(.*?)\nEOF/s.exec(inEnvironment())?.[1] ?? "";
    const asShellWrites = manifest.replaceAll(/(?<!\\)\$(NODE|LEADER)/g, "x-$1").replaceAll("\\$", "$");
    const { kind, spec } = parse(asShellWrites) as { kind: string; spec: { containers: { args: string[] }[] } };
    expect(kind).toBe("Pod");
    expect(spec).toMatchObject({ nodeName: "x-NODE", hostPID: true, restartPolicy: "Never" });
    const [script = ""] = spec.containers[0]?.args ?? [];
    expect(script).toContain(`tr '\\0' '\\n' < "$process/environ"`);
    expect(script).toContain('grep -qx "HOSTNAME=x-LEADER"');
    expect(spawnSync("bash", ["-n"], { input: script, encoding: "utf8" }).stderr).toBe("");
  });

  test("kills the process of the pod that leads, and no other", () => {
    // The words of the pod, on processes of this machine.
    const manifest = /<<EOF.*?\n(.*?)\nEOF/s.exec(inEnvironment())?.[1] ?? "";
    const name = `rehearsal-${process.pid}`;
    const script = (
      parse(manifest.replaceAll(/(?<!\\)\$LEADER/g, name).replaceAll("\\$", "$")) as {
        spec: { containers: { args: string[] }[] };
      }
    ).spec.containers[0]?.args[0];
    const { stdout } = spawnSync(
      "bash",
      [
        "-c",
        `HOSTNAME=${name} sleep 60 & leader=$!; HOSTNAME=${name}-2 sleep 60 & other=$!
         until grep -q ${name} /proc/$leader/environ && grep -q ${name}-2 /proc/$other/environ; do sleep 0.1; done
         (${script}\n)
         wait $leader; echo "leader $?"; kill -0 $other && echo "the other runs"; kill $other`,
      ],
      { encoding: "utf8", timeout: 20_000 },
    );
    expect(stdout).toBe("leader 137\nthe other runs\n");
  }, 30_000);

  test("expects what the plan says", () => {
    const { recovery } = planOf(windowedStage());
    const { deleted, killed } = recovery.jobManager;
    const markdown = inEnvironment();
    expect(markdown).toContain(`| a JobManager leads again | after ${deleted.leader} at most | |`);
    expect(markdown).toContain(`| a JobManager leads again | after ${killed.leader} at most | |`);
    expect(markdown).toContain(`| every task runs | after ${killed.running} at most | |`);
    expect(markdown).toContain(
      `| every task runs | ${recovery.restart.plus(recovery.restore)} after the drain, at most`,
    );
  });

  test("says what is lost where nothing is kept", () => {
    const markdown = inEnvironment({ highAvailability: { type: "none" } });
    expect(markdown).toContain("There is no high availability: a lost JobManager loses its job's position.");
    expect(markdown).toContain("lost: it starts from where it was started once");
    expect(markdown).not.toContain("restored checkpoint");
  });

  test("leaves a zone out where there is none to lose", () => {
    expect(inEnvironment()).toContain("No zone is lost here: the environment states no zones.");
    expect(inEnvironment({ zones: ["a"] })).toContain("No zone is lost here: the environment states one, a.");
    expect(inEnvironment({ zones })).toContain("Lose the zone a");
  });

  test("takes a majority of ZooKeeper away and gives it back", () => {
    const scales = (servers: 3 | 5) =>
      calls(inEnvironment({ highAvailability: { type: "zookeeper", ensemble: { type: "declared", servers } } }))
        .filter((call) => call.includes(" scale "))
        .map((call) => /--replicas=(\d)/.exec(call)?.[1]);
    expect(scales(3)).toEqual(["1", "3"]);
    expect(scales(5)).toEqual(["2", "5"]);
  });
});

/** What each verb of kubectl takes, of what is used here. */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  get: ["--raw", "--selector", "--output"],
  create: ["--raw", "--filename"],
  delete: ["--wait", "--ignore-not-found", "--selector", "--field-selector", "--grace-period", "--force"],
  wait: ["--for", "--timeout"],
  drain: ["--ignore-daemonsets", "--delete-emptydir-data", "--timeout"],
  cordon: ["--selector"],
  uncordon: ["--selector"],
  patch: ["--type", "--patch", "--patch-file"],
  logs: ["--selector", "--container", "--prefix", "--tail"],
  exec: ["--container"],
  scale: ["--replicas"],
  rollout: ["--timeout"],
};

describe.each(environments.map((environment) => [environment.name, environment] as const))(
  "in %s",
  (_, environment) => {
    const plan = planPlatform(workload, environment);
    const markdown = rehearsal(plan);
    const stacks = Object.values(synthesize(declareStacks)).filter(({ stack }) =>
      stack.startsWith(`${environment.name}-`),
    );
    const texts = stacks.map(({ text }) => text).join("\n");

    test("names what is declared, and nothing else", () => {
      expect(markdown).toContain(
        `--context ${environment.kubernetes.context} --namespace ${plan.environment.namespace}`,
      );
      const named = new Set(
        calls(markdown).flatMap((call) =>
          [...call.matchAll(/(?:deployment|statefulset|serviceaccount|nodepool)[ /]([a-z][\w.-]*)/g)].map(
            ([, name = ""]) => name,
          ),
        ),
      );
      for (const name of named) {
        expect(texts, name).toContain(`"${name}"`);
      }
      // Every selector has the labels that a disruption budget or a pod of the stage has.
      const selected = new Set([...markdown.matchAll(/--selector (app=\S+)/g)].map(([, labels = ""]) => labels));
      // Of JobManagers, of TaskManagers, and of both where a zone can be lost.
      expect(selected.size).toBe(((environment.zones ?? []).length > 1 ? 3 : 2) * plan.stages.length);
      for (const labels of selected) {
        const { app, type } = Object.fromEntries(labels.split(",").map((pair) => pair.split("=")));
        expect(plan.stages.map(({ clusterId }) => clusterId)).toContain(app);
        expect(type).toBe(`flink-${environment.runtime?.type === "standalone" ? "standalone" : "native"}-kubernetes`);
      }
    });

    test("asks the Service that Flink's REST interface has", () => {
      const services = new Set(
        [...markdown.matchAll(/services\/([\w-]+):(\d+)\/proxy/g)].map(([, name, port]) => `${name}:${port}`),
      );
      expect([...services].sort()).toEqual(plan.stages.map(({ clusterId }) => `${clusterId}-rest:8081`).sort());
      if (environment.runtime?.type === "standalone") {
        const names = stacks.flatMap((stack) =>
          Object.values(stack.all("kubernetes_service_v1")).map(
            (one) => (one as { metadata: { name: string } }).metadata.name,
          ),
        );
        for (const { clusterId } of plan.stages) {
          expect(names).toContain(`${clusterId}-rest`);
        }
      }
    });

    test("refuses writes below the stage's own prefix alone", () => {
      if (plan.environment.storage.type === "s3") {
        for (const { prefixes } of plan.stages) {
          expect(markdown).toContain(
            `"Resource":"arn:aws:s3:::${plan.environment.bucketName}/${prefixes.checkpoints}/*"`,
          );
        }
      } else {
        expect(markdown).toContain(
          '{"protocol":"TCP","port":1,"endPort":8999},{"protocol":"TCP","port":9001,"endPort":65535}',
        );
      }
    });
  },
);
