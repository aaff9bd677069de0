/** Where a pod finds the Secret with its login, and what it reads of it. */
export const ZOOKEEPER_LOGIN = {
  directory: "/etc/zookeeper-login",
  client: "client.jaas",
  server: "server.jaas",
} as const;

/** Java takes its login configuration from a file; so neither Terraform nor Flink's configuration sees a password. */
export function loginOption(file: "client" | "server"): string {
  return `-Djava.security.auth.login.config=${ZOOKEEPER_LOGIN.directory}/${ZOOKEEPER_LOGIN[file]}`;
}
