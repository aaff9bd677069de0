package com.sentra.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import com.sentra.enrich.LookupService.LookupFailure;
import com.sentra.stream.Incoming;
import com.sentra.stream.Signal;
import com.sentra.stream.Signal.Enrichment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.AsyncDataStream.OutputMode;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EnrichTest {
  private static final int ATTEMPTS = 3;
  private static final long TIMEOUT = 1_000;

  private OneInputStreamOperatorTestHarness<Incoming, Enriched> harness;

  @BeforeEach
  void open() throws Exception {
    Script.reset();
    harness = harness();
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  @Test
  void asksAllServicesAndRemembersTheirAnswers() throws Exception {
    Script.answers("geo/192.0.2.1", "NL").answers("threat/192.0.2.1", "87").answers("identity/eve", null);

    assertThat(enriched(signal("eve", "192.0.2.1"), 0).enrichment()).isEqualTo(new Enrichment("NL", "87", null));
    assertThat(enriched(signal("eve", "192.0.2.1"), 0).enrichment()).isEqualTo(new Enrichment("NL", "87", null));
    assertThat(Script.asked).containsExactlyInAnyOrder("geo/192.0.2.1", "threat/192.0.2.1", "identity/eve");
  }

  @Test
  void asksNothingAboutNothing() throws Exception {
    assertThat(enriched(signal(null, null), 0).enrichment()).isEqualTo(new Enrichment(null, null, null));
    assertThat(Script.asked).isEmpty();
  }

  @Test
  void asksAgainOnlyWhatFailed() throws Exception {
    Script.answers("geo/192.0.2.1", "NL").fails("threat/192.0.2.1", "HTTP 503", true, 1).answers("threat/192.0.2.1", "3");

    Enriched result = enriched(signal(null, "192.0.2.1"), 100);
    assertThat(result.failure()).isNull();
    assertThat(result.enrichment()).isEqualTo(new Enrichment("NL", "3", null));
    assertThat(Script.asked).containsExactly("geo/192.0.2.1", "threat/192.0.2.1", "threat/192.0.2.1");
  }

  @Test
  void givesUpAfterItsAttemptsWithTheReason() throws Exception {
    Script.fails("identity/eve", "HTTP 503", true, 99);

    Enriched result = enriched(signal("eve", null), 100, 200);
    assertThat(result.failure()).isEqualTo("HTTP 503");
    assertThat(Script.asked).hasSize(ATTEMPTS);
  }

  @Test
  void doesNotInsist() throws Exception {
    Script.fails("identity/eve", "HTTP 403", false, 99);

    assertThat(enriched(signal("eve", null), 0).failure()).isEqualTo("HTTP 403");
    assertThat(Script.asked).hasSize(1);
  }

  @Test
  void doesNotWaitForever() throws Exception {
    Script.isSilent("identity/eve");

    assertThat(enriched(signal("eve", null), TIMEOUT + 1).failure()).isEqualTo("no answer within 1000 ms");
  }

  @Test
  void handsOnWhatIsNoSignal() throws Exception {
    assertThat(enriched(new Incoming(0, "{", null), 0).failure()).isEqualTo("not a signal");
  }

  @Test
  void waitingRecordsAreInTheSnapshot() throws Exception {
    Script.isSilent("identity/eve");
    harness.processElement(signal("eve", null), 0);
    assertThat(harness.extractOutputValues()).isEmpty();
    var snapshot = harness.snapshot(1, 1);

    close();
    Script.reset();
    Script.answers("identity/eve", "finance");
    harness = harness();
    harness.initializeState(snapshot);
    harness.open();
    harness.endInput();
    assertThat(harness.extractOutputValues()).singleElement().extracting(Enriched::enrichment).isEqualTo(new Enrichment(null, null, "finance"));
  }

  private static OneInputStreamOperatorTestHarness<Incoming, Enriched> harness() throws Exception {
    EnrichSettings settings =
        new EnrichSettings(10, Duration.ofMillis(TIMEOUT), ATTEMPTS, Duration.ofMillis(100), 0, 100, Duration.ofHours(1));
    var operator =
        new AsyncWaitOperatorFactory<>(
            new Enrich(Script::new, settings), TIMEOUT, settings.capacity(), OutputMode.UNORDERED, new Backoff(ATTEMPTS, 100));
    var records = TypeInformation.of(Incoming.class).createSerializer(new ExecutionConfig().getSerializerConfig());
    return new OneInputStreamOperatorTestHarness<>(operator, records);
  }

  /** The result of a record, after the clock has stood at each of the times. */
  private Enriched enriched(Incoming record, long... delays) throws Exception {
    int before = harness.extractOutputValues().size();
    harness.processElement(record, 0);
    runMails();
    long now = harness.getProcessingTime();
    for (long delay : delays) {
      now += delay;
      harness.setProcessingTime(now);
      runMails();
    }
    List<Enriched> results = harness.extractOutputValues();
    assertThat(results).hasSize(before + 1);
    return results.get(before);
  }

  /** A mail may send another. */
  private void runMails() throws Exception {
    for (List<Mail> mails = harness.getTaskMailbox().drain(); !mails.isEmpty(); mails = harness.getTaskMailbox().drain()) {
      for (Mail mail : mails) {
        mail.run();
      }
    }
  }

  private static Incoming signal(String user, String sourceIp) {
    return new Incoming(0, "{}", new Signal("id", 1, "host", "app", 0, 0, user, sourceIp, null, "", null));
  }

  /** A service that answers as it is told, in the thread that asks. */
  private static final class Script implements LookupService {
    static final List<String> asked = Collections.synchronizedList(new ArrayList<>());
    static final Map<String, List<CompletableFuture<Optional<String>>>> answers = new HashMap<>();

    static void reset() {
      asked.clear();
      answers.clear();
    }

    static Script answers(String question, String answer) {
      return add(question, CompletableFuture.completedFuture(Optional.ofNullable(answer)), 1);
    }

    static Script fails(String question, String reason, boolean worthRetrying, int times) {
      return add(question, CompletableFuture.failedFuture(new LookupFailure(reason, worthRetrying)), times);
    }

    static void isSilent(String question) {
      add(question, new CompletableFuture<>(), 99);
    }

    private static Script add(String question, CompletableFuture<Optional<String>> answer, int times) {
      answers.computeIfAbsent(question, key -> new ArrayList<>()).addAll(Collections.nCopies(times, answer));
      return new Script();
    }

    @Override
    public CompletableFuture<Optional<String>> ask(String kind, String key) {
      asked.add(kind + "/" + key);
      List<CompletableFuture<Optional<String>>> left = answers.get(kind + "/" + key);
      return left == null || left.isEmpty() ? CompletableFuture.completedFuture(Optional.empty()) : left.remove(0);
    }

    @Override
    public void close() {}
  }
}
