import { isUnresolved } from "../../units/literal";
import { textOption } from "../options/flink-option";
import type { Deployment } from "./deployment";
import type { OperatorRule } from "./rule";
import { isHighlyAvailable, isOn } from "./settings";
import { textAt } from "./tree";

export const ROLLBACK = textOption("kubernetes.operator.deployment.rollback.enabled");
export const HEALTH_CHECK = textOption("kubernetes.operator.cluster.health-check.enabled");
export const RECOVERY = textOption("kubernetes.operator.jm-deployment-recovery.enabled", {
  deprecatedKeys: ["kubernetes.operator.reconciler.jm-deployment-recovery.enabled"],
});

/** What the operator sets itself, in the order it looks for them. */
const FORBIDDEN_KEYS = ["kubernetes.namespace", "kubernetes.cluster-id", "high-availability.cluster-id"];
const LOG_FILES = ["log4j-console.properties", "logback-console.xml"];

/** Settings, log files and ingress. */
export const CONFIGURATION_RULES: readonly OperatorRule<Deployment>[] = [
  {
    number: 5,
    says: "Forbidden Flink config key",
    check: ({ settings }) => {
      const key = FORBIDDEN_KEYS.find((forbidden) => settings[forbidden] !== undefined);
      return (
        key && `${key} is ${JSON.stringify(settings[key])}; leave it out: the operator derives it from the metadata`
      );
    },
  },
  {
    number: 6,
    says: "HA must be enabled for rollback support.",
    check: (deployment) =>
      isOn(deployment.settings, ROLLBACK) && !isHighlyAvailable(deployment)
        ? `${ROLLBACK.key} is true without high availability; set high-availability.type to kubernetes, or leave rollback off`
        : undefined,
  },
  {
    number: 7,
    says: "must be enabled for job health check",
    check: ({ settings }) =>
      isOn(settings, HEALTH_CHECK) && !isOn(settings, RECOVERY, true)
        ? `${HEALTH_CHECK.key} is true and ${RECOVERY.key} false; leave recovery on, its default, or the check off`
        : undefined,
  },
  {
    number: 8,
    says: "Ingress template",
    check: ({ ingress }) => {
      const template = textAt(ingress, "template");
      if (ingress === undefined || (template !== undefined && hasPossiblePort(template))) {
        return undefined;
      }
      return template === undefined
        ? "spec.ingress has no template; give it one such as {{name}}.{{namespace}}.flink.example.com"
        : `the ingress template ${JSON.stringify(template)} is no URL: its host or port cannot be read; write host, optional :port, optional /path`;
    },
  },
  {
    number: 9,
    says: "Invalid log config key",
    check: ({ logFiles }) => {
      const file = logFiles.find((name) => !LOG_FILES.includes(name));
      return file && `spec.logConfiguration names ${JSON.stringify(file)}; only ${LOG_FILES.join(" and ")} are mounted`;
    },
  },
];

/** `java.net.URL` takes almost any text behind `http://`, but a port must be a number and a bracket an IPv6 address. */
function hasPossiblePort(template: string): boolean {
  if (isUnresolved(template)) {
    return true;
  }
  const [authority = ""] = template.replace(/^https?:\/\//i, "").split(/[/?#]/);
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  return /^(\[[0-9a-f:.]+\]|[^:[]*)(:\+?\d{0,9})?$/i.test(host);
}
