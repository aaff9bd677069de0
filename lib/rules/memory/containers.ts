import { containersOf } from "../../flink/operator-rules/pod-templates";
import { at, isTree } from "../../flink/operator-rules/tree";
import { Cpu } from "../../units/cpu";
import type { MemorySize } from "../../units/memory-size";
import type { FlinkCluster, FlinkProcess } from "../model/flink-cluster";
import { textMap } from "../model/manifest-object";
import { containerMemory, jobManagerMemory, taskManagerMemory } from "../model/quantities";
import { FLINK_DOCS, KUBERNETES_DOCS, OPERATOR_DOCS, perProcess, type Rule } from "../rule";

const RESOURCES = `${KUBERNETES_DOCS}/concepts/configuration/manage-resources-containers/`;

export const CONTAINER_MEMORY_RULES: readonly Rule[] = [
  {
    id: "process-memory-above-limit",
    severity: "error",
    topic: "memory",
    title: "A Flink process larger than its container",
    reason:
      "Flink sizes heap, direct and managed memory to fill its process; the kernel kills the container as soon as it does, however often it restarts.",
    fix: "Set the limit to the process size or more, or lower the process size.",
    source: `${FLINK_DOCS}/deployment/memory/mem_trouble/`,
    check: perProcess((process, cluster) => {
      const [size, limit] = [processSize(process, cluster), containerMemory(process.container, "limits")];
      return isStandalone(cluster) && size !== undefined && limit !== undefined && size.isGreaterThan(limit)
        ? {
            place: process.place,
            message: `the ${process.role} process is ${size}, and the container's limit ${limit}`,
          }
        : undefined;
    }),
  },
  {
    id: "memory-not-reserved",
    severity: "warning",
    topic: "memory",
    title: "A Flink process without reserved memory",
    reason:
      "The scheduler counts requests: a node may be filled beyond what it has, and the kubelet then evicts first who uses more than was asked for.",
    fix: "Request as much memory as the process has, and set the limit to the same.",
    source: RESOURCES,
    check: perProcess((process, cluster) => {
      const [size, limit] = [processSize(process, cluster), containerMemory(process.container, "limits")];
      const request = containerMemory(process.container, "requests") ?? limit;
      if (!isStandalone(cluster) || size === undefined) {
        return undefined;
      }
      return request === undefined
        ? {
            place: process.place,
            message: `the ${process.role} process is ${size}, and its container requests no memory`,
          }
        : size.isGreaterThan(request)
          ? {
              place: process.place,
              message: `the ${process.role} process is ${size}, and its container requests ${request}`,
            }
          : undefined;
    }),
  },
  {
    id: "request-above-limit",
    severity: "error",
    topic: "memory",
    title: "A container that requests more than its limit",
    reason: "The API server refuses such pods: the controller is created, and never has one.",
    fix: "Raise the limit to the request, or lower the request.",
    source: RESOURCES,
    check: perProcess((process, cluster) => {
      const { container } = process;
      const [asked, most] = [textMap(at(container, "resources.requests")), textMap(at(container, "resources.limits"))];
      const [memory, maximum] = [containerMemory(container, "requests"), containerMemory(container, "limits")];
      const cpu = asked["cpu"] !== undefined && most["cpu"] !== undefined && cores(asked["cpu"]) > cores(most["cpu"]);
      const what = cpu
        ? "cpu"
        : maximum !== undefined && memory?.isGreaterThan(maximum) === true
          ? "memory"
          : undefined;
      return isStandalone(cluster) && what !== undefined
        ? {
            place: process.place,
            message: `the ${process.role}'s container requests ${what} ${asked[what]}, above its limit ${most[what]}`,
          }
        : undefined;
    }),
  },
  {
    id: "pod-template-memory-ignored",
    severity: "warning",
    topic: "memory",
    title: "Memory or CPU in a pod template, which Flink overwrites",
    reason:
      "In native mode Flink sets the main container's memory and CPU from the process size; what the template says is dropped, and somebody believes it.",
    fix: "Set resource.memory and resource.cpu of jobManager or taskManager; for a higher limit kubernetes.taskmanager.memory.limit-factor.",
    source: `${OPERATOR_DOCS}/custom-resource/pod-template/`,
    check: perProcess(({ pod, role, place, container }, { runtime }) => {
      const resources = at(container, "resources");
      const ignored = ["limits", "requests"].flatMap((kind) =>
        ["memory", "cpu"]
          .filter((what) => textMap(at(resources, kind))[what] !== undefined)
          .map((what) => `${kind}.${what}`),
      );
      return runtime === "native" && isTree(resources) && containersOf(pod).length > 0 && ignored.length > 0
        ? { place, message: `the ${role}'s pod template sets ${ignored.join(", ")} of Flink's container` }
        : undefined;
    }),
  },
];

function isStandalone({ runtime }: FlinkCluster): boolean {
  return runtime === "standalone";
}

/** The size of the whole process, as Flink will make it. */
function processSize({ role }: FlinkProcess, cluster: FlinkCluster): MemorySize | undefined {
  return (role === "TaskManager" ? taskManagerMemory(cluster) : jobManagerMemory(cluster))?.process;
}

function cores(quantity: string): number {
  try {
    return Cpu.parseQuantity(quantity).inMillis;
  } catch {
    return Number.NaN;
  }
}
