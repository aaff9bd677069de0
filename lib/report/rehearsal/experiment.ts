/** Something a person does, and in which words of a shell. */
export interface Step {
  readonly say?: string;
  /** Lines for bash. */
  readonly run?: string;
}

/** One loss, caused on purpose. */
export interface Experiment {
  readonly title: string;
  readonly purpose: string;
  /** What must hold before it begins, beside what must hold before all of them. */
  readonly before: readonly string[];
  readonly steps: readonly Step[];
  /** What is seen, and how much of it the plan expects. */
  readonly expect: readonly (readonly [what: string, expected: string])[];
  readonly see: readonly Step[];
  readonly stop: string;
  readonly undo: readonly Step[];
}

/** An experiment as Markdown, with a column for what was seen. */
export function experimentLines(
  number: string,
  { title, purpose, before, steps, expect, see, stop, undo }: Experiment,
): readonly string[] {
  return [
    `### ${number} ${title}`,
    "",
    purpose,
    "",
    ...(before.length === 0 ? [] : ["**Before:**", "", ...before.map((line) => `- ${line}`), ""]),
    "**Do:**",
    "",
    ...steps.flatMap(stepLines),
    "**Expect:**",
    "",
    ...table(expect),
    "",
    "**See it:**",
    "",
    ...see.flatMap(stepLines),
    `**Stop** ${stop}`,
    "",
    "**Undo:**",
    "",
    ...undo.flatMap(stepLines),
  ];
}

/** A sentence, a block for a shell, or both. */
export function stepLines({ say, run }: Step): readonly string[] {
  return [...(say === undefined ? [] : [say, ""]), ...(run === undefined ? [] : ["```sh", run, "```", ""])];
}

function table(rows: Experiment["expect"]): readonly string[] {
  return ["| what | expected | seen |", "| --- | --- | --- |", ...rows.map((row) => `| ${row.join(" | ")} | |`)];
}
