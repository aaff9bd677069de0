package com.sentra;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.async.AsyncFunction;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;

/**
 * Sentra's stages without Kafka: each reads from a generator and keeps its operators, so that a cluster can be tried alone.
 *
 * <p>{@code --stage normalize|enrich|correlate [--rate RECORDS-PER-SECOND]}. All else is the configuration's.
 */
public final class SignalEngine {
  private static final TypeInformation<Long> NUMBER = Types.LONG;
  private static final long SPACING_MILLIS = 50;
  private static final long HOSTS = 5_000;

  private SignalEngine() {}

  public static void main(String[] args) throws Exception {
    String stage = argument(args, "--stage", null);
    double rate = Double.parseDouble(argument(args, "--rate", "200"));
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    Map<String, String> parameters = environment.getConfig().getGlobalJobParameters().toMap();
    DataStream<Long> numbers =
        environment
            .fromSource(
                new DataGeneratorSource<>(
                    number -> number, Long.MAX_VALUE, RateLimiterStrategy.perSecond(rate), NUMBER),
                WatermarkStrategy.<Long>forMonotonousTimestamps()
                    .withTimestampAssigner((number, before) -> number * SPACING_MILLIS),
                "raw")
            .uid("raw");
    switch (stage) {
      case "normalize" -> normalize(numbers);
      case "enrich" -> enrich(numbers, parameters);
      case "correlate" -> correlate(numbers);
      default -> throw new IllegalArgumentException("no stage " + stage);
    }
    environment.execute(stage);
  }

  private static void normalize(DataStream<Long> numbers) {
    DataStream<String> signals =
        numbers
            .map(number -> "{\"host\":\"host-" + number % HOSTS + "\",\"line\":" + number + "}")
            .returns(Types.STRING)
            .uid("normalize");
    signals.rebalance().sinkTo(new DiscardingSink<>()).uid("signals");
  }

  private static void enrich(DataStream<Long> numbers, Map<String, String> parameters) {
    int capacity = Integer.parseInt(parameters.get("async-capacity"));
    AsyncDataStream.unorderedWait(numbers, new Lookup(), 2, TimeUnit.SECONDS, capacity)
        .returns(NUMBER)
        .uid("lookup")
        .sinkTo(new DiscardingSink<>())
        .uid("enriched");
  }

  private static void correlate(DataStream<Long> numbers) {
    KeyedStream<Long, Long> byHost = numbers.keyBy(number -> number % HOSTS, NUMBER);
    window(byHost, "ten-minutes", TumblingEventTimeWindows.of(Duration.ofMinutes(10)));
    window(byHost, "hour", SlidingEventTimeWindows.of(Duration.ofHours(1), Duration.ofMinutes(5)));
  }

  private static void window(
      KeyedStream<Long, Long> byHost, String name, WindowAssigner<Object, TimeWindow> windows) {
    byHost.window(windows).aggregate(new Count(), NUMBER, NUMBER).uid(name).sinkTo(new DiscardingSink<>()).uid(name + "-alerts");
  }

  private static String argument(String[] args, String name, String otherwise) {
    int at = List.of(args).indexOf(name);
    return at < 0 ? otherwise : args[at + 1];
  }

  /** A lookup that takes a few milliseconds. */
  private static final class Lookup implements AsyncFunction<Long, Long> {
    private static final long serialVersionUID = 1;

    @Override
    public void asyncInvoke(Long number, ResultFuture<Long> result) {
      CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS).execute(() -> result.complete(List.of(number)));
    }
  }

  private static final class Count implements AggregateFunction<Long, Long, Long> {
    private static final long serialVersionUID = 1;

    @Override
    public Long createAccumulator() {
      return 0L;
    }

    @Override
    public Long add(Long number, Long count) {
      return count + 1;
    }

    @Override
    public Long getResult(Long count) {
      return count;
    }

    @Override
    public Long merge(Long one, Long other) {
      return one + other;
    }
  }
}
