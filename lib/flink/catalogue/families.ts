/** Keys of one beginning, of which nobody can list all: a part is a name of one's own, or they are passed on. */
interface Family {
  readonly beginning: string;
  /** @default - older than 1.20 */
  readonly since?: string;
}

const FAMILIES: readonly Family[] = [
  // Reporters have names, and parameters of their own.
  { beginning: "metrics.reporter.<name>." },
  { beginning: "traces.reporter.<name>." },
  { beginning: "events.reporter.<name>.", since: "2.1" },
  { beginning: "external-resource.<resource_name>." },
  // File systems pass what begins so on to the libraries they are made of.
  { beginning: "s3." },
  { beginning: "s3a." },
  { beginning: "fs.s3." },
  { beginning: "fs.s3a." },
  { beginning: "presto.s3." },
  { beginning: "gs." },
  { beginning: "fs.gs." },
  { beginning: "azure." },
  { beginning: "fs.azure." },
  { beginning: "fs.oss." },
  { beginning: "fs.<scheme>.limit." },
  { beginning: "fs.<scheme>.priority.", since: "2.3" },
  { beginning: "flink.hadoop." },
  { beginning: "flink.yarn." },
  // Environment variables of the processes on YARN and Kubernetes.
  { beginning: "containerized.master.env." },
  { beginning: "containerized.taskmanager.env." },
  { beginning: "security.delegation.token.provider.<serviceName>." },
  { beginning: "security.delegation.token.receiver.<serviceName>." },
  { beginning: "security.kerberos.token.provider.<serviceName>." },
  // Plugins of the Table API read what stands below their kind.
  { beginning: "sql-gateway.endpoint.<type>." },
  { beginning: "table.catalog-store.<kind>." },
  { beginning: "table.secret-store.<kind>.", since: "2.3" },
  { beginning: "workflow-scheduler.<type>." },
  // The operator: its own metrics, what it adds to every job's configuration, and plugins.
  { beginning: "kubernetes.operator.metrics." },
  { beginning: "kubernetes.operator.default-configuration." },
  { beginning: "kubernetes.operator.plugins.listeners.<listener-name>." },
];

/** Here most keys are declared, so what is nearly one of those is a slip; modules of one's own may read the rest. */
const LARGELY_DECLARED = ["security.", "env.java.opts.", "containerized."];

/** The family of a key, as `metrics.reporter.<name>.*`, and the first release line that reads it. */
export function familyOf(key: string): { readonly name: string; readonly since?: string } | undefined {
  const family = FAMILIES.find(({ beginning }) => beginsWith(key, beginning));
  return family && { name: `${family.beginning}*`, ...(family.since === undefined ? {} : { since: family.since }) };
}

/** The family of a key that is no slip of a declared one. */
export function looseFamilyOf(key: string): string | undefined {
  const beginning = LARGELY_DECLARED.find((each) => beginsWith(key, each));
  return beginning && `${beginning}*`;
}

/** Whether a key is what `template` stands for: a part in angle brackets is any one part. */
export function fits(key: string, template: string): boolean {
  return pattern(template, "$").test(key);
}

function beginsWith(key: string, beginning: string): boolean {
  return pattern(beginning, ".").test(key);
}

function pattern(template: string, end: string): RegExp {
  const parts = template.split(/<[^>]+>/).map((text) => text.replaceAll(/[.$]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^.]+")}${end}`);
}
