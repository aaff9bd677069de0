import type { FlinkComponent } from "../environment/priority-classes";

/**
 * Every port a Flink process listens on. Flink picks random ones for four of them unless told; fixed ports are what
 * a network policy can name.
 */
export const FLINK_PORTS = {
  rest: 8081,
  jobManagerRpc: 6123,
  blobServer: 6124,
  taskManagerRpc: 6122,
  taskManagerData: 6121,
  metricQuery: 6126,
  prometheus: 9249,
} as const;

/** Who opens connections to a port: pods of the same cluster, users of REST, or readers of metrics. */
export type Caller = FlinkComponent | "rest" | "metrics";

/** A port, the processes that listen on it, and who calls them. */
export interface Listener {
  readonly port: keyof typeof FLINK_PORTS;
  readonly on: FlinkComponent;
  readonly from: readonly Caller[];
}

/**
 * Who talks to whom within a cluster. JobManagers talk among each other, too: a standby answers REST by what it asks the
 * leader, by RPC and by its metric queries, and keeps no files of its own.
 */
export const LISTENERS: readonly Listener[] = [
  { port: "jobManagerRpc", on: "jobmanager", from: ["jobmanager", "taskmanager"] },
  { port: "blobServer", on: "jobmanager", from: ["jobmanager", "taskmanager"] },
  { port: "metricQuery", on: "jobmanager", from: ["jobmanager"] },
  { port: "rest", on: "jobmanager", from: ["rest"] },
  { port: "prometheus", on: "jobmanager", from: ["metrics"] },
  { port: "taskManagerRpc", on: "taskmanager", from: ["jobmanager"] },
  { port: "metricQuery", on: "taskmanager", from: ["jobmanager"] },
  { port: "taskManagerData", on: "taskmanager", from: ["taskmanager"] },
  { port: "prometheus", on: "taskmanager", from: ["metrics"] },
];
