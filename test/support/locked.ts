import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { FlinkFoundation, type FlinkFoundationProps } from "../../lib/constructs/platform/flink-foundation";
import { FlinkPlatform } from "../../lib/constructs/platform/flink-platform";
import { EncryptionKey } from "../../lib/constructs/storage/encryption-key";
import { FlinkApp } from "../../lib/constructs/terraform/flink-app";
import { FlinkStack, type FlinkStackProps } from "../../lib/constructs/terraform/flink-stack";
import { AwsProvider, KubernetesProvider } from "../../lib/constructs/terraform/providers";
import type { Environment } from "../../lib/environment/environment";
import { planPlatform } from "../../lib/sizing/plan-platform";
import { formatLock, NO_LOCK, parseLock, STACK_RECORDS, together } from "../../lib/state-lock/lock-file";
import type { StateLock } from "../../lib/state-lock/record";
import type { Stage } from "../../lib/workload/stage";
import { type Workload, workload } from "../../lib/workload/workload";
import { asyncIoStage, statelessStage, validJob, windowedStage } from "./valid";

/** A platform that was deployed, and what an edit changes of it. */
export interface DeployedPlatform {
  readonly name?: string;
  readonly stages?: readonly Stage[];
  readonly environments?: readonly Environment[];
  readonly removal?: "refuse" | "allow";
  readonly foundation?: Partial<FlinkFoundationProps>;
  /** A key that another configuration owns. */
  readonly keyArn?: string;
  readonly foundationStack?: Partial<FlinkStackProps>;
  /** The id of the construct in the foundation's stack. */
  readonly id?: string;
  /** What a user does to the stacks with cdktf's own means. */
  readonly hatch?: (stack: Construct) => void;
  /** In stacks of cdktf's own. */
  readonly plainStacks?: boolean;
}

export const productionEnvironment = (change: Partial<Environment> = {}): Environment => ({
  name: "production",
  aws: { accountId: "123456789012", region: "eu-west-1", eksClusterName: "main" },
  kubernetes: { kubeconfig: "~/.kube/config", context: "main" },
  terraformState: { type: "s3", bucket: "terraform-state", region: "eu-west-1" },
  ...change,
});

export const threeStages = (): readonly Stage[] => [
  statelessStage({ pins: { maxParallelism: 720 } }),
  asyncIoStage({ pins: { maxParallelism: 720 } }),
  windowedStage(),
];

function workloadOf({ name = "shop", stages = threeStages() }: DeployedPlatform): Workload {
  return workload(name, validJob, stages);
}

function declare(app: Construct, platform: DeployedPlatform): void {
  const { removal, hatch, foundation, foundationStack, id = "Flink" } = platform;
  for (const environment of platform.environments ?? [productionEnvironment()]) {
    const plan = planPlatform(workloadOf(platform), environment);
    const s3 = plan.environment.storage.type === "s3";
    const stackOf = (part: string, more: Partial<FlinkStackProps> = {}) =>
      platform.plainStacks === true
        ? plainStack(app, `${environment.name}-${part}`)
        : new FlinkStack(app, { environment, part, providers: s3 ? ["kubernetes", "aws"] : ["kubernetes"], ...more });
    const first = stackOf("foundation", foundationStack);
    const key = platform.keyArn && { encryptionKey: EncryptionKey.fromKeyArn(first, "Key", platform.keyArn) };
    new FlinkFoundation(first, id, { plan, removal, ...foundation, ...key });
    const second = stackOf("signals");
    new FlinkPlatform(second, "Flink", {
      plan,
      removal,
      foundation: FlinkFoundation.fromPlan(second, "Foundation", plan),
    });
    hatch?.(first);
    hatch?.(second);
  }
}

function plainStack(app: Construct, id: string): TerraformStack {
  const stack = new TerraformStack(app, id);
  new AwsProvider(stack, "Aws", { region: "eu-west-1" });
  new KubernetesProvider(stack, "Kubernetes");
  return stack;
}

/** What one synth left. */
export interface Synth {
  /** What it would record. */
  readonly lock: StateLock;
  readonly terraform: Readonly<Record<string, { readonly moved?: readonly object[]; readonly resource: object }>>;
  readonly warnings: readonly string[];
}

/** Synthesizes a platform against a lock. */
export function synth(
  platform: DeployedPlatform,
  against?: StateLock | string,
  context: Readonly<Record<string, unknown>> = {},
): Synth {
  const outdir = mkdtempSync(join(tmpdir(), "cdktf-flink-lock-"));
  try {
    const file = join(outdir, "flink-state.lock.json");
    if (against !== undefined) {
      writeFileSync(file, typeof against === "string" ? against : formatLock(against));
    }
    const app = new FlinkApp({ outdir, stateLock: file, context });
    declare(app, platform);
    app.synth();
    const stacks = readdirSync(join(outdir, "stacks"));
    const records = stacks
      .map((stack) => join(outdir, "stacks", stack, STACK_RECORDS))
      .filter((path) => existsSync(path))
      .map((path) => parseLock(readFileSync(path, "utf8"), path).workloads);
    const { stacks: manifest } = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")) as {
      stacks: Record<string, { annotations: { message: string; level: string }[] }>;
    };
    return {
      lock: { ...NO_LOCK, workloads: together(records) },
      terraform: Object.fromEntries(
        stacks.map((stack) => [stack, JSON.parse(readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8"))]),
      ),
      warnings: Object.values(manifest).flatMap(({ annotations }) =>
        annotations.filter(({ level }) => level.includes("warn")).map(({ message }) => message),
      ),
    };
  } catch (error) {
    (error as Error).message = (error as Error).message.replaceAll(`${outdir}/`, "");
    throw error;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
