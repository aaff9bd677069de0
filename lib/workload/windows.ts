import { InvalidInputError } from "../errors";
import { Duration } from "../units/duration";

/** How a windowed stage groups records in event time. */
export type Window =
  | { readonly type: "tumbling"; readonly size: Duration }
  | { readonly type: "sliding"; readonly size: Duration; readonly slide: Duration }
  | { readonly type: "session"; readonly gap: Duration };

/** Fixed windows that do not overlap (`TumblingEventTimeWindows`). */
export function tumbling(size: Duration): Window {
  return { type: "tumbling", size: positive(size, "the size of a tumbling window") };
}

/** Windows of `size` that start every `slide`; a record is in size ÷ slide of them (`SlidingEventTimeWindows`). */
export function sliding(size: Duration, slide: Duration): Window {
  positive(slide, "the slide of a sliding window");
  if (slide.isLongerThan(size)) {
    throw new InvalidInputError(
      "StageInvalid",
      `a sliding window of ${size} that starts every ${slide} would drop records between windows; make the slide at most the size`,
    );
  }
  return { type: "sliding", size, slide };
}

/** Windows that end after a gap without records (`EventTimeSessionWindows`). */
export function session(gap: Duration): Window {
  return { type: "session", gap: positive(gap, "the gap of a session window") };
}

/** How many panes of this window hold state for one key at a time, late records included. */
export function openPanes(window: Window, allowedLateness: Duration): number {
  switch (window.type) {
    case "tumbling":
      return 1 + Math.ceil(allowedLateness.inMillis / window.size.inMillis);
    case "sliding":
      return Math.ceil((window.size.inMillis + allowedLateness.inMillis) / window.slide.inMillis);
    case "session":
      return 1 + Math.ceil(allowedLateness.inMillis / window.gap.inMillis);
    default:
      return window satisfies never;
  }
}

/** How many panes a record that is on time belongs to, and so changes. */
export function panesOfRecord(window: Window): number {
  return window.type === "sliding" ? Math.ceil(window.size.inMillis / window.slide.inMillis) : 1;
}

/** `tumbling 10 min`, `sliding 1 h every 5 min`. */
export function describeWindow(window: Window): string {
  switch (window.type) {
    case "tumbling":
      return `tumbling ${window.size}`;
    case "sliding":
      return `sliding ${window.size} every ${window.slide}`;
    case "session":
      return `session, gap ${window.gap}`;
    default:
      return window satisfies never;
  }
}

function positive(duration: Duration, what: string): Duration {
  if (!duration.isLongerThan(Duration.ZERO)) {
    throw new InvalidInputError("StageInvalid", `${what} must be longer than zero, got ${duration}`);
  }
  return duration;
}
