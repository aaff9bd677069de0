/* What pods may do in the network: two policies per stage, and one that refuses everything else in the namespace. */
const { NetworkPolicyV1 } = require("@cdktf/provider-kubernetes/lib/network-policy-v1/index.js");
const { at } = require("./stack.cjs");

const DNS = {
  ports: [
    { port: "53", protocol: "TCP" },
    { port: "53", protocol: "UDP" },
  ],
};
/** Its addresses are not known, and neither are those of S3. */
const API_SERVER = { ports: tcp(443, 6443) };
const S3 = { ports: tcp(443) };
const POD_IDENTITY_AGENT = { ports: tcp(80), to: [cidr("169.254.170.23/32"), cidr("fd00:ec2::23/128")] };

function declareNetworkPolicies(stack, environment, dependsOn) {
  const namespace = `sentra-${environment.name}`;
  const policiesOf = (stage) => [
    policy(stack, namespace, { ...jobManagers(environment, stage), dependsOn }),
    policy(stack, namespace, { ...taskManagers(environment, stage), dependsOn }),
  ];
  const policies = Object.keys(environment.stages).flatMap(policiesOf);
  // The last one: before that, clusters that run already would be cut off.
  at(
    "sentra-default-deny",
    new NetworkPolicyV1(stack, "DefaultDeny", {
      metadata: { name: "default-deny", namespace },
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
      dependsOn: [...policies, ...dependsOn],
    }),
  );
}

function policy(stack, namespace, { name, labels, ingress, egress, dependsOn }) {
  return at(
    name,
    new NetworkPolicyV1(stack, `NetworkPolicy-${name}`, {
      metadata: { name, namespace },
      spec: { podSelector: { matchLabels: labels }, policyTypes: ["Ingress", "Egress"], ingress, egress },
      dependsOn,
    }),
  );
}

function jobManagers(environment, stage) {
  const jobManager = labelsOf(environment, stage, "jobmanager");
  const taskManager = labelsOf(environment, stage, "taskmanager");
  return {
    name: `sentra-${stage}-jobmanager`,
    labels: jobManager,
    ingress: [
      { from: [pods(jobManager)], ports: tcp(6123, 6124, 6126) },
      { from: [pods(taskManager)], ports: tcp(6123, 6124) },
      { from: [restClients(environment)], ports: tcp(8081) },
      metrics(environment),
    ],
    egress: [
      { to: [pods(jobManager)], ports: tcp(6123, 6124, 6126) },
      { to: [pods(taskManager)], ports: tcp(6122, 6126) },
      DNS,
      API_SERVER,
      ...elsewhere(environment),
    ],
  };
}

function taskManagers(environment, stage) {
  const jobManager = labelsOf(environment, stage, "jobmanager");
  const taskManager = labelsOf(environment, stage, "taskmanager");
  return {
    name: `sentra-${stage}-taskmanager`,
    labels: taskManager,
    ingress: [
      { from: [pods(jobManager)], ports: tcp(6122, 6126) },
      { from: [pods(taskManager)], ports: tcp(6121) },
      metrics(environment),
    ],
    egress: [
      { to: [pods(jobManager)], ports: tcp(6123, 6124) },
      { to: [pods(taskManager)], ports: tcp(6121) },
      DNS,
      // They look for their leader there.
      ...(environment.highAvailability ? [API_SERVER] : []),
      ...elsewhere(environment),
    ],
  };
}

/** The operator, wherever it is installed; without it the network of who stops jobs. */
function restClients({ runtime, network }) {
  return runtime === "operator"
    ? { namespaceSelector: {}, podSelector: { matchLabels: { "app.kubernetes.io/name": "flink-kubernetes-operator" } } }
    : cidr(network.restFrom);
}

function metrics({ network }) {
  return {
    from: [network?.metricsFrom ? namespaceOf(network.metricsFrom) : { namespaceSelector: {} }],
    ports: tcp(9249),
  };
}

/** State, credentials, and what jobs need: by default anything but the nodes' metadata service. */
function elsewhere({ s3Server, network }) {
  const anything = [
    cidr("0.0.0.0/0", "169.254.169.254/32"),
    cidr("::/0", "fd00:ec2::254/128"),
    { namespaceSelector: {} },
  ];
  return [
    ...(s3Server ? [{ to: [namespaceOf(s3Server.namespace)] }] : [S3, POD_IDENTITY_AGENT]),
    network?.egress ? { to: [cidr(network.egress.cidr)], ports: tcp(...network.egress.ports) } : { to: anything },
  ];
}

function labelsOf({ runtime }, stage, component) {
  const type = runtime === "operator" ? "flink-native-kubernetes" : "flink-standalone-kubernetes";
  return { app: `sentra-${stage}`, component, type };
}

function pods(matchLabels) {
  return { podSelector: { matchLabels } };
}

function namespaceOf(name) {
  return { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } };
}

function cidr(block, except) {
  return { ipBlock: { cidr: block, ...(except && { except: [except] }) } };
}

function tcp(...ports) {
  return ports.map((port) => ({ port: String(port), protocol: "TCP" }));
}

module.exports = { declareNetworkPolicies };
