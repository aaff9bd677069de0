/** The middle of a set of measurements; the mean of the two in the middle of an even number. */
export function median(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)] + sorted[Math.ceil(middle) - (Number.isInteger(middle) ? 0 : 1)]) / 2;
}

/** Median, minimum and maximum. */
export function spread(samples) {
  return { median: median(samples), min: Math.min(...samples), max: Math.max(...samples) };
}

/**
 * How much more one program takes than another, run in turns: the ratio of their medians, which a burst of other work
 * on the machine hardly moves. Minimum and maximum are those of single pairs.
 */
export function ratioOf(samples, baseline) {
  const pairs = samples.map((sample, index) => sample / baseline[index]);
  return { median: median(samples) / median(baseline), min: Math.min(...pairs), max: Math.max(...pairs) };
}

/**
 * Runs programs in turns, so that what else the machine does hits all alike.
 *
 * @returns per program, the samples by figure
 */
export function inTurns(runs, ...programs) {
  const samples = programs.map(() => []);
  for (let turn = 0; turn < runs; turn++) {
    programs.forEach((program, index) => {
      samples[index].push(program());
    });
  }
  return samples.map(byFigure);
}

/** Runs one program again and again, and returns the samples by figure. */
export function repeated(runs, program) {
  return byFigure(Array.from({ length: runs }, () => program()));
}

function byFigure(samples) {
  return Object.fromEntries(Object.keys(samples[0]).map((figure) => [figure, samples.map((sample) => sample[figure])]));
}
