import type { FlinkVersion } from "../../environment/flink-version";
import { parseFlatConfiguration } from "./flat-configuration";
import { parseNestedConfiguration } from "./nested-configuration";
import type { ConfigurationText } from "./setting";

/**
 * Reads a file the way Flink of this release would: line by line where it is `flink-conf.yaml` and the release still
 * has that, as YAML 1.2 otherwise.
 *
 * @param fileName - decides between the two for 1.20, which reads both
 */
export function readConfiguration(text: string, version: FlinkVersion, fileName?: string): ConfigurationText {
  const flat = version.configurationFile === "flink-conf.yaml" && !/(^|\/)config\.yaml$/.test(fileName ?? "");
  return flat ? parseFlatConfiguration(text) : parseNestedConfiguration(text);
}
