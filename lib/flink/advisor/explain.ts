import { FlinkVersion } from "../../environment/flink-version";
import { type ImportedConfiguration, importSettings } from "../importer/import-configuration";
import { readConfiguration } from "./configuration-text";
import type { Advice, Severity } from "./finding";
import { keyAdvice } from "./key-advice";
import { type EffectiveMemory, memoryAdvice } from "./memory-advice";
import { productionAdvice } from "./production-advice";
import type { Misread, Setting } from "./setting";
import { valueAdvice } from "./value-advice";

export interface ExplainOptions {
  /** A release line or release. @default "2.2" */
  readonly flinkVersion?: string;
  /** Decides how 1.20 reads the text, and whether a release reads the file at all. @default - the file of the release */
  readonly fileName?: string;
}

/** What a configuration means to one release of Flink. */
export interface Explanation {
  readonly version: FlinkVersion;
  /** As Flink reads them. */
  readonly settings: readonly Setting[];
  /** Errors first, then by line. */
  readonly findings: readonly Advice[];
  readonly memory: EffectiveMemory;
  /** The TypeScript that declares the same with this library. */
  readonly imported: ImportedConfiguration;
}

const ORDER: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };

/**
 * Reads a Flink configuration as the given release would and says what is wrong with it, from unknown keys, which
 * Flink ignores without a word, to what production lacks.
 *
 * @throws InvalidInputError `FlinkVersionUnknown`; a file that cannot be read is a finding
 */
export function explainFlinkConfiguration(text: string, { flinkVersion, fileName }: ExplainOptions = {}): Explanation {
  const version = flinkVersion === undefined ? FlinkVersion.DEFAULT : FlinkVersion.of(flinkVersion);
  const source = fileName ?? "a Flink configuration";
  const { settings, misread } = readConfiguration(text, version, fileName);
  const file = [...fileAdvice(version, fileName), ...misread.map(asAdvice)];
  if (misread.some(({ code }) => code === "FileUnreadable")) {
    return { version, settings, findings: sorted(file), memory: {}, imported: importSettings([], version, source) };
  }
  const { findings, memory } = adviceOn(settings, version);
  const imported = importSettings(settings, version, source);
  return { version, settings, findings: sorted([...file, ...findings]), memory, imported };
}

/** What is to be said of settings, wherever they come from. */
export function adviceOn(
  settings: readonly Setting[],
  version: FlinkVersion,
): Pick<Explanation, "findings" | "memory"> {
  const { memory, advice } = memoryAdvice(settings, version);
  const findings = [
    ...keyAdvice(settings, version),
    ...valueAdvice(settings, version),
    ...overlaps(settings, version),
    ...advice,
    ...productionAdvice(settings),
  ];
  return { findings, memory };
}

function fileAdvice(version: FlinkVersion, fileName: string | undefined): Advice[] {
  if (version.configurationFile !== "config.yaml" || !/(^|\/)flink-conf\.yaml$/.test(fileName ?? "")) {
    return [];
  }
  return [
    {
      severity: "warning",
      code: "FileNotRead",
      message: `Flink ${version} does not read flink-conf.yaml`,
      wayOut: "name it config.yaml, or let the operator write the file",
    },
  ];
}

function asAdvice({ line, code, message, wayOut }: Misread): Advice {
  return { severity: code === "DuplicateKey" ? "warning" : "error", code, line, message, wayOut };
}

/** Two keys of which one is the parent of the other are fine in a flat file, and fail for ever under the operator. */
function overlaps(settings: readonly Setting[], version: FlinkVersion): Advice[] {
  if (version.major < 2) {
    return [];
  }
  const keys = settings.map(({ key }) => key);
  return settings.flatMap(({ key, line }): Advice[] => {
    const below = keys.find((other) => other.startsWith(`${key}.`));
    return below === undefined
      ? []
      : [
          {
            severity: "warning",
            code: "OverlappingKeys",
            key,
            line,
            message: `${key} is also the beginning of ${below}; the operator cannot write both into config.yaml and fails for ever`,
            wayOut: "use the current spelling of the shorter one",
          },
        ];
  });
}

/** Errors first, then by line. */
export function sorted(findings: readonly Advice[]): Advice[] {
  return [...findings].sort(
    (a, b) =>
      ORDER[a.severity] - ORDER[b.severity] ||
      (a.line ?? Number.MAX_SAFE_INTEGER) - (b.line ?? Number.MAX_SAFE_INTEGER),
  );
}
