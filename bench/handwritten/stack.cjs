const { LocalBackend, S3Backend, TerraformStack } = require("cdktf");
const { AwsProvider } = require("@cdktf/provider-aws/lib/provider/index.js");
const { KubernetesProvider } = require("@cdktf/provider-kubernetes/lib/provider/index.js");

const PROVIDERS = {
  aws: { source: "hashicorp/aws", version: ">= 6.40, < 7" },
  kubernetes: { source: "hashicorp/kubernetes", version: ">= 2.38, < 4" },
  helm: { source: "hashicorp/helm", version: ">= 3.0, < 4" },
};

/** A Terraform root module with its backend and Kubernetes provider. */
function declareStack(app, environment, part) {
  const stack = new TerraformStack(app, `${environment.name}-${part}`);
  declareBackend(stack, environment.state);
  new KubernetesProvider(stack, "Kubernetes", environment.kubernetes);
  requireProvider(stack, "kubernetes");
  return stack;
}

function declareBackend(stack, state) {
  if (state.type === "local") {
    new LocalBackend(stack, { path: `${state.directory}/${stack.node.id}.tfstate` });
    return;
  }
  const { bucket, region } = state;
  const backend = new S3Backend(stack, { bucket, region, key: `flink/${stack.node.id}.tfstate`, encrypt: true });
  backend.addOverride("use_lockfile", true);
}

function declareAws(stack, { name, aws }) {
  new AwsProvider(stack, "Aws", {
    region: aws.region,
    allowedAccountIds: [aws.accountId],
    defaultTags: [{ tags: { environment: name } }],
  });
  requireProvider(stack, "aws");
}

/** Loaded only where the operator is installed, as in the library. */
function declareHelm(stack, { kubernetes }) {
  const { HelmProvider } = require("@cdktf/provider-helm/lib/provider/index.js");
  new HelmProvider(stack, "Helm", { kubernetes });
  requireProvider(stack, "helm");
}

function requireProvider(stack, name) {
  stack.addOverride(`terraform.required_providers.${name}`, PROVIDERS[name]);
}

/** The address of a resource in Terraform, whatever its construct is called. */
function at(address, resource) {
  resource.overrideLogicalId(address);
  return resource;
}

module.exports = { at, declareAws, declareHelm, declareStack };
