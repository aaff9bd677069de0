import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Annotations, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import type { Acknowledgement } from "../../environment/acknowledgement";
import { InvalidInputError } from "../../errors";
import type { PlatformPlan } from "../../sizing/platform-plan";
import type { EnvironmentRecord, StateLock } from "../../state-lock/record";
import type { StageDeclaration } from "../../state-lock/stage-record";

/** Context of an app: where its lock is, or `false` for none. */
export const STATE_LOCK_CONTEXT = "flinkStateLock";
/** Context of an app that `cdktf-flink lock --new` runs: environments that are to be recorded for the first time. */
export const NEW_ENVIRONMENTS_CONTEXT = "flinkStateLockNew";

/** What constructs of one stack declare of one environment. */
interface Declaration {
  readonly plan: PlatformPlan;
  readonly stages: StageDeclaration[];
}

/** The file, and what it says. */
interface Lock {
  readonly file: string;
  readonly value: StateLock;
}

/** What a stack declares of one environment, as the lock would record it. */
interface DeclaredEnvironment {
  readonly workload: string;
  readonly environment: string;
  readonly record: EnvironmentRecord;
}

/** What is known of an app. */
interface AppState {
  /** The stacks of each environment, and those of them that are still to be reviewed. */
  readonly environments: Map<string, { readonly plan: PlatformPlan; readonly waiting: Set<IConstruct> }>;
  readonly acknowledged: Set<Acknowledgement>;
  lock?: Lock | false;
}

const SELF_REVIEWING = new WeakSet<IConstruct>();
const STACKS = new WeakMap<IConstruct, Map<string, Declaration>>();
/** What each stack declared when it was last resolved. */
const RECORDS = new WeakMap<IConstruct, readonly DeclaredEnvironment[]>();
const APPS = new WeakMap<IConstruct, AppState>();

/**
 * Lets the lock know what a construct declares of an environment's state. Its stack is compared with the lock when it is
 * synthesized, as it leaves for Terraform.
 *
 * @throws InvalidInputError `DuplicateEnvironment`
 */
export function declareState(construct: IConstruct, plan: PlatformPlan, stage?: StageDeclaration): void {
  const stack = TerraformStack.of(construct);
  const app = appState(construct);
  const name = nameOf(plan);
  const known = app.environments.get(name) ?? { plan, waiting: new Set() };
  requireOneEnvironment(known.plan, plan);
  known.waiting.add(stack);
  app.environments.set(name, known);
  const declarations = STACKS.get(stack) ?? watched(stack);
  const declaration = declarations.get(name) ?? { plan, stages: [] };
  declarations.set(name, declaration);
  if (stage !== undefined) {
    declaration.stages.push(stage);
  }
}

/**
 * Compares a stack with the lock.
 *
 * @param terraform - its `cdk.tf.json`, resolved
 * @throws InvalidInputError for every edit by which state would be lost and that nobody acknowledged
 */
export function reviewState(stack: TerraformStack, terraform: unknown): void {
  const app = appState(stack);
  const lock = readLock(stack, app);
  if (lock === undefined) {
    return;
  }
  const { reviewStack, declaredStack, environmentRecord, situationOf } = stateLock();
  const { id } = stack.node;
  const records: DeclaredEnvironment[] = [];
  requireNoneRemoved(lock, app, stack);
  for (const [name, { plan, waiting }] of app.environments) {
    const { environment, workload } = plan;
    const recorded = lock.value.workloads[workload]?.[environment.name];
    const stages = STACKS.get(stack)?.get(name)?.stages;
    if (stages === undefined && recorded?.stacks[id] === undefined) {
      continue;
    }
    const declared = declaredStack(terraform, environment, stages ?? []);
    const facts = environmentRecord(environment);
    if (recorded === undefined) {
      requireNew(stack, lock, plan);
    } else {
      const review = {
        workload,
        environment: environment.name,
        stack: id,
        facts,
        declared,
        stacks: stacksOf(stack.node.root).map(({ node }) => node.id),
        situation: situationOf(environment),
        acknowledged: environment.acknowledge ?? [],
      };
      for (const needed of reviewStack(recorded, review, lock.file)) {
        app.acknowledged.add(needed);
      }
    }
    records.push({ workload, environment: environment.name, record: { ...facts, stacks: { [id]: declared.record } } });
    waiting.delete(stack);
    if (waiting.size === 0) {
      requireAllUsed(plan, app, lock.file);
    }
  }
  RECORDS.set(stack, records);
}

/** Leaves what a stack declares beside its Terraform, where `cdktf-flink lock` finds it. */
function writeRecords(stack: TerraformStack, folder: string): void {
  const records = RECORDS.get(stack);
  if (records !== undefined) {
    const { formatLock, NO_LOCK, STACK_RECORDS, withEnvironment } = stateLock();
    const all = records.reduce(
      (lock, { workload, environment, record }) => withEnvironment(lock, workload, environment, record),
      NO_LOCK,
    );
    writeFileSync(join(folder, STACK_RECORDS), formatLock(all));
  }
}

/** Leaves the comparison to the stack's own `toTerraform`; any other resolves its resources once more for it. */
export function reviewsItself(stack: TerraformStack): void {
  SELF_REVIEWING.add(stack);
}

/** Follows the synthesis of a stack. */
function watched(stack: TerraformStack): Map<string, Declaration> {
  const declarations = new Map<string, Declaration>();
  STACKS.set(stack, declarations);
  stack.node.addValidation({
    validate: () => {
      warnUnlocked(stack, declarations);
      if (!SELF_REVIEWING.has(stack)) {
        reviewState(stack, stack.toTerraform());
      }
      return [];
    },
  });
  const { synthesizer } = stack;
  stack.synthesizer = {
    synthesize: (session) => {
      synthesizer.synthesize(session);
      writeRecords(stack, join(session.outdir, session.manifest.forStack(stack).workingDirectory));
    },
  };
  return declarations;
}

function warnUnlocked(stack: TerraformStack, declarations: ReadonlyMap<string, Declaration>): void {
  const lock = readLock(stack, appState(stack));
  for (const { plan } of declarations.values()) {
    if (lock !== undefined && lock.value.workloads[plan.workload] === undefined) {
      Annotations.of(stack).addWarning(
        `${lock.file} knows nothing of ${plan.workload}, so that no edit is refused by which its state would be lost; write it with npx cdktf-flink lock, and commit it`,
      );
    }
  }
}

function requireOneEnvironment(known: PlatformPlan, plan: PlatformPlan): void {
  if (known.environment === plan.environment) {
    return;
  }
  const { environmentRecord, isSame } = stateLock();
  if (!isSame(environmentRecord(known.environment), environmentRecord(plan.environment))) {
    throw new InvalidInputError(
      "DuplicateEnvironment",
      `two environments of ${plan.workload} are called ${plan.environment.name}, and have their state in different places; give one another name`,
    );
  }
}

/** A workload that this app does not declare may be another app's, unless this one has its stacks. */
function requireNoneRemoved({ file, value }: Lock, app: AppState, stack: TerraformStack): void {
  const plans = [...app.environments.values()].map(({ plan }) => plan);
  for (const [workload, environments] of Object.entries(value.workloads)) {
    const declared = new Set(plans.flatMap((plan) => (plan.workload === workload ? [plan.environment.name] : [])));
    const removed = Object.entries(environments).find(
      ([name, { stacks }]) => !declared.has(name) && (declared.size > 0 || stacks[stack.node.id] !== undefined),
    );
    if (removed !== undefined) {
      const [name] = removed;
      const fresh = plans.flatMap(({ workload: of, environment }) =>
        value.workloads[of]?.[environment.name] === undefined ? [`${of} in ${environment.name}`] : [],
      );
      throw new InvalidInputError(
        "EnvironmentRemoved",
        `${file} records ${workload} in ${name}, which is no longer declared${fresh.length > 0 ? `, and ${fresh.join(", ")} is new` : ""}; under another name everything has other names, too: jobs start from nothing, beside those that run or instead of them; declare it again – all environments, always – or, once everything of it is destroyed, npx cdktf-flink lock ${name} --forget`,
      );
    }
  }
}

/** A file that does not know an environment is either older than it, or lost a part; nobody but a person can tell. */
function requireNew(stack: TerraformStack, { file, value }: Lock, plan: PlatformPlan): void {
  const { name, deployed = false } = plan.environment;
  const announced: unknown = stack.node.tryGetContext(NEW_ENVIRONMENTS_CONTEXT);
  if (Array.isArray(announced) && announced.includes(name)) {
    return;
  }
  if (deployed || value.workloads[plan.workload] !== undefined) {
    throw new InvalidInputError(
      "StateLockMissing",
      `${file} has no entry of ${plan.workload} in ${name}${deployed ? ", which is deployed" : ""}, and without it no edit is refused by which state would be lost; restore the entry from version control, or, if it never had one, write it with npx cdktf-flink lock ${name} --new`,
    );
  }
}

function requireAllUsed({ environment }: PlatformPlan, app: AppState, file: string): void {
  const unused = environment.acknowledge?.find((each) => !app.acknowledged.has(each));
  if (unused !== undefined) {
    const { stage, resource = stage && `stage ${stage}` } = unused;
    const of = resource === undefined ? "" : ` of ${resource}`;
    throw new InvalidInputError(
      "AcknowledgementUnused",
      `environment ${environment.name} acknowledges ${unused.code}${of}, and no edit against ${file} is one; take it out, or it would let the next careless one pass`,
    );
  }
}

function readLock(stack: TerraformStack, app: AppState): Lock | undefined {
  if (app.lock === undefined) {
    const { STATE_LOCK, NO_LOCK, parseLock } = stateLock();
    const file: unknown = stack.node.tryGetContext(STATE_LOCK_CONTEXT) ?? STATE_LOCK;
    app.lock =
      typeof file === "string"
        ? { file, value: existsSync(file) ? parseLock(readFileSync(file, "utf8"), file) : NO_LOCK }
        : false;
  }
  return app.lock === false ? undefined : app.lock;
}

function appState({ node: { root } }: IConstruct): AppState {
  const state = APPS.get(root) ?? { environments: new Map(), acknowledged: new Set() };
  APPS.set(root, state);
  return state;
}

function stacksOf(construct: IConstruct): readonly IConstruct[] {
  return TerraformStack.isStack(construct) ? [construct] : construct.node.children.flatMap(stacksOf);
}

function nameOf({ workload, environment }: PlatformPlan): string {
  return `${workload}/${environment.name}`;
}

/** Loaded at synthesis: to import the library costs nothing of it. */
function stateLock() {
  return {
    ...(require("../../state-lock/lock-file") as typeof import("../../state-lock/lock-file.js")),
    ...(require("../../state-lock/environment-record") as typeof import("../../state-lock/environment-record.js")),
    ...(require("../../state-lock/stack-record") as typeof import("../../state-lock/stack-record.js")),
    ...(require("../../state-lock/situation") as typeof import("../../state-lock/situation.js")),
    ...(require("../../state-lock/review") as typeof import("../../state-lock/review.js")),
  };
}
