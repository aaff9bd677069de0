import { isCredential } from "../../flink/credentials";
import { at, textAt } from "../../flink/operator-rules/tree";
import { HighAvailabilityOptions } from "../../flink/options/cluster";
import { isUnresolved } from "../../units/literal";
import { listOf } from "../model/manifest-object";
import { FLINK_DOCS, perCluster, perProcess, type Rule } from "../rule";
import { fromAdvice } from "./from-advice";

const CONFIGURATION = `${FLINK_DOCS}/deployment/config/`;
const RELEASE_NOTES = "https://nightlies.apache.org/flink/flink-docs-release-2.2/release-notes/flink-2.0/";
const HA_TYPE = [HighAvailabilityOptions.TYPE.key, ...HighAvailabilityOptions.TYPE.deprecatedKeys];

export const KEY_RULES: readonly Rule[] = [
  {
    id: "unknown-key",
    severity: "warning",
    topic: "configuration",
    title: "A setting that no release of Flink knows",
    reason:
      "Flink ignores it without a word, so that whatever it was meant to do is not done; a warning, because a plugin of your own may read it.",
    fix: "Correct the key, or remove it.",
    source: CONFIGURATION,
    check: fromAdvice(({ code }) => code === "UnknownKey"),
  },
  {
    id: "key-of-another-release",
    severity: "warning",
    topic: "configuration",
    title: "A setting that this release of Flink does not read",
    reason: "It was removed, or comes later; Flink ignores it without a word and uses its default.",
    fix: "Write what took its place, or remove it.",
    source: RELEASE_NOTES,
    check: fromAdvice(({ code }) => code === "RemovedKey" || code === "LaterKey"),
  },
  {
    id: "old-key",
    severity: "warning",
    topic: "configuration",
    title: "An old spelling of a setting",
    reason:
      "It is read where the current one is not set, and is ignored beside it: which of two spellings counts surprises people.",
    fix: "Write the current spelling.",
    source: CONFIGURATION,
    check: fromAdvice(({ code }) => code === "RenamedKey" || code === "ShadowedKey"),
  },
  {
    id: "value-unreadable",
    severity: "error",
    topic: "configuration",
    title: "A value that Flink cannot read, or refuses",
    reason:
      "The process or the job fails at the moment the value is read, which may be at start, at a submission or at a restore.",
    fix: "Write a value of the option's type.",
    source: CONFIGURATION,
    check: fromAdvice(
      ({ code, key = "" }) => ["WrongType", "NotAmongValues", "OutOfRange"].includes(code) && !HA_TYPE.includes(key),
    ),
  },
  {
    id: "configuration-misread",
    severity: "error",
    topic: "configuration",
    title: "Lines of a configuration file that get lost",
    reason:
      "Flink drops a line it cannot split, cuts a value at #, keeps one of two equal keys, and refuses a file of broken YAML.",
    fix: "Correct the line.",
    source: CONFIGURATION,
    check: fromAdvice(({ code }) => ["LineIgnored", "ValueCut", "DuplicateKey", "FileUnreadable"].includes(code)),
  },
  {
    id: "configuration-file-not-read",
    severity: "error",
    topic: "configuration",
    title: "flink-conf.yaml for Flink 2",
    reason:
      "Flink 2 reads nothing but config.yaml: it fails at start where the mounted folder has none, or runs with the image's own, without checkpoints and high availability.",
    fix: "Call the file config.yaml, and write it as standard YAML.",
    source: RELEASE_NOTES,
    check: perCluster(({ version, files, placeOf, runtime }) =>
      runtime === "standalone" && (version?.major ?? 1) >= 2 && files.length > 0 && !files.includes("config.yaml")
        ? {
            place: placeOf(""),
            message: `the image is Flink ${version?.line}, and the configuration is a flink-conf.yaml`,
          }
        : undefined,
    ),
  },
  {
    id: "credential-in-configuration",
    severity: "error",
    topic: "configuration",
    title: "A secret in plain text",
    reason:
      "Whoever may read the manifest, the ConfigMap, the repository or Terraform's state has it, and it is never changed again.",
    fix: "Give the service account a role, or take the variable from a Secret with secretKeyRef.",
    source: `${FLINK_DOCS}/deployment/filesystems/s3/`,
    check: (inventory) => [
      ...fromAdvice(({ code }) => code === "CredentialInFile")(inventory).map(({ place, message }) => ({
        place,
        message: message.replace(" in a file that ends in a ConfigMap", ""),
      })),
      ...perProcess(({ role, pod, place }) =>
        listOf(at(pod, "spec.containers")).flatMap((container) =>
          listOf(at(container, "env"))
            .filter((variable) => isSecret(textAt(variable, "name") ?? "", textAt(variable, "value")))
            .map((variable) => ({ place, message: `the ${role} has ${textAt(variable, "name")} in plain text` })),
        ),
      )(inventory),
    ],
  },
];

function isSecret(name: string, value: string | undefined): boolean {
  return value !== undefined && value !== "" && !isUnresolved(value) && isCredential(name.replaceAll("_", "."));
}
