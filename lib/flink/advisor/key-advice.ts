import type { FlinkVersion } from "../../environment/flink-version";
import { lookUpKey } from "../catalogue/catalogue";
import { isCredential } from "../credentials";
import type { Advice } from "./finding";
import type { Setting } from "./setting";

/** What a key is to this release: the advice Flink never gives, because it ignores what it does not know. */
export function keyAdvice(settings: readonly Setting[], version: FlinkVersion): Advice[] {
  const present = new Set(settings.map(({ key }) => key));
  return settings.flatMap((setting) => [...verdictAdvice(setting, version, present), ...secretAdvice(setting)]);
}

function verdictAdvice({ key, value, line }: Setting, version: FlinkVersion, present: ReadonlySet<string>): Advice[] {
  const verdict = lookUpKey(key, version);
  const at = { key, line };
  switch (verdict.kind) {
    case "current":
    case "operator":
    case "family":
      return [];
    case "renamed":
      return present.has(verdict.option.key)
        ? [
            {
              ...at,
              severity: "warning",
              code: "ShadowedKey",
              message: `${key} is an old spelling of ${verdict.option.key}, which is set too and wins; ${JSON.stringify(value)} is not used`,
              wayOut: "remove it",
            },
          ]
        : [
            {
              ...at,
              severity: "warning",
              code: "RenamedKey",
              message: `${key} is an old spelling of ${verdict.option.key}; Flink ${version} still reads it`,
              wayOut: `write ${verdict.option.key}: ${value}`,
            },
          ];
    case "removed":
      return [
        {
          ...at,
          severity: "error",
          code: "RemovedKey",
          message: `${key} was last read by Flink ${verdict.lastLine}; Flink ${version} ignores it`,
          wayOut: verdict.replacement.length > 0 ? `use ${verdict.replacement.join(" and ")}` : "remove it",
        },
      ];
    case "later":
      return [
        {
          ...at,
          severity: "error",
          code: "LaterKey",
          message: `${key} exists since Flink ${verdict.since}; Flink ${version} ignores it`,
          wayOut: "remove it, or upgrade",
        },
      ];
    case "unknown":
      return [
        {
          ...at,
          severity: "error",
          code: "UnknownKey",
          message: `no release of Flink from 1.20 to 2.3 knows ${key}; it is ignored without a word`,
          wayOut: verdict.nearest === undefined ? "remove it" : `remove it, or use ${verdict.nearest} if that is meant`,
        },
      ];
    default:
      return verdict satisfies never;
  }
}

function secretAdvice({ key, line }: Setting): Advice[] {
  return isCredential(key)
    ? [
        {
          key,
          line,
          severity: "warning",
          code: "CredentialInFile",
          message: `${key} holds a secret in a file that ends in a ConfigMap`,
          wayOut: "mount a Secret, or use a role",
        },
      ]
    : [];
}
