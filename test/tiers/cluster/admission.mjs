import { environmentIn, synthesized } from "./synthesized.mjs";

const ZOOKEEPER = { type: "zookeeper", ensemble: { type: "declared" } };
/** One thing each that the `restricted` profile forbids. */
const BROKEN = {
  "that may gain privileges": ({ container }) => {
    container.securityContext.allowPrivilegeEscalation = true;
  },
  "that runs as root": ({ pod, container }) => {
    pod.securityContext.runAsNonRoot = false;
    container.securityContext.runAsNonRoot = false;
  },
  "with a folder of its node": ({ pod }) => {
    pod.volumes.push({ name: "node", hostPath: { path: "/" } });
  },
};

/**
 * The API server's own admission, in a namespace as it is synthesized: takes every pod that our templates make, of
 * JobManagers, TaskManagers and ZooKeeper in both runtimes, and none of them once it is broken.
 */
export async function podAdmission({ kubectl, table, schema, namespace }) {
  for (const type of ["standalone", "operator"]) {
    const name = namespace(`admission-${type}`);
    const environment = environmentIn(name, "local", { runtime: { type }, highAvailability: ZOOKEEPER });
    const { objects } = synthesized(environment, schema);
    await kubectl.apply(objects.filter(({ kind }) => kind === "Namespace"));
    await kubectl.apply(objects.filter(({ kind }) => kind === "ServiceAccount"));
    for (const pod of podsOf(objects, name)) {
      const what = `${type}, ${pod.metadata.name}: a pod`;
      table.equal({ what, expected: "admitted", seen: await admitted(kubectl, pod) });
      for (const [how, breakIt] of Object.entries(BROKEN)) {
        const broken = structuredClone(pod);
        breakIt({ pod: broken.spec, container: broken.spec.containers[0] });
        table.equal({
          what: `${what} ${how}`,
          expected: "refused: PodSecurity",
          seen: await admitted(kubectl, broken),
        });
      }
    }
  }
}

function podsOf(objects, namespace) {
  return objects.flatMap((object) => {
    const { kind, metadata, spec } = object;
    const pod = (name, podSpec) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name, namespace },
      spec: { ...podSpec, volumes: [...(podSpec.volumes ?? []), ...claimed(spec)] },
    });
    if (kind === "Deployment" || kind === "StatefulSet") {
      return [pod(metadata.name, spec.template.spec)];
    }
    // What Flink adds to a template: the image and the account.
    const native = ({ podTemplate }) => ({
      ...podTemplate.spec,
      serviceAccountName: spec.serviceAccount,
      containers: podTemplate.spec.containers.map((container) => ({ image: spec.image, ...container })),
    });
    return kind === "FlinkDeployment"
      ? ["jobManager", "taskManager"].map((role) => pod(`${metadata.name}-${role.toLowerCase()}`, native(spec[role])))
      : [];
  });
}

/** What a StatefulSet's claims are to its pods. */
function claimed({ volumeClaimTemplates = [] }) {
  return volumeClaimTemplates.map(({ metadata: { name } }) => ({ name, persistentVolumeClaim: { claimName: name } }));
}

async function admitted(kubectl, pod) {
  const create = ["create", "--dry-run=server", "--validate=strict", "-f", "-"];
  const { status, stderr } = await kubectl.attempt(create, { input: JSON.stringify(pod) });
  return status === 0 ? "admitted" : /violates PodSecurity "restricted/.test(stderr) ? "refused: PodSecurity" : stderr;
}
