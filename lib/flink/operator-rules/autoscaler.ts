import { type FlinkOption, textOption } from "../options/flink-option";
import type { Deployment } from "./deployment";
import { isExcludedPeriod } from "./excluded-period";
import type { OperatorRule } from "./rule";
import { isOn, textOf } from "./settings";

type Settings = Readonly<Record<string, string>>;
type Bound = number | ((settings: Settings) => number);

/** Its key, and what it is also read from: the autoscaler was once a part of the operator, and names have changed. */
function named(name: string, ...older: readonly string[]): readonly [string, { readonly deprecatedKeys: string[] }] {
  return [
    `job.autoscaler.${name}`,
    {
      deprecatedKeys: [
        ...older.map((old) => `job.autoscaler.${old}`),
        ...[name, ...older].map((old) => `kubernetes.operator.job.autoscaler.${old}`),
      ],
    },
  ];
}

export const AUTOSCALER_ENABLED = textOption(...named("enabled"));
export const UTILIZATION_TARGET = textOption(...named("utilization.target", "target.utilization"));
const EXCLUDED_PERIODS = textOption(...named("excluded.periods"));
const DEFAULT_TARGET = 0.7;

const target = (settings: Settings) => numberOf(settings, UTILIZATION_TARGET) ?? DEFAULT_TARGET;

/** The autoscaler's own rules, which hold only where it is on. */
export const AUTOSCALER_RULES: readonly OperatorRule<Deployment>[] = [
  within(textOption(...named("scale-down.max-factor")), 0),
  within(textOption(...named("scale-up.max-factor")), 0),
  { ...within(textOption(...named("target.utilization")), 0), until: "1.10" },
  { ...within(UTILIZATION_TARGET, 0, 1), since: "1.11" },
  within(textOption(...named("target.utilization.boundary")), 0),
  { ...within(textOption(...named("utilization.max")), target, 1), since: "1.11" },
  { ...within(textOption(...named("utilization.min")), 0, target), since: "1.11" },
  { ...within(textOption(...named("observed-scalability.coefficient-min")), 0.01, 1), since: "1.12" },
  {
    number: 28,
    says: "in the autoscaler config job.autoscaler.excluded.periods",
    check: ({ settings }) => {
      const periods = (textOf(settings, EXCLUDED_PERIODS) ?? "").split(";").filter((period) => period.trim() !== "");
      const wrong = isOn(settings, AUTOSCALER_ENABLED)
        ? periods.find((period) => !isExcludedPeriod(period))
        : undefined;
      return (
        wrong &&
        `${EXCLUDED_PERIODS.key} holds ${JSON.stringify(wrong)}; write a time of day such as 9:30-11:00, a Quartz expression such as * * * ? * 2-6, or one of each joined with &&`
      );
    },
  },
];

function within(option: FlinkOption<string>, min: Bound, max?: Bound): OperatorRule<Deployment> {
  return {
    number: 28,
    says: `The AutoScalerOption ${option.key} is invalid`,
    check: ({ settings }) => {
      const text = isOn(settings, AUTOSCALER_ENABLED) ? textOf(settings, option) : undefined;
      if (text === undefined) {
        return undefined;
      }
      const [low, high] = [bound(min, settings), max === undefined ? Number.POSITIVE_INFINITY : bound(max, settings)];
      const value = numberOf(settings, option);
      return value !== undefined && value >= low && value <= high
        ? undefined
        : `${option.key} is ${JSON.stringify(text)}; set a number ${high === Number.POSITIVE_INFINITY ? `of ${low} or more` : `from ${low} to ${high}`}`;
    },
  };
}

function bound(of: Bound, settings: Settings): number {
  return typeof of === "number" ? of : of(settings);
}

function numberOf(settings: Settings, option: FlinkOption<string>): number | undefined {
  const text = textOf(settings, option);
  return text === undefined || text.trim() === "" || Number.isNaN(Number(text)) ? undefined : Number(text);
}
