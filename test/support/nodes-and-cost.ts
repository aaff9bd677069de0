import type { CostPlan } from "../../lib/sizing/cost/cost-plan";
import type { NodePoolPlan } from "../../lib/sizing/nodes/node-pool-plan";
import { Bandwidth } from "../../lib/units/bandwidth";
import { Cpu } from "../../lib/units/cpu";
import { MemorySize } from "../../lib/units/memory-size";

/** A pool as sizing makes them. */
export function nodePool(change: Partial<NodePoolPlan> = {}): NodePoolPlan {
  const allocatable = { cpu: Cpu.millis(7660), memory: MemorySize.gibibytes(28), pods: 52 };
  const reason = { code: "price", message: "the cheapest that fits" } as const;
  return {
    name: "correlate",
    instanceType: "m7gd.2xlarge",
    architecture: "arm64",
    capacityType: "on-demand",
    zones: ["eu-west-1a", "eu-west-1b"],
    nodes: 8,
    podsPerNode: 2,
    slotsLostPerNode: 8,
    allocatable: { karpenter: allocatable, measured: allocatable },
    storage: { type: "nvme", size: MemorySize.gibibytes(440) },
    networkBaseline: Bandwidth.megabitsPerSecond(2500),
    utilization: { cpu: 0.979, memory: 0.839 },
    hourlyPrice: { instances: 3.42, volumes: 0 },
    alternatives: [
      { instanceType: "r7g.2xlarge", slotsPerTaskManager: 4, nodes: 8, hourlyPrice: 3.9, message: "dearer" },
    ],
    reasons: { instanceType: reason, nodes: reason, storage: reason },
    ...change,
  };
}

/** A bill as sizing makes them. */
export const costPlan: CostPlan = {
  monthly: 6_101.5,
  perMillionEvents: 0.00123,
  stages: [{ stage: "correlate", monthly: 6_028.5, perMillionEvents: 0.0229 }],
  items: [
    { what: "nodes", stage: "correlate", monthly: 6_000, message: "8 × m7gd.2xlarge × $0.4275 × 730 h" },
    { what: "S3 requests", stage: "correlate", monthly: 28.5, message: "5.7 M PUT × $0.005 per thousand" },
    { what: "EKS control plane", monthly: 73, message: "$0.10 × 730 h" },
  ],
  comparisons: [{ what: "managed Flink", monthly: 21_000, message: "240 KPU × $0.12 × 730 h" }],
  prices: "us-east-1 on demand, 2026-11-01",
  notCounted: ["Kafka", "logs"],
};
