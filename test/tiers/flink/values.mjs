import { renderedStages } from "./rendered-stages.mjs";

/** Keys that plugins declare, or that are put together at run time. */
const ELSEWHERE = /^(s3\.|metrics\.reporter\.)/;

/** Every value we write is read by the option that Flink declares for its key, without an exception. */
export async function values(flink, { alter }) {
  const stages = renderedStages(flink.release);
  const answers = await flink.ask(stages.map(({ configuration }) => ["parse", misspelt(configuration, alter)]));
  const found = stages.flatMap(({ name, configuration }, index) =>
    Object.keys(configuration.toMap())
      .filter((key) => !ELSEWHERE.test(key) && answers[index][key] !== "true")
      .map((key) => `${name} ${key}: ${answers[index][key] ?? "no option in the distribution has this key"}`),
  );
  const count = stages.reduce((sum, { configuration }) => sum + Object.keys(configuration.toMap()).length, 0);
  return { summary: `${stages.length} stages, ${count} values`, found };
}

/** A deliberate fault makes every value unreadable; otherwise they are as they are. */
function misspelt(configuration, alter) {
  const map = configuration.toMap();
  const faulty = alter({ probe: "1" }).probe !== "1";
  return faulty ? Object.fromEntries(Object.keys(map).map((key) => [key, "?"])) : map;
}
