const { createHash } = require("node:crypto");
const { ConfigMapV1 } = require("@cdktf/provider-kubernetes/lib/config-map-v1/index.js");
const { DeploymentV1 } = require("@cdktf/provider-kubernetes/lib/deployment-v1/index.js");
const { ServiceV1 } = require("@cdktf/provider-kubernetes/lib/service-v1/index.js");
const { StatefulSetV1 } = require("@cdktf/provider-kubernetes/lib/stateful-set-v1/index.js");
const { OF_STAGE } = require("./addresses.cjs");
const { configYaml } = require("./config-yaml.cjs");
const { flinkConfiguration } = require("./flink-configuration.cjs");
const { at } = require("./stack.cjs");
const { jobManagerTemplate, labelsOf, taskManagerTemplate } = require("./standalone-pods.cjs");

/** A stage without the operator: its configuration, its names, a Deployment and a StatefulSet. */
function declareStandaloneStage(stack, environment, stage, log4j) {
  const config = {
    "config.yaml": configYaml(flinkConfiguration(environment, stage)),
    // Terraform's escape is not in the file that Flink reads.
    "log4j-console.properties": log4j.replaceAll("$${", "${"),
  };
  const checksum = createHash("sha256").update(JSON.stringify(config)).digest("hex");
  const configMap = at(
    OF_STAGE[stage].config,
    new ConfigMapV1(stack, `Config-${stage}`, {
      metadata: { name: `sentra-${stage}-config`, namespace: `sentra-${environment.name}` },
      data: { ...config, "log4j-console.properties": log4j },
    }),
  );
  declareServices(stack, environment, stage);
  declareJobManagers(stack, environment, stage, checksum, [configMap]);
  declareTaskManagers(stack, environment, stage, checksum, [configMap]);
}

function declareServices(stack, { name: environment }, stage) {
  const { restService, jobManagerService, taskManagerService } = OF_STAGE[stage];
  const service = (address, name, component, ports, settings) =>
    at(
      address,
      new ServiceV1(stack, `Service-${stage}-${name}`, {
        metadata: { name: `sentra-${stage}-${name}`, namespace: `sentra-${environment}` },
        spec: {
          selector: labelsOf(stage, component),
          port: ports.map(([portName, port]) => ({ name: portName, port, targetPort: String(port) })),
          ...settings,
        },
      }),
    );
  const headless = { clusterIp: "None", publishNotReadyAddresses: true };
  const jobManagerPorts = [
    ["rpc", 6123],
    ["blob", 6124],
  ];
  const taskManagerPorts = [
    ["rpc", 6122],
    ["data", 6121],
  ];
  service(restService, "rest", "jobmanager", [["rest", 8081]]);
  service(jobManagerService, "jobmanager", "jobmanager", jobManagerPorts, headless);
  service(taskManagerService, "taskmanager", "taskmanager", taskManagerPorts, headless);
}

function declareJobManagers(stack, environment, stage, checksum, dependsOn) {
  const labels = labelsOf(stage, "jobmanager");
  at(
    `sentra-${stage}`,
    new DeploymentV1(stack, `JobManagers-${stage}`, {
      metadata: { name: `sentra-${stage}-jobmanager`, namespace: `sentra-${environment.name}`, labels },
      spec: {
        replicas: "1",
        selector: { matchLabels: labels },
        strategy: { type: "Recreate" },
        template: jobManagerTemplate(environment, stage, checksum),
      },
      waitForRollout: false,
      dependsOn,
      lifecycle: { preventDestroy: true },
    }),
  );
}

function declareTaskManagers(stack, environment, stage, checksum, dependsOn) {
  const name = `sentra-${stage}-taskmanager`;
  const labels = labelsOf(stage, "taskmanager");
  at(
    name,
    new StatefulSetV1(stack, `TaskManagers-${stage}`, {
      metadata: { name, namespace: `sentra-${environment.name}`, labels },
      spec: {
        replicas: "1",
        serviceName: name,
        selector: { matchLabels: labels },
        revisionHistoryLimit: 10,
        podManagementPolicy: "Parallel",
        updateStrategy: [{ type: "RollingUpdate", rollingUpdate: [{ partition: 0 }] }],
        template: taskManagerTemplate(environment, stage, checksum),
        persistentVolumeClaimRetentionPolicy: [{ whenDeleted: "Delete", whenScaled: "Delete" }],
        volumeClaimTemplate: [
          {
            metadata: { name: "flink-local" },
            spec: {
              accessModes: ["ReadWriteOnce"],
              resources: { requests: { storage: environment.stages[stage].disk } },
            },
          },
        ],
      },
      waitForRollout: false,
      dependsOn,
    }),
  );
}

module.exports = { declareStandaloneStage };
