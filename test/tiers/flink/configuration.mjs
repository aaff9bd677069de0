import { adversarialValues } from "./adversarial-values.mjs";
import { differences } from "./compare.mjs";
import { FlinkConfiguration, FlinkVersion } from "./library.mjs";
import { renderedStages, withConfigurationFolders } from "./rendered-stages.mjs";

/** Flink reads from our files exactly what we meant, whatever a value looks like; or we refused to write it. */
export async function configuration(flink, { random, values, alter }) {
  const stages = renderedStages(flink.release);
  const texts = adversarialValues(random, values);
  const holders = texts.flatMap((text) => holding(text, flink.release));
  const written = [...stages, ...holders];
  const loaded = await withConfigurationFolders(
    flink.release,
    written.map((each) => each.configuration),
    (folders) => flink.ask(folders.map((directory) => ["load", { directory }])),
  );
  const found = written.flatMap(({ name, configuration }, index) => {
    const lines = differences(alter(configuration.toMap()), loaded[index]);
    return lines.length === 0 ? [] : [`${name}\n    ${lines.join("\n    ")}`];
  });
  const refused = texts.length - holders.length;
  if (refused > texts.length * 0.6) {
    found.push(`${refused} of ${texts.length} values were refused: that is no way to be right`);
  }
  return { summary: `${stages.length} stages; ${texts.length} values, ${refused} of them refused`, found };
}

/** A configuration with the text as a value; none where we say that the file cannot hold it. */
function holding(text, release) {
  try {
    const empty = FlinkConfiguration.empty(FlinkVersion.of(release));
    const configuration = empty.withUserSettings({ "user.value": text }, {});
    configuration.toFile();
    return [{ name: `value ${JSON.stringify(text)}`, configuration }];
  } catch (error) {
    if (error.code === "FlinkValueNotRepresentable") {
      return [];
    }
    throw error;
  }
}
