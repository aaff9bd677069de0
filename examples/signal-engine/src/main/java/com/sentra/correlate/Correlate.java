package com.sentra.correlate;

import com.sentra.stream.Incoming;
import org.apache.flink.api.common.functions.AggregateFunction;

/** Adds up signals as they come, so that a pane holds one {@link Correlation} and not its signals. */
final class Correlate implements AggregateFunction<Incoming, Correlation, Correlation> {
  @Override
  public Correlation createAccumulator() {
    return new Correlation();
  }

  @Override
  public Correlation add(Incoming record, Correlation correlation) {
    correlation.add(record.signal());
    return correlation;
  }

  @Override
  public Correlation getResult(Correlation correlation) {
    return correlation;
  }

  @Override
  public Correlation merge(Correlation one, Correlation other) {
    one.add(other);
    return one;
  }
}
