import { createColors } from "picocolors";
import { PAGE_WIDTH } from "./page-width";
import { PLATFORM, type PlanDifference } from "./plan-difference";
import { wrap } from "./wrap";

const EVERY_STAGE = "every stage";

/** Differences as a person reads them, by stage; what all stages share is said once. */
export function differenceReport(title: string, differences: readonly PlanDifference[], color = false): string {
  const colors = createColors(color);
  if (differences.length === 0) {
    return `${colors.bold(title)}\n${colors.green("No differences.")}\n`;
  }
  const lines = groupedDifferences(differences).flatMap(({ subject, differences: own }) => [
    colors.bold(subject),
    ...own.flatMap((difference) => {
      const [first = "", ...rest] = wrap(difference.words, PAGE_WIDTH - 4);
      return [`  ${mark(difference, colors)} ${first}`, ...rest.map((line) => `    ${line}`)];
    }),
  ]);
  return `${[colors.bold(title), ...lines].join("\n")}\n`;
}

/** By subject, in the order of the list; what every one of several stages has in common stands under `every stage`. */
export function groupedDifferences(differences: readonly PlanDifference[]): readonly {
  readonly subject: string;
  readonly differences: readonly PlanDifference[];
}[] {
  const stages = new Set(differences.map(({ subject }) => subject).filter((subject) => subject !== PLATFORM));
  const inWords = ({ what, words }: PlanDifference) => `${what} ${words}`;
  const said = new Map<string, PlanDifference[]>();
  for (const difference of differences.filter(({ subject }) => subject !== PLATFORM)) {
    said.set(inWords(difference), [...(said.get(inWords(difference)) ?? []), difference]);
  }
  const groups = new Map<string, PlanDifference[]>([
    [PLATFORM, []],
    [EVERY_STAGE, []],
  ]);
  for (const difference of differences) {
    const alike = said.get(inWords(difference)) ?? [];
    const common = difference.subject !== PLATFORM && stages.size > 1 && alike.length === stages.size;
    if (!common || alike[0] === difference) {
      const subject = common ? EVERY_STAGE : difference.subject;
      groups.set(subject, [...(groups.get(subject) ?? []), difference]);
    }
  }
  return [...groups].flatMap(([subject, own]) => (own.length === 0 ? [] : [{ subject, differences: own }]));
}

function mark({ kind, after }: PlanDifference, colors: ReturnType<typeof createColors>): string {
  if (kind === "figure") {
    return "·";
  }
  return after === "pass" ? colors.green("✓") : after === "fail" ? colors.red("✗") : colors.yellow("!");
}
