import { createRequire } from "node:module";

/* Synthesizes the local environment with cert-manager's certificate, for the tiers that ask real schemas. */

const require = createRequire(import.meta.url);
const { FlinkApp, planPlatform } = require("../../dist/lib/index.js");
const { FoundationStack } = require("../../dist/stacks/foundation-stack.js");
const { SignalsStack } = require("../../dist/stacks/signals-stack.js");
const { environments, workload } = require("../../dist/stacks/platform.js");

const tls = {
  secret: "flink-tls",
  password: { secret: "flink-tls-password", key: "password" },
  issuer: { kind: "ClusterIssuer", name: "flink" },
};

// Nobody deploys it, so no lock records it.
const app = new FlinkApp({ stateLock: false });
const local = environments.find(({ name }) => name === "local");
const plan = planPlatform(workload, { ...local, name: "tls", security: { ...local.security, tls } });
new SignalsStack(app, plan).addDependency(new FoundationStack(app, plan));
app.synth();
