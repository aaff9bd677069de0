/** Of a node with two cores, for all pods of a cluster at once. */
const CPU_REQUEST = "100m";

/**
 * The same objects for a node of two cores: pods request little CPU and may use all of it. All else stays as it is
 * synthesized, memory above all.
 */
export function fitted(objects) {
  return objects.map((object) => {
    const pod = object.spec?.template?.spec;
    if (pod?.containers === undefined) {
      return object;
    }
    const fittedPod = { ...pod };
    for (const list of ["containers", "initContainers"]) {
      if (pod[list] !== undefined) {
        fittedPod[list] = pod[list].map(fittedContainer);
      }
    }
    return { ...object, spec: { ...object.spec, template: { ...object.spec.template, spec: fittedPod } } };
  });
}

function fittedContainer({ resources = {}, ...container }) {
  const { requests, limits } = resources;
  const { cpu: _, ...otherLimits } = limits ?? {};
  return {
    ...container,
    resources: {
      ...(requests && { requests: { ...requests, ...(requests.cpu !== undefined && { cpu: CPU_REQUEST }) } }),
      ...(limits && { limits: otherLimits }),
    },
  };
}
