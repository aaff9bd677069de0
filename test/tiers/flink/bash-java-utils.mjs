import { differences } from "./compare.mjs";
import { jobManagerJvmFlags, taskManagerJvmFlags } from "./library.mjs";
import { renderedStages, withConfigurationFolders } from "./rendered-stages.mjs";

const RESULT = "BASH_JAVA_UTILS_EXEC_RESULT:";

/** What Flink's start-up scripts would make of a stage's rendered file is what its plan says. */
export async function bashJavaUtils(flink, { alter }) {
  const stages = renderedStages(flink.release);
  const configurations = stages.map(({ configuration }) => configuration);
  const started = await withConfigurationFolders(flink.release, configurations, (folders) =>
    flink.ask(
      folders.flatMap((directory) => [
        ["bash", { command: "GET_TM_RESOURCE_PARAMS", directory }],
        ["bash", { command: "GET_JM_RESOURCE_PARAMS", directory }],
      ]),
    ),
  );
  const planned = stages.flatMap(({ name, stage }) => [
    { what: `${name} TaskManager`, parameters: taskManager(stage.taskManagers) },
    { what: `${name} JobManager`, parameters: jobManager(stage.jobManager) },
  ]);
  const found = planned.flatMap(({ what, parameters }, index) => {
    const lines = differences(alter(parameters), resourceParameters(started[index]));
    return lines.length === 0 ? [] : [`${what}\n    ${lines.join("\n    ")}`];
  });
  return { summary: `${stages.length} stages, ${planned.length} processes`, found };
}

/** The two lines of results among what is logged: JVM flags, and settings as `-D key=value`. */
function resourceParameters(answer) {
  if ("rejected" in answer) {
    return answer;
  }
  const results = answer.printed.split("\n").filter((line) => line.startsWith(RESULT));
  const [jvm, dynamic = ""] = results.map((line) => line.slice(RESULT.length).trim());
  return {
    jvm,
    ...Object.fromEntries([...dynamic.matchAll(/-D (\S+?)=(\S+)/g)].map(([, key, value]) => [key, value])),
  };
}

function taskManager({ memory, slotsPerTaskManager }) {
  return {
    jvm: taskManagerJvmFlags(memory),
    ...keyed("taskmanager.memory", {
      "framework.heap.size": memory.frameworkHeap,
      "framework.off-heap.size": memory.frameworkOffHeap,
      "task.heap.size": memory.taskHeap,
      "task.off-heap.size": memory.taskOffHeap,
      "managed.size": memory.managed,
      "network.min": memory.network,
      "network.max": memory.network,
      ...jvm(memory),
    }),
    "taskmanager.numberOfTaskSlots": String(slotsPerTaskManager),
    // The scripts do not read what Kubernetes is asked for; to them a slot is a core.
    "taskmanager.cpu.cores": slotsPerTaskManager.toFixed(1),
    "external-resources": "none",
  };
}

function jobManager({ memory }) {
  return {
    jvm: jobManagerJvmFlags(memory),
    ...keyed("jobmanager.memory", { "heap.size": memory.heap, "off-heap.size": memory.offHeap, ...jvm(memory) }),
  };
}

function jvm({ jvmMetaspace, jvmOverhead }) {
  return { "jvm-metaspace.size": jvmMetaspace, "jvm-overhead.min": jvmOverhead, "jvm-overhead.max": jvmOverhead };
}

function keyed(prefix, sizes) {
  return Object.fromEntries(Object.entries(sizes).map(([key, size]) => [`${prefix}.${key}`, `${size.inBytes}b`]));
}
