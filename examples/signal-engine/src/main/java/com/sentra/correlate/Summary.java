package com.sentra.correlate;

import com.sentra.stream.Json;
import com.sentra.stream.Outgoing;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** A window's result as JSON. */
final class Summary extends ProcessWindowFunction<Correlation, Outgoing, String, TimeWindow> {
  private final String window;

  Summary(String window) {
    this.window = window;
  }

  private record Line(
      String window, String key, long start, long end, long count, long first, long last, int[] severities, long distinct) {}

  @Override
  public void process(String key, Context context, Iterable<Correlation> one, Collector<Outgoing> out) {
    Correlation found = one.iterator().next();
    TimeWindow time = context.window();
    Line line =
        new Line(window, key, time.getStart(), time.getEnd(), found.count, found.first, found.last, found.severities,
            found.distinct());
    out.collect(new Outgoing(-1, key, Json.write(line)));
  }
}
