package com.sentra.exact;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeHint;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Numbers that are counted by key, exactly, whatever dies meanwhile.
 *
 * <p>Every key's numbers are 0, 1, 2, … in this order; the operator keeps the next one it expects, so that it sees each
 * record that is lost (a gap) or counted twice (a repetition). What was emitted and what was counted is visible as
 * metrics, and printed by every subtask when it ends: after a stop with savepoint the sums are equal.
 */
public final class ExactCount {
  /**
   * Arguments, as {@code --name value}: {@code rate} of records per second over all splits, {@code splits}, {@code keys}
   * per split, {@code value-bytes} that every key keeps beside its number, {@code heap-mebibytes} that every counting
   * subtask holds on to; {@code broken repeat} or {@code broken skip} restores the source at a wrong position, so that a
   * test of exactness can be seen to fail.
   */
  public static void main(String[] args) throws Exception {
    Map<String, String> given = new HashMap<>();
    for (int n = 0; n + 1 < args.length; n += 2) {
      given.put(args[n].replaceFirst("^--", ""), args[n + 1]);
    }
    var numbers =
        new Numbers(
            Double.parseDouble(given.getOrDefault("rate", "1000")),
            Integer.parseInt(given.getOrDefault("splits", "8")),
            Integer.parseInt(given.getOrDefault("keys", "100")),
            Numbers.Broken.valueOf(given.getOrDefault("broken", "no").toUpperCase()));
    var count =
        new CountByKey(
            Integer.parseInt(given.getOrDefault("value-bytes", "0")),
            Integer.parseInt(given.getOrDefault("heap-mebibytes", "0")));

    var environment = StreamExecutionEnvironment.getExecutionEnvironment();
    environment
        .fromSource(numbers, WatermarkStrategy.noWatermarks(), "numbers")
        .uid("numbers")
        .returns(TypeInformation.of(new TypeHint<Tuple2<Long, Long>>() {}))
        .keyBy(number -> number.f0)
        .process(count)
        .uid("count")
        .name("count");
    environment.execute("exact-count");
  }
}
