const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Manifest } = require("@cdktf/provider-kubernetes/lib/manifest/index.js");
const { PodDisruptionBudgetV1 } = require("@cdktf/provider-kubernetes/lib/pod-disruption-budget-v1/index.js");
const { OF_STAGE } = require("./addresses.cjs");
const { flinkConfiguration } = require("./flink-configuration.cjs");
const { jobManagerPods, taskManagerPods } = require("./pod-templates.cjs");
const { at, declareStack } = require("./stack.cjs");
const { declareStandaloneStage } = require("./standalone-stage.cjs");

const LOG4J = readFileSync(join(__dirname, "log4j-console.properties"), "utf8");

/** One application cluster per stage. */
function declareSignals(app, environment) {
  const stack = declareStack(app, environment, "signals");
  for (const stage of Object.keys(environment.stages)) {
    if (environment.runtime === "standalone") {
      declareStandaloneStage(stack, environment, stage, LOG4J);
    } else {
      declareCluster(stack, environment, stage);
      declareDisruptionBudgets(stack, environment, stage);
    }
  }
  return stack;
}

function declareCluster(stack, environment, stage) {
  const { wait } = environment;
  at(
    `sentra-${stage}`,
    new Manifest(stack, `Cluster-${stage}`, {
      manifest: flinkDeployment(environment, stage),
      computedFields: ["metadata.annotations", "metadata.finalizers", "metadata.labels"],
      fieldManager: { forceConflicts: true },
      ...(wait && {
        wait: { fields: { "status.lifecycleState": "STABLE" } },
        timeouts: { create: wait, update: wait },
      }),
      lifecycle: { preventDestroy: true },
    }),
  );
}

function flinkDeployment(environment, stage) {
  const { parallelism, cpu, memory, disk } = environment.stages[stage];
  return {
    apiVersion: "flink.apache.org/v1beta1",
    kind: "FlinkDeployment",
    metadata: { name: `sentra-${stage}`, namespace: `sentra-${environment.name}` },
    spec: {
      flinkVersion: "v2_2",
      image: "registry.sentra.example/signal-engine:1.4.2",
      imagePullPolicy: "IfNotPresent",
      mode: "native",
      serviceAccount: `sentra-${stage}`,
      flinkConfiguration: flinkConfiguration(environment, stage),
      logConfiguration: { "log4j-console.properties": LOG4J },
      jobManager: {
        replicas: environment.jobManagers,
        resource: { cpu: 1, memory: "1792m" },
        podTemplate: jobManagerPods(environment, stage),
      },
      taskManager: {
        resource: { cpu, memory, ephemeralStorage: disk },
        podTemplate: taskManagerPods(environment, stage),
      },
      job: {
        jarURI: "local:///opt/flink/usrlib/sentra-engine.jar",
        entryClass: "com.sentra.SignalEngine",
        args: ["--stage", stage],
        parallelism,
        state: "running",
        upgradeMode: "savepoint",
      },
    },
  };
}

function declareDisruptionBudgets(stack, environment, stage) {
  const { minAvailable } = environment.stages[stage];
  if (environment.jobManagers > 1) {
    declareBudget(stack, environment, stage, "jobmanager", { maxUnavailable: "1" });
  }
  if (minAvailable !== undefined) {
    declareBudget(stack, environment, stage, "taskmanager", { minAvailable: String(minAvailable) });
  }
}

function declareBudget(stack, environment, stage, component, limit) {
  const { jobManagerBudget, taskManagerBudget } = OF_STAGE[stage];
  at(
    component === "jobmanager" ? jobManagerBudget : taskManagerBudget,
    new PodDisruptionBudgetV1(stack, `Budget-${stage}-${component}`, {
      metadata: { name: `sentra-${stage}-${component}`, namespace: `sentra-${environment.name}` },
      spec: {
        ...limit,
        selector: { matchLabels: { app: `sentra-${stage}`, component, type: "flink-native-kubernetes" } },
      },
    }),
  );
}

module.exports = { declareSignals };
