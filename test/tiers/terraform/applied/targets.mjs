import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { KubernetesSchema } from "../../cluster/kubernetes-objects.mjs";
import { installCustomResources } from "../../cluster/nothing-runs.mjs";
import { synthesized } from "../../cluster/synthesized.mjs";
import { freePorts } from "../../flink/cluster/flink-cluster.mjs";
import { CannotRun } from "../providers.mjs";
import { Aws } from "./aws.mjs";
import { ChartRepository } from "./chart.mjs";
import { OperatorStandIn } from "./operator.mjs";
import { Stack } from "./stack.mjs";
import { StateServer } from "./state-server.mjs";

/** What our stacks are applied to: a cluster, AWS, the S3 server of the states, a Helm repository. */
export class Targets {
  #terraform;
  #folder;
  #fault;
  #schema;
  #chart;
  #aws;
  #states;
  #namespaces = new Set();
  #clusterWide = new Map();
  #stopped = [];

  /**
   * @param terraform - `environment` of its processes, and the providers that are `missing`
   * @param folder - of the run; goes with it
   * @param fault - let every namespace change with every plan
   */
  static async start({ kubectl, terraform, folder, fault }) {
    const targets = new Targets(kubectl, terraform, folder, fault);
    try {
      await targets.#start();
    } catch (error) {
      await targets.stop();
      throw error;
    }
    return targets;
  }

  constructor(kubectl, terraform, folder, fault = false) {
    this.kubectl = kubectl;
    this.#fault = fault;
    this.#terraform = terraform;
    this.#folder = folder;
  }

  async #start() {
    const config = await this.kubectl.json(["config", "view", "--raw", "--flatten", "--minify"]);
    /** What an environment needs to be in the cluster. */
    this.place = {
      kubeconfig: join(this.#folder, "kubeconfig"),
      context: config["current-context"],
      folder: this.#folder,
    };
    writeFileSync(this.place.kubeconfig, JSON.stringify(config), { mode: 0o600 });
    await installCustomResources(this.kubectl);
    this.#schema = await KubernetesSchema.of(this.kubectl);
    this.#states = this.#kept(await StateServer.start(this.#folder));
    if (!this.#terraform.missing.includes("aws")) {
      this.#aws = this.#kept(await Aws.start());
    }
    this.operator = this.#kept(await OperatorStandIn.start(this.kubectl, this.#namespaces));
  }

  #kept(target) {
    this.#stopped.unshift(target);
    return target;
  }

  /** Ends every server, and takes away every namespace that was made. */
  async stop({ keep = false } = {}) {
    if (!keep && this.#namespaces.size > 0) {
      await this.#removeManifests();
      await this.kubectl.deleteNamespaces(...this.#namespaces);
    }
    for (const target of this.#stopped.splice(0)) {
      await target.stop();
    }
  }

  get aws() {
    return this.#aws;
  }
  get states() {
    return this.#states;
  }

  /** Where Terraform runs: a folder of the run's own. */
  folder(name) {
    const folder = join(this.#folder, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  }

  /** Both stacks of an environment, synthesized: Terraform's text with these targets in it, and Kubernetes' objects. */
  async synthesized(environment, workload) {
    const both = synthesized(environment, this.#schema, workload);
    for (const object of both.objects.filter(({ kind, metadata }) => kind !== "Namespace" && !metadata.namespace)) {
      this.#clusterWide.set(`${object.kind}/${object.metadata.name}`, object);
    }
    for (const stack of [both.foundation, both.signals]) {
      stack.terraform = await this.#aimed(stack.terraform, environment);
    }
    return both;
  }

  /** A stack for Terraform, or the providers without which it cannot be. */
  stackOf({ name, terraform }, folder = this.folder("stacks")) {
    const absent = this.#terraform.missing.filter((provider) => terraform.terraform.required_providers[provider]);
    return absent.length > 0
      ? { absent }
      : new Stack({ name, terraform, folder, environment: this.#terraform.environment });
  }

  /** Namespaces that go with the run. */
  owns(...namespaces) {
    for (const name of namespaces) {
      this.#namespaces.add(name);
    }
  }

  /** Before anything is applied: nobody else's namespace is touched, and EKS clusters and buckets of states are there. */
  async prepare(plans) {
    const environments = plans.map(({ environment }) => environment);
    const namespaces = [...environments.map(({ namespace }) => namespace), ...environments.map(operatorNamespace)];
    const there = new Set((await this.kubectl.list(["namespaces"])).map(({ metadata }) => metadata.name));
    const taken = namespaces.filter((name) => there.has(name));
    if (taken.length > 0) {
      throw new CannotRun(`the cluster has the namespace ${taken.join(", ")} already; this tier makes and removes it`);
    }
    this.owns(...namespaces);
    for (const { aws, terraformState } of environments) {
      if (terraformState.type === "s3") {
        await this.#states.createBucket(terraformState.bucket);
      }
      if (aws !== undefined) {
        await this.#aws?.createEksCluster(aws.accountId, aws.eksClusterName);
      }
    }
  }

  async #aimed(terraform, environment) {
    const { provider, resource } = terraform;
    const copy = structuredClone(terraform);
    if (provider.aws !== undefined && this.#aws !== undefined) {
      Object.assign(copy.provider.aws[0], this.#aws.providerArguments(environment.aws.accountId));
    }
    if (terraform.terraform.backend.s3 !== undefined) {
      Object.assign(copy.terraform.backend.s3, this.#states.backendArguments);
    }
    if (this.#fault) {
      for (const { metadata } of Object.values(copy.resource.kubernetes_namespace_v1 ?? {})) {
        metadata.annotations = { now: "${timestamp()}" };
      }
    }
    for (const [name, release] of Object.entries(resource.helm_release ?? {})) {
      const repository = await this.#chartRepository(release.version);
      copy.resource.helm_release[name] = { ...release, repository, namespace: operatorNamespace(environment) };
    }
    return copy;
  }

  async #chartRepository(version) {
    this.#chart ??= freePorts(1).then(async ([port]) =>
      this.#kept(await ChartRepository.start(this.#folder, port, version)),
    );
    return (await this.#chart).url;
  }

  /** Objects outside namespaces, such as Karpenter's: nothing else takes them away. */
  async #removeManifests() {
    for (const { kind, metadata } of this.#clusterWide.values()) {
      await this.kubectl.run(["delete", kind, metadata.name, "--ignore-not-found"]);
    }
  }
}

/** Where an environment's operator is: each has a cluster of its own, but for here. */
function operatorNamespace({ name }) {
  return `flink-operator-${name}`;
}
