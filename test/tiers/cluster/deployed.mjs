import { parse } from "yaml";
import { causeOf, Flink } from "./flink.mjs";
import { eventually } from "./kubectl.mjs";

const CREDENTIALS = "s3-credentials";
/** Enough to start on; what a container may use is its limit, which stays as it is. */
const CPU_REQUEST = "50m";

/**
 * Applies both stacks of an environment as they are synthesized, and returns its stages by name.
 *
 * One thing is changed: pods request less CPU than they are planned to have, so that more than one cluster fits a node of
 * two cores.
 *
 * @param alter - a last change to each object
 * @param only - the one stage that is applied
 */
export async function deploy(
  { kubectl, s3, synthesized },
  environment,
  { workload, alter = (object) => object, only } = {},
) {
  const { plan, foundation, signals } = synthesized(environment, workload);
  const { namespace, storage } = plan.environment;
  await s3.createBucket(storage.bucketName);
  const wanted = plan.stages.filter(({ name }) => only === undefined || name === only);
  const objects = [...foundation.objects, ...signals.objects.filter((object) => belongsTo(object, wanted))].map(
    (object) => alter(placeable(object)),
  );
  const isNamespace = ({ kind }) => kind === "Namespace";
  await kubectl.apply(objects.filter(isNamespace));
  await kubectl.apply([
    s3.credentials(namespace, storage.credentialsSecret ?? CREDENTIALS),
    ...objects.filter((object) => !isNamespace(object)),
  ]);
  return { plan, objects, stages: wanted.map((stage) => new DeployedStage(kubectl, namespace, stage, objects)) };
}

function belongsTo({ metadata }, stages) {
  return stages.some(({ clusterId }) => metadata.name === clusterId || metadata.name.startsWith(`${clusterId}-`));
}

function placeable(object) {
  const containers = object.spec?.template?.spec?.containers;
  if (containers === undefined) {
    return object;
  }
  const changed = structuredClone(object);
  for (const { resources } of changed.spec.template.spec.containers) {
    if (resources?.requests?.cpu !== undefined) {
      resources.requests.cpu = CPU_REQUEST;
    }
  }
  return changed;
}

/** A stage of the standalone runtime in the cluster. */
export class DeployedStage extends Flink {
  #kubectl;

  constructor(kubectl, namespace, stage, objects) {
    super(kubectl, namespace, stage.clusterId);
    this.#kubectl = kubectl;
    this.namespace = namespace;
    this.stage = stage;
    this.name = stage.name;
    this.objects = objects.filter(({ metadata }) => metadata.name.startsWith(`${stage.clusterId}-`));
  }

  /** Its Flink configuration as its pods read it: flat, from the ConfigMap. */
  get configuration() {
    const { data } = this.objects.find(
      ({ kind, metadata }) => kind === "ConfigMap" && metadata.name.endsWith("-config"),
    );
    return flat(parse(data["config.yaml"] ?? data["flink-conf.yaml"]));
  }

  /** Until every replica of it is ready. */
  async ready(seconds = 300) {
    for (const kind of ["statefulset", "deployment"]) {
      const name = `${kind}/${this.clusterId}-${kind === "deployment" ? "jobmanager" : "taskmanager"}`;
      const options = [`--timeout=${seconds}s`, "-n", this.namespace];
      await this.#kubectl.run(["rollout", "status", name, ...options], { seconds: seconds + 10 });
    }
  }

  pods(component) {
    return this.#kubectl.list(["pods", "-n", this.namespace, "-l", `app=${this.clusterId},component=${component}`]);
  }

  eventually(what, look, options) {
    return eventually(`${this.clusterId}: ${what}`, look, options);
  }

  /** The path of a checkpoint that is taken now; one that a task declines because it only begins is taken again. */
  checkpointPath(job) {
    return this.eventually("it takes a checkpoint", async () => {
      const { checkpointId } = succeeded(await this.checkpoint(job));
      return this.eventually("its checkpoint has a path", async () => {
        const { status, external_path: path } = await this.get(`/jobs/${job}/checkpoints/details/${checkpointId}`);
        return status === "COMPLETED" ? path : undefined;
      });
    });
  }

  /** The path of a savepoint that is taken now, where the configuration says; one that is declined is taken again, too. */
  savepointPath(job) {
    return this.eventually("it takes a savepoint", async () => succeeded(await this.savepoint(job)).location);
  }
}

function succeeded(operation) {
  const cause = causeOf(operation);
  if (cause !== undefined) {
    throw new Error(cause.split("\n").slice(0, 3).join("; "));
  }
  return operation;
}

function flat(tree, prefix = "") {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "object"
        ? Object.entries(flat(value, `${prefix}${key}.`))
        : [[`${prefix}${key}`, String(value)]],
    ),
  );
}
