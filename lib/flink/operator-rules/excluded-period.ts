/** Whether the autoscaler can read a period: a time of day, a Quartz expression, or one of each joined with `&&`. */
export function isExcludedPeriod(expression: string): boolean {
  const parts = expression.split("&&").map((part) => part.trim());
  const [first = "", second] = parts;
  if (second === undefined) {
    return isTimeOfDay(first) || isQuartz(first);
  }
  return parts.length === 2 && ((isTimeOfDay(first) && isQuartz(second)) || (isQuartz(first) && isTimeOfDay(second)));
}

/** `9:30-11:00`, with seconds and milliseconds if need be; it may not span midnight (Quartz' `DailyCalendar`). */
function isTimeOfDay(text: string): boolean {
  const [start, end, more] = text.split("-").map(millisOfDay);
  return start !== undefined && end !== undefined && more === undefined && text.split("-").length === 2 && start < end;
}

function millisOfDay(text: string): number | undefined {
  const [, hours, minutes, seconds = "0", millis = "0"] =
    /^(\d+):(\d+)(?::(\d+)(?::(\d+))?)?$/.exec(text)?.map((part) => part ?? "0") ?? [];
  if (
    hours === undefined ||
    Number(hours) > 23 ||
    Number(minutes) > 59 ||
    Number(seconds) > 59 ||
    Number(millis) > 999
  ) {
    return undefined;
  }
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(millis);
}

interface Field {
  readonly min: number;
  readonly max: number;
  /** What `/` may be followed by at most. */
  readonly step: number;
  /** Names of the values, from `min`. */
  readonly names?: readonly string[];
  /** What only this field takes. */
  readonly special?: RegExp;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/** Seconds, minutes, hours, day of month, month, day of week; a year may follow. */
const FIELDS: readonly Field[] = [
  { min: 0, max: 59, step: 60 },
  { min: 0, max: 59, step: 60 },
  { min: 0, max: 23, step: 24 },
  { min: 1, max: 31, step: 31, special: /^(\?|L(-([0-9]|[12][0-9]|30))?W?|([1-9]|[12][0-9]|3[01])W)$/ },
  { min: 1, max: 12, step: 12, names: MONTHS },
  { min: 1, max: 7, step: 7, names: DAYS, special: /^(\?|L|[1-7]L|[1-7]#[1-5])$/ },
];

/** A Quartz cron expression: of the day of month and the day of week exactly one is `?`. */
function isQuartz(text: string): boolean {
  const fields = text.trim().toUpperCase().split(/\s+/);
  const [dayOfMonth, dayOfWeek] = [fields[3], fields[5]];
  return (
    fields.length >= FIELDS.length &&
    (dayOfMonth === "?") !== (dayOfWeek === "?") &&
    FIELDS.every((field, index) => isQuartzField(fields[index] ?? "", field))
  );
}

function isQuartzField(text: string, field: Field): boolean {
  const { min, max, step, names = [], special } = field;
  const numeric = names.reduce((rest, name, index) => rest.replaceAll(name, String(min + index)), text);
  if (special?.test(numeric)) {
    return true;
  }
  return numeric.split(",").every((item) => {
    const [, range = "", from, to, increment] = /^(\*|(\d+)(?:-(\d+))?|(?=\/))(?:\/(\d+))?$/.exec(item) ?? [];
    const inside = [from, to].every((value) => value === undefined || (Number(value) >= min && Number(value) <= max));
    return (
      (range !== "" || increment !== undefined) && inside && (increment === undefined || Number(increment) <= step)
    );
  });
}
