package com.sentra.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import com.sentra.stream.Incoming;
import com.sentra.stream.Outputs;
import com.sentra.stream.Signal;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class DeduplicateTest {
  private static final long TTL = 60_000;

  @Test
  void aSignalPassesOnce() throws Exception {
    try (var harness = opened(null)) {
      harness.processElement(signal("a"), 0);
      harness.processElement(signal("b"), 0);
      harness.processElement(signal("a"), 0);

      assertThat(harness.extractOutputValues()).extracting(record -> record.signal().id()).containsExactly("a", "b");
      assertThat(harness.getSideOutput(Outputs.REJECTED))
          .singleElement()
          .satisfies(record -> assertThat(record.getValue().text()).contains("\"reason\":\"repeated\""));
    }
  }

  @Test
  void andAgainAfterItsTimeToLive() throws Exception {
    try (var harness = opened(null)) {
      harness.processElement(signal("a"), 0);
      harness.setStateTtlProcessingTime(TTL - 1);
      harness.processElement(signal("a"), 0);
      assertThat(harness.extractOutputValues()).hasSize(1);

      harness.setStateTtlProcessingTime(TTL);
      harness.processElement(signal("a"), 0);
      assertThat(harness.extractOutputValues()).hasSize(2);
    }
  }

  @Test
  void isKnownAfterARestore() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = opened(null)) {
      harness.processElement(signal("a"), 0);
      snapshot = harness.snapshot(1, 1);
    }
    try (var harness = opened(snapshot)) {
      harness.processElement(signal("a"), 0);
      assertThat(harness.extractOutputValues()).isEmpty();

      harness.setStateTtlProcessingTime(TTL);
      harness.processElement(signal("a"), 0);
      assertThat(harness.extractOutputValues()).hasSize(1);
    }
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, Incoming, Incoming> opened(OperatorSubtaskState restored)
      throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<String, Incoming, Incoming>(
            new KeyedProcessOperator<>(new Deduplicate(Duration.ofMillis(TTL))), record -> record.signal().id(), Types.STRING);
    harness.setStateBackend(new EmbeddedRocksDBStateBackend(true));
    harness.setStateTtlProcessingTime(0);
    if (restored != null) {
      harness.initializeState(restored);
    }
    harness.open();
    return harness;
  }

  private static Incoming signal(String id) {
    return new Incoming(0, "{}", new Signal(id, 1, "host", "app", 0, 0, null, null, null, "", null));
  }
}
