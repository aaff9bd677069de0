package com.sentra.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import com.sentra.stream.Incoming;
import com.sentra.stream.Json;
import com.sentra.stream.Outgoing;
import com.sentra.stream.Outputs;
import com.sentra.stream.Signal;
import com.sentra.stream.SyslogGenerator;
import java.time.Instant;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalizeTest {
  private static final String HEADER = "<86>1 2026-01-02T03:04:05Z Web-1 sshd 77 - ";

  @Test
  void aLineBecomesASignalInItsPartition() throws Exception {
    try (var harness = harness()) {
      harness.processElement(new Incoming(3, HEADER + "- Accepted password for root from 192.0.2.7 port 22", null), 0);

      assertThat(harness.extractOutputValues())
          .singleElement()
          .satisfies(
              out -> {
                assertThat(out.partition()).isEqualTo(3);
                assertThat(out.key()).isEqualTo("web-1");
                Signal signal = Json.readSignal(out.text());
                assertThat(signal.id()).hasSize(22);
                assertThat(signal)
                    .isEqualTo(
                        new Signal(signal.id(), 1_767_323_045_000L, "web-1", "sshd", 10, 6, "root", "192.0.2.7",
                            "accepted", "Accepted password for root from 192.0.2.7 port 22", null));
              });
      assertThat(harness.getSideOutput(Outputs.REJECTED)).isNull();
    }
  }

  @Test
  void aMalformedLineIsKeptWithItsReason() throws Exception {
    try (var harness = harness()) {
      harness.processElement(new Incoming(1, "<86>no \"syslog\"", null), 0);

      assertThat(harness.extractOutputValues()).isEmpty();
      assertThat(harness.getSideOutput(Outputs.REJECTED))
          .singleElement()
          .extracting(record -> record.getValue())
          .isEqualTo(new Outgoing(1, null, "{\"reason\":\"no version at 4\",\"record\":\"<86>no \\\"syslog\\\"\"}"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          Failed password for invalid user admin from 203.0.113.9 port 5  | admin       | 203.0.113.9 | failed
          Accepted publickey for deploy from 2001:db8::1 port 22          | deploy      | 2001:db8::1 | accepted
          session opened for user alice(uid=0) by bob(uid=0)              | alice       | -           | opened
          DROPPED IN=eth0 SRC=198.51.100.4 DST=192.0.2.1                  | -           | 198.51.100.4 | dropped
          authentication failure; rhost=192.0.2.300 user=eve@corp.example | eve@corp.example | -      | -
          nothing to see                                                  | -           | -           | -
          """)
  void extracts(String text, String user, String sourceIp, String action) throws Exception {
    Signal signal = Normalize.signal(HEADER + "- " + text, 0);

    assertThat(signal.user()).isEqualTo(user);
    assertThat(signal.sourceIp()).isEqualTo(sourceIp);
    assertThat(signal.action()).isEqualTo(action);
  }

  @Test
  void structuredDataGoesBeforeText() throws Exception {
    Signal signal = Normalize.signal(HEADER + "[auth@1 user=\"sd\" src=\"::1\" action=\"DENIED\"] Accepted x for u from 1.1.1.1", 0);

    assertThat(signal.user()).isEqualTo("sd");
    assertThat(signal.sourceIp()).isEqualTo("::1");
    assertThat(signal.action()).isEqualTo("denied");
  }

  @Test
  void aSenderWithoutAClockGetsOurs() throws Exception {
    assertThat(Normalize.signal("<86>1 - - - - - -", 42).time()).isEqualTo(42);
    assertThat(Normalize.signal("<86>1 - - - - - -", 42).host()).isEqualTo("unknown");
  }

  @Test
  void generatedLinesAreNormalizedAllButOneInAHundred() throws Exception {
    SyslogGenerator generator = new SyslogGenerator(10);
    try (var harness = harness()) {
      for (long n = 0; n < 1_000; n++) {
        harness.processElement(generator.map(n), 0);
      }
      assertThat(harness.extractOutputValues()).hasSize(990);
      assertThat(harness.getSideOutput(Outputs.REJECTED)).hasSize(10);
    }
    assertThat(generator.line(7, Instant.EPOCH)).isEqualTo(generator.line(7, Instant.EPOCH));
  }

  private static OneInputStreamOperatorTestHarness<Incoming, Outgoing> harness() throws Exception {
    var harness = new OneInputStreamOperatorTestHarness<Incoming, Outgoing>(new ProcessOperator<>(new Normalize()));
    harness.open();
    return harness;
  }
}
