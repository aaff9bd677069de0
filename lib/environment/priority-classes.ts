/** Which pods Kubernetes starts first, and makes room for, when nodes are full. */
export type PriorityClasses =
  | {
      /** Two PriorityClasses of the environment, named after its namespace; JobManagers one above TaskManagers. */
      readonly type: "declared";
      /** Of TaskManagers, below 1,000,000,000; pods without a class have 0. @default 100000 */
      readonly value?: number;
    }
  | {
      /** Classes that are in the cluster already, by name. */
      readonly type: "existing";
      readonly jobManagers: string;
      readonly taskManagers: string;
    };

/** The two kinds of Flink's pods, as Flink labels them (`component`). */
export type FlinkComponent = "jobmanager" | "taskmanager";

/** The name of the class of a pod. */
export function priorityClassName(classes: PriorityClasses, namespace: string, component: FlinkComponent): string {
  switch (classes.type) {
    case "declared":
      return `${namespace}-${component}`;
    case "existing":
      return component === "jobmanager" ? classes.jobManagers : classes.taskManagers;
    default:
      return classes satisfies never;
  }
}
