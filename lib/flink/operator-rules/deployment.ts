import { DEFAULT_OPERATOR_VERSION } from "../../environment/operator-version";
import { type OperatorLine, operatorLine } from "./rule";
import { at, flatSettings, isTree, numberAt, type Tree, textAt } from "./tree";

/** A FlinkDeployment as the API server is given it. An imported one is what somebody wrote: every field may be missing. */
export interface FlinkDeploymentManifest {
  readonly kind?: unknown;
  readonly metadata?: unknown;
  readonly spec?: unknown;
}

/** What a manifest is judged by. */
export interface OperatorView {
  /** Release of the Flink Kubernetes Operator. @default "1.15.0" */
  readonly operatorVersion?: string;
  /**
   * Flink settings the operator puts under those of every deployment, resolved for namespace and Flink version.
   *
   * @default - none
   */
  readonly operatorDefaults?: Readonly<Record<string, string>>;
  /** The manifest that is deployed now. @default - none is: rules about changes do not apply */
  readonly previous?: FlinkDeploymentManifest | undefined;
  /** The image has its S3 plugin in its plugins folder already. @default false */
  readonly imageBringsPlugins?: boolean;
}

/** The `jobManager` or `taskManager` of a spec. */
export interface ProcessSpec {
  readonly role: "JobManager" | "TaskManager";
  /** The field's path in the manifest. */
  readonly field: "spec.jobManager" | "spec.taskManager";
  readonly memory: string | undefined;
  readonly cpu: number | undefined;
  readonly ephemeralStorage: string | undefined;
  readonly replicas: number | undefined;
  readonly podTemplate: unknown;
}

/** The `job` of a spec; a session cluster has none. */
export interface JobSpec {
  readonly jarUri: string | undefined;
  readonly parallelism: number;
  readonly state: string;
  readonly upgradeMode: string;
  readonly initialSavepointPath: string | undefined;
  readonly savepointTriggerNonce: number | undefined;
  readonly savepointRedeployNonce: number | undefined;
}

/** A manifest as the operator understands it: its defaults applied, its configuration flat. */
export interface Deployment {
  readonly operator: OperatorLine;
  readonly kind: string | undefined;
  readonly name: string | undefined;
  readonly flinkVersion: string | undefined;
  readonly image: string | undefined;
  readonly imagePullPolicy: string | undefined;
  readonly mode: string;
  readonly serviceAccount: string | undefined;
  readonly ingress: Tree | undefined;
  readonly logFiles: readonly string[];
  readonly podTemplate: unknown;
  readonly job: JobSpec | undefined;
  readonly jobManager: ProcessSpec;
  readonly taskManager: ProcessSpec;
  /** The operator's defaults, overlaid by the spec's `flinkConfiguration`. */
  readonly settings: Readonly<Record<string, string>>;
  /** `flinkConfiguration` as it was written. */
  readonly flinkConfiguration: unknown;
  readonly previous: Deployment | undefined;
  readonly imageBringsPlugins: boolean;
}

/**
 * Reads a manifest.
 *
 * A FlinkBlueGreenDeployment is read as the longer of the two FlinkDeployments it makes: `<name>-green`.
 *
 * @throws InvalidInputError `OperatorVersionUnknown`
 */
export function deploymentOf(manifest: FlinkDeploymentManifest, view: OperatorView): Deployment {
  const { operatorVersion = DEFAULT_OPERATOR_VERSION, operatorDefaults = {}, previous } = view;
  const kind = textAt(manifest, "kind");
  const blueGreen = kind === "FlinkBlueGreenDeployment";
  const spec = at(manifest, blueGreen ? "spec.template.spec" : "spec");
  const name = textAt(manifest, "metadata.name");
  const ingress = at(spec, "ingress");
  const logConfiguration = at(spec, "logConfiguration");
  return {
    operator: operatorLine(operatorVersion),
    kind,
    name: blueGreen && name !== undefined ? `${name}-green` : name,
    flinkVersion: textAt(spec, "flinkVersion"),
    image: textAt(spec, "image"),
    imagePullPolicy: textAt(spec, "imagePullPolicy"),
    mode: textAt(spec, "mode") ?? "native",
    serviceAccount: textAt(spec, "serviceAccount"),
    ingress: isTree(ingress) ? ingress : undefined,
    logFiles: isTree(logConfiguration) ? Object.keys(logConfiguration) : [],
    podTemplate: at(spec, "podTemplate"),
    job: jobOf(at(spec, "job")),
    jobManager: processOf("JobManager", "spec.jobManager", at(spec, "jobManager")),
    taskManager: processOf("TaskManager", "spec.taskManager", at(spec, "taskManager")),
    settings: { ...operatorDefaults, ...flatSettings(at(spec, "flinkConfiguration")) },
    flinkConfiguration: at(spec, "flinkConfiguration"),
    previous: previous && deploymentOf(previous, { ...view, previous: undefined }),
    imageBringsPlugins: view.imageBringsPlugins ?? false,
  };
}

function jobOf(job: unknown): JobSpec | undefined {
  return isTree(job)
    ? {
        jarUri: textAt(job, "jarURI"),
        parallelism: numberAt(job, "parallelism") ?? 0,
        state: textAt(job, "state") ?? "running",
        upgradeMode: textAt(job, "upgradeMode") ?? "stateless",
        initialSavepointPath: textAt(job, "initialSavepointPath"),
        savepointTriggerNonce: numberAt(job, "savepointTriggerNonce"),
        savepointRedeployNonce: numberAt(job, "savepointRedeployNonce"),
      }
    : undefined;
}

function processOf(role: ProcessSpec["role"], field: ProcessSpec["field"], process: unknown): ProcessSpec {
  return {
    role,
    field,
    memory: textAt(process, "resource.memory"),
    cpu: numberAt(process, "resource.cpu"),
    ephemeralStorage: textAt(process, "resource.ephemeralStorage"),
    replicas: numberAt(process, "replicas"),
    podTemplate: at(process, "podTemplate"),
  };
}
