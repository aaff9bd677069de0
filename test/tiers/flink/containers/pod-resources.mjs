import { differences } from "../compare.mjs";
import { renderedStages } from "../rendered-stages.mjs";
import { ask } from "./asking.mjs";

/** The native integration asks Kubernetes for exactly the memory and CPU of the plan, as request and as limit. */
export function podResources(release, { alter }) {
  // On the standalone runtime Kubernetes starts the pods, from what is declared.
  const native = renderedStages(release).filter(({ runtime }) => runtime === "operator");
  const pods = native.flatMap(({ name, stage, configuration }) => {
    const settings = { ...configuration.toMap(), "kubernetes.cluster-id": stage.clusterId };
    const { taskManagers, jobManager } = stage;
    return [
      { name: `${name} TaskManager`, question: ["taskManager", settings], planned: resources(taskManagers) },
      { name: `${name} JobManager`, question: ["jobManager", settings], planned: resources(jobManager) },
    ];
  });
  const answers = ask(
    release,
    pods.map(({ question }) => question),
  );
  const found = pods.flatMap(({ name, planned }, index) => {
    const lines = differences(alter(planned), answers[index]);
    return lines.length === 0 ? [] : [`${name}\n    ${lines.join("\n    ")}`];
  });
  return { summary: `${pods.length} pods`, found };
}

/** Flink counts a pod's memory in whole mebibytes, and its CPU in cores. */
function resources({ cpu, memory }) {
  const mebibytes = `${Math.floor(memory.process.inMebibytes)}Mi`;
  const cores = String(cpu.inCores);
  return { "memory request": mebibytes, "memory limit": mebibytes, "cpu request": cores, "cpu limit": cores };
}
