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
 * Windows that fill RocksDB: the newest value of every key, in each pane it belongs to, over ten minutes and over an
 * hour every five minutes, which are 13 panes.
 *
 * <p>{@code --keys N --value-size BYTES --rate RECORDS_PER_SECOND}: the first N records bring a key each, all later ones
 * change a random one. Values are random bytes, so that no compression makes them smaller on disk.
 */
public final class WindowedState {
  private static final TypeInformation<Tuple2<Integer, byte[]>> RECORD =
      Types.TUPLE(Types.INT, Types.PRIMITIVE_ARRAY(Types.BYTE));

  private WindowedState() {}

  public static void main(String[] args) throws Exception {
    Map<String, Integer> numbers = numbers(args);
    int keys = numbers.get("keys");
    int valueSize = numbers.get("value-size");

    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    KeyedStream<Tuple2<Integer, byte[]>, Integer> signals =
        environment
            .fromSource(
                new DataGeneratorSource<>(
                    n -> record(n, keys, valueSize),
                    Long.MAX_VALUE,
                    RateLimiterStrategy.perSecond(numbers.get("rate")),
                    RECORD),
                WatermarkStrategy.<Tuple2<Integer, byte[]>>forMonotonousTimestamps()
                    .withTimestampAssigner((record, before) -> System.currentTimeMillis()),
                "signals")
            .uid("signals")
            .keyBy(record -> record.f0, Types.INT);
    newestPerPane(signals, TumblingEventTimeWindows.of(Duration.ofMinutes(10)), "ten-minutes");
    newestPerPane(
        signals, SlidingEventTimeWindows.of(Duration.ofHours(1), Duration.ofMinutes(5)), "hour-by-five-minutes");
    environment.execute("windowed-state");
  }

  private static void newestPerPane(
      KeyedStream<Tuple2<Integer, byte[]>, Integer> signals, WindowAssigner<Object, TimeWindow> windows, String name) {
    signals
        .window(windows)
        .reduce((older, newer) -> newer)
        .name(name)
        .uid(name)
        .sinkTo(new DiscardingSink<>())
        .name(name + "-ended");
  }

  private static Tuple2<Integer, byte[]> record(long number, int keys, int valueSize) {
    SplittableRandom random = new SplittableRandom(number);
    byte[] value = new byte[valueSize];
    random.nextBytes(value);
    return Tuple2.of(number < keys ? (int) number : random.nextInt(keys), value);
  }

  private static Map<String, Integer> numbers(String[] args) {
    Map<String, Integer> numbers = new HashMap<>();
    for (int index = 0; index + 1 < args.length; index += 2) {
      numbers.put(args[index].substring("--".length()), Integer.valueOf(args[index + 1]));
    }
    return numbers;
  }
}
