import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kubectl } from "./kubectl.mjs";

const VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
/** What everybody who is authenticated may ask about himself. */
const OF_EVERYBODY = /^(selfsubject\w+)$/;

/** All that a service account may do, in a namespace or (without one) in the whole cluster, as `verb resource`. */
export async function rightsOf(kubectl, account, namespace) {
  const resources = (await kubectl.run(["api-resources", "--no-headers", "-o", "name"])).trim().split("\n");
  const asked = [
    ...resources,
    "deployments.apps/finalizers",
    "pods/exec",
    "pods/log",
    "secrets",
    "serviceaccounts/token",
  ]
    .filter((resource) => !OF_EVERYBODY.test(resource.split(".")[0]))
    .flatMap((name) => VERBS.map((verb) => ({ verb, ...parts(name) })));
  const reviews = asked.map((resourceAttributes) => ({
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: {
      user: `system:serviceaccount:${account.namespace}:${account.name}`,
      groups: ["system:serviceaccounts", `system:serviceaccounts:${account.namespace}`, "system:authenticated"],
      resourceAttributes: { ...resourceAttributes, ...(namespace && { namespace }) },
    },
  }));
  const attributes = ["verb", "resource", "subresource"].map((name) => `{.spec.resourceAttributes.${name}}`);
  const answers = await kubectl.run(
    ["create", "-f", "-", "-o", `jsonpath={.status.allowed} ${attributes.join(" ")}{"\\n"}`],
    { input: JSON.stringify({ apiVersion: "v1", kind: "List", items: reviews }), seconds: 300 },
  );
  const allowed = answers
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([answer]) => answer === "true")
    .map(([, verb, resource, subresource]) => nameOf({ verb, resource, subresource }));
  return [...new Set(allowed)].sort();
}

/** What a Role allows, in the same words. */
export function rightsIn(role) {
  return role.rules
    .flatMap(({ resources, verbs }) => resources.flatMap((resource) => verbs.map((verb) => `${verb} ${resource}`)))
    .sort();
}

/** `deployments.apps/finalizers` */
function parts(name) {
  const [whole, subresource] = name.split("/");
  const [resource, ...group] = whole.split(".");
  return { resource, group: group.join("."), ...(subresource && { subresource }) };
}

function nameOf({ verb, resource, subresource }) {
  return `${verb} ${resource}${subresource ? `/${subresource}` : ""}`;
}

/** A kubectl that has nothing but the token of a service account, for as long as `use` takes. */
export async function withToken(kubectl, { namespace, name }, use) {
  const folder = mkdtempSync(join(tmpdir(), "cdktf-flink-token-"));
  try {
    const file = join(folder, "kubeconfig");
    writeFileSync(file, JSON.stringify(await kubectl.configurationOf(namespace, name)), { mode: 0o600 });
    return await use(new Kubectl(file));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
