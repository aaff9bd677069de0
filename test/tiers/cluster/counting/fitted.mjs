const REQUESTS = { cpu: "50m", memory: "256Mi" };

/**
 * The same objects for a node that several clusters share: pods request little, so that all are placed. Their limits,
 * which are what is enforced, stay as they are synthesized.
 */
export function fitted(objects) {
  return objects.map((object) => {
    const pod = object.spec?.template?.spec;
    if (pod?.containers === undefined) {
      return object;
    }
    const containers = pod.containers.map(({ resources = {}, ...container }) => ({
      ...container,
      resources: { ...resources, requests: { ...resources.requests, ...REQUESTS } },
    }));
    return {
      ...object,
      spec: { ...object.spec, template: { ...object.spec.template, spec: { ...pod, containers } } },
    };
  });
}
