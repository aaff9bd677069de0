import type { FlinkComponent } from "../environment/priority-classes";
import type { ResolvedRuntime } from "../environment/runtime";

/** What Flink's native integration says of its pods, and what ours say where nobody else does. */
const TYPES: Readonly<Record<ResolvedRuntime["type"], string>> = {
  operator: "flink-native-kubernetes",
  standalone: "flink-standalone-kubernetes",
};

/** The labels of a cluster's pods, which budgets, spread and services select them by. */
export function podLabels(
  clusterId: string,
  component: FlinkComponent,
  { type }: ResolvedRuntime,
): Readonly<Record<"app" | "component" | "type", string>> {
  return { app: clusterId, component, type: TYPES[type] };
}
