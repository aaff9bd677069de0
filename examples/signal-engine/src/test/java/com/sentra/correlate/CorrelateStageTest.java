package com.sentra.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sentra.stream.Incoming;
import com.sentra.stream.Json;
import com.sentra.stream.Outgoing;
import com.sentra.stream.Outputs;
import com.sentra.stream.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.transformations.OneInputTransformation;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

/** The window operators of the stage as it is declared, on RocksDB. */
class CorrelateStageTest {
  private static final long MINUTE = 60_000;
  private static final OutputTag<Incoming> LATE = new OutputTag<>("late", TypeInformation.of(Incoming.class));

  @Test
  void tumblingWindowsCountEachSignalOnce() throws Exception {
    try (var harness = opened("tumbling", Duration.ZERO, null)) {
      add(harness, "a", 1, 5, 9);
      add(harness, "b", 2);
      add(harness, "a", 10);
      harness.processWatermark(new Watermark(10 * MINUTE - 1));

      assertThat(results(harness)).containsExactlyInAnyOrder("a 0-10: 3", "b 0-10: 1");
    }
  }

  @Test
  void slidingWindowsCountItTwelveTimes() throws Exception {
    try (var harness = opened("sliding", Duration.ZERO, null)) {
      add(harness, "a", 61);
      harness.processWatermark(new Watermark(300 * MINUTE));

      assertThat(results(harness)).hasSize(12).startsWith("a 5-65: 1").endsWith("a 60-120: 1");
    }
  }

  @Test
  void aLateSignalGoesToTheSideOutputAndOneWithinLatenessUpdates() throws Exception {
    try (var harness = opened("tumbling", Duration.ofMinutes(5), null)) {
      add(harness, "a", 1);
      harness.processWatermark(new Watermark(12 * MINUTE));
      add(harness, "a", 2);
      harness.processWatermark(new Watermark(15 * MINUTE));
      add(harness, "a", 3);

      assertThat(results(harness)).containsExactly("a 0-10: 1", "a 0-10: 2");
      assertThat(harness.getSideOutput(LATE))
          .singleElement()
          .satisfies(late -> assertThat(late.getValue().signal().time()).isEqualTo(3 * MINUTE));
    }
  }

  @Test
  void openPanesSurviveARestore() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = opened("sliding", Duration.ZERO, null)) {
      add(harness, "a", 61, 62);
      harness.processWatermark(new Watermark(70 * MINUTE));
      snapshot = harness.snapshot(1, 1);
    }
    try (var harness = opened("sliding", Duration.ZERO, snapshot)) {
      add(harness, "a", 71);
      harness.processWatermark(new Watermark(300 * MINUTE));

      List<String> results = results(harness);
      assertThat(results).hasSize(12).startsWith("a 15-75: 3").contains("a 60-120: 3", "a 65-125: 1");
    }
  }

  @Test
  void nothingIsKeptOnceAllWindowsAreOver() throws Exception {
    try (var harness = opened("sliding", Duration.ZERO, null)) {
      add(harness, "a", 61, 62);
      assertThat(harness.numEventTimeTimers()).isEqualTo(12);
      harness.processWatermark(new Watermark(300 * MINUTE));
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  @Test
  void everyOperatorHasItsOwnUid() {
    Outputs outputs = stage(Duration.ZERO);
    List<String> uids = new ArrayList<>();
    for (String uid : new String[] {"keyable", "deduplicate", "tumbling", "sliding", "late-tumbling", "late-sliding"}) {
      uids.add(operator(outputs, uid).getUid());
    }
    assertThat(uids).doesNotHaveDuplicates();
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Incoming, Outgoing> opened(
      String uid, Duration lateness, OperatorSubtaskState restored) throws Exception {
    @SuppressWarnings("unchecked")
    var window = (OneInputTransformation<Incoming, Outgoing>) operator(stage(lateness), uid);
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            window.getOperatorFactory(), (Incoming record) -> record.signal().host(), Types.STRING);
    harness.setStateBackend(new EmbeddedRocksDBStateBackend(true));
    harness.setup(TypeInformation.of(Outgoing.class).createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    if (restored != null) {
      harness.initializeState(restored);
    }
    harness.open();
    return harness;
  }

  private static Outputs stage(Duration lateness) {
    var environment = StreamExecutionEnvironment.getExecutionEnvironment();
    var records = environment.fromData(TypeInformation.of(Incoming.class), new Incoming(0, "", null));
    return CorrelateStage.build(
        records,
        new CorrelateSettings(
            false, Duration.ofMinutes(10), Duration.ofHours(1), Duration.ofMinutes(5), lateness, Duration.ofHours(2)));
  }

  private static Transformation<?> operator(Outputs outputs, String uid) {
    List<Transformation<?>> all = new ArrayList<>(outputs.results().getTransformation().getTransitivePredecessors());
    all.addAll(outputs.rejected().getTransformation().getTransitivePredecessors());
    return all.stream().filter(each -> uid.equals(each.getUid())).findFirst().orElseThrow();
  }

  private static void add(
      KeyedOneInputStreamOperatorTestHarness<String, Incoming, Outgoing> harness, String host, int... minutes)
      throws Exception {
    for (int minute : minutes) {
      Signal signal = new Signal("id", minute * MINUTE, host, null, 0, 0, null, null, null, "", null);
      harness.processElement(new Incoming(0, Json.write(signal), signal), signal.time());
    }
  }

  private static List<String> results(KeyedOneInputStreamOperatorTestHarness<String, Incoming, Outgoing> harness)
      throws Exception {
    List<String> lines = new ArrayList<>();
    for (Outgoing out : harness.extractOutputValues()) {
      JsonNode json = new ObjectMapper().readTree(out.text());
      lines.add(
          "%s %d-%d: %d"
              .formatted(
                  out.key(), json.get("start").asLong() / MINUTE, json.get("end").asLong() / MINUTE, json.get("count").asLong()));
    }
    return lines;
  }
}
