import { cpuOption, flagOption, memoryOption, numberOption, textOption, wholeOption, wordOption } from "./flink-option";

/** `org.apache.flink.configuration.TaskManagerOptions` */
export const TaskManagerOptions = {
  HOST: textOption("taskmanager.host"),
  RESOURCE_ID: textOption("taskmanager.resource-id"),
  PROCESS_MEMORY: memoryOption("taskmanager.memory.process.size"),
  FLINK_MEMORY: memoryOption("taskmanager.memory.flink.size"),
  FRAMEWORK_HEAP: memoryOption("taskmanager.memory.framework.heap.size"),
  FRAMEWORK_OFF_HEAP: memoryOption("taskmanager.memory.framework.off-heap.size"),
  TASK_HEAP: memoryOption("taskmanager.memory.task.heap.size"),
  TASK_OFF_HEAP: memoryOption("taskmanager.memory.task.off-heap.size"),
  MANAGED_SIZE: memoryOption("taskmanager.memory.managed.size", { deprecatedKeys: ["taskmanager.memory.size"] }),
  MANAGED_FRACTION: numberOption("taskmanager.memory.managed.fraction"),
  NETWORK_MIN: memoryOption("taskmanager.memory.network.min", { deprecatedKeys: ["taskmanager.network.memory.min"] }),
  NETWORK_MAX: memoryOption("taskmanager.memory.network.max", { deprecatedKeys: ["taskmanager.network.memory.max"] }),
  NETWORK_FRACTION: numberOption("taskmanager.memory.network.fraction", {
    deprecatedKeys: ["taskmanager.network.memory.fraction"],
  }),
  NETWORK_BUFFERS: wholeOption("taskmanager.network.numberOfBuffers", { until: "1.20" }),
  SEGMENT_SIZE: memoryOption("taskmanager.memory.segment-size"),
  JVM_METASPACE: memoryOption("taskmanager.memory.jvm-metaspace.size"),
  JVM_OVERHEAD_MIN: memoryOption("taskmanager.memory.jvm-overhead.min"),
  JVM_OVERHEAD_MAX: memoryOption("taskmanager.memory.jvm-overhead.max"),
  JVM_OVERHEAD_FRACTION: numberOption("taskmanager.memory.jvm-overhead.fraction"),
  NUMBER_OF_TASK_SLOTS: wholeOption("taskmanager.numberOfTaskSlots"),
  CPU_CORES: cpuOption("taskmanager.cpu.cores"),
  LOAD_BALANCE_MODE: wordOption<"NONE" | "SLOTS" | "TASKS">("taskmanager.load-balance.mode"),
} as const;

/** `org.apache.flink.configuration.JobManagerOptions` */
export const JobManagerOptions = {
  RPC_ADDRESS: textOption("jobmanager.rpc.address"),
  PROCESS_MEMORY: memoryOption("jobmanager.memory.process.size"),
  FLINK_MEMORY: memoryOption("jobmanager.memory.flink.size"),
  HEAP: memoryOption("jobmanager.memory.heap.size"),
  OFF_HEAP: memoryOption("jobmanager.memory.off-heap.size"),
  DIRECT_MEMORY_LIMIT: flagOption("jobmanager.memory.enable-jvm-direct-memory-limit"),
  JVM_METASPACE: memoryOption("jobmanager.memory.jvm-metaspace.size"),
  JVM_OVERHEAD_MIN: memoryOption("jobmanager.memory.jvm-overhead.min"),
  JVM_OVERHEAD_MAX: memoryOption("jobmanager.memory.jvm-overhead.max"),
  JVM_OVERHEAD_FRACTION: numberOption("jobmanager.memory.jvm-overhead.fraction"),
} as const;

/** `org.apache.flink.kubernetes.configuration.KubernetesConfigOptions` */
export const KubernetesOptions = {
  CLUSTER_ID: textOption("kubernetes.cluster-id"),
  NAMESPACE: textOption("kubernetes.namespace"),
  TASK_MANAGER_CPU: cpuOption("kubernetes.taskmanager.cpu.amount", { deprecatedKeys: ["kubernetes.taskmanager.cpu"] }),
  JOB_MANAGER_CPU: cpuOption("kubernetes.jobmanager.cpu.amount", { deprecatedKeys: ["kubernetes.jobmanager.cpu"] }),
  JOB_MANAGER_REPLICAS: numberOption("kubernetes.jobmanager.replicas"),
} as const;
