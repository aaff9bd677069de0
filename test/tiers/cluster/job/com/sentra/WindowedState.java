package com.sentra;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;

/**
 * Windows that fill RocksDB: every key's newest value in each pane it belongs to.
 *
 * <p>{@code --keys N --value-size BYTES --rate RECORDS_PER_SECOND --windows MINUTES[/SLIDE_MINUTES],…}: the first N
 * records bring a key each, all later ones change a random one. Values are random bytes, which no compression makes
 * smaller on disk.
 */
public final class WindowedState {
  private static final TypeInformation<Tuple2<Integer, byte[]>> RECORD =
      Types.TUPLE(Types.INT, Types.PRIMITIVE_ARRAY(Types.BYTE));

  private WindowedState() {}

  public static void main(String[] args) throws Exception {
    Map<String, String> given = new HashMap<>();
    for (int index = 0; index + 1 < args.length; index += 2) {
      given.put(args[index].substring("--".length()), args[index + 1]);
    }
    int keys = Integer.parseInt(given.get("keys"));
    int valueSize = Integer.parseInt(given.get("value-size"));

    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    KeyedStream<Tuple2<Integer, byte[]>, Integer> signals =
        environment
            .fromSource(
                new DataGeneratorSource<>(
                    number -> record(number, keys, valueSize),
                    Long.MAX_VALUE,
                    RateLimiterStrategy.perSecond(Double.parseDouble(given.get("rate"))),
                    RECORD),
                WatermarkStrategy.<Tuple2<Integer, byte[]>>forMonotonousTimestamps()
                    .withTimestampAssigner((record, before) -> System.currentTimeMillis()),
                "signals")
            .uid("signals")
            .keyBy(record -> record.f0, Types.INT);
    for (String window : given.get("windows").split(",")) {
      signals
          .window(windows(window))
          .reduce((older, newer) -> newer)
          .name("window-" + window)
          .uid("window-" + window)
          .sinkTo(new DiscardingSink<>())
          .name("ended-" + window);
    }
    environment.execute("windowed-state");
  }

  private static WindowAssigner<Object, TimeWindow> windows(String text) {
    String[] minutes = text.split("/");
    Duration size = Duration.ofMinutes(Integer.parseInt(minutes[0]));
    return minutes.length == 1
        ? TumblingEventTimeWindows.of(size)
        : SlidingEventTimeWindows.of(size, Duration.ofMinutes(Integer.parseInt(minutes[1])));
  }

  private static Tuple2<Integer, byte[]> record(long number, int keys, int valueSize) {
    SplittableRandom random = new SplittableRandom(number);
    byte[] value = new byte[valueSize];
    random.nextBytes(value);
    return Tuple2.of(number < keys ? (int) number : random.nextInt(keys), value);
  }
}
