import type { SecurityOptions } from "../environment/security";
import { declaredEnsembles } from "../environment/zookeeper-ensemble";
import { Cpu } from "../units/cpu";
import { MemorySize } from "../units/memory-size";
import type { PlatformPlan } from "./platform-plan";

/** The most that pods of a namespace may ask for together. */
export interface NamespaceQuota {
  readonly pods: number;
  readonly cpu: Cpu;
  /** Requests and limits alike: Flink's pods have the same for both. */
  readonly memory: MemorySize;
}

/**
 * Every pod twice: those of a lost node or zone count until Kubernetes gives them up, five minutes later, and Flink starts
 * others after one; so do old pods that end beside the new ones of an update.
 */
const ROOM = 2;

/**
 * What a plan's pods ask for, all stages and declared ensembles, times the room for updates and losses, in whole cores
 * and GiB.
 */
export function namespaceQuota(
  { stages, environment }: Pick<PlatformPlan, "stages" | "environment">,
  quota: Exclude<SecurityOptions["quota"], "off">,
): NamespaceQuota {
  const factor = quota?.factor ?? ROOM;
  const kinds = [
    ...stages
      .flatMap(({ taskManagers, jobManager }) => [taskManagers, jobManager])
      .map(({ replicas, cpu, memory }) => ({ count: replicas, cpu, memory: memory.process })),
    ...declaredEnsembles(environment.highAvailability),
  ];
  const total = (of: (kind: (typeof kinds)[number]) => number) =>
    kinds.reduce((sum, kind) => sum + kind.count * of(kind), 0) * factor;
  const gibibyte = MemorySize.gibibytes(1).inBytes;
  return {
    pods: Math.ceil(total(() => 1)),
    cpu: Cpu.cores(Math.ceil(total(({ cpu }) => cpu.inCores))),
    memory: MemorySize.gibibytes(Math.ceil(total(({ memory }) => memory.inBytes) / gibibyte)),
  };
}
