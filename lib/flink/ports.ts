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
