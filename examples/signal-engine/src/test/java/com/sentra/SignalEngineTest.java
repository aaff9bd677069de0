package com.sentra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalEngineTest {
  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  @ParameterizedTest
  @CsvSource({"normalize", "enrich", "correlate"})
  void everyStageRunsWithoutGeneratedUidsAndWithoutKryo(String stage) throws Exception {
    HttpServer lookups = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    lookups.start();
    String url = "http://localhost:" + lookups.getAddress().getPort();
    StreamExecutionEnvironment environment = strict();

    SignalEngine.declare(
        environment, "--stage", stage, "--source", "generator", "--sink", "discard",
        "--count", "2000", "--rate", "100000", "--lookup-url", url);
    assertThat(environment.execute().isJobExecutionResult()).isTrue();
    lookups.stop(0);
  }

  @Test
  void everyStageCanBeDeclaredOnKafka() {
    for (String stage : new String[] {"normalize", "enrich", "correlate"}) {
      StreamExecutionEnvironment environment = strict();
      SignalEngine.declare(
          environment, "--stage", stage, "--brokers", "localhost:9", "--input-topic", "in", "--output-topic", "out",
          "--lookup-url", "http://localhost:9");
      assertThat(environment.getStreamGraph().getJobGraph().getNumberOfVertices()).isPositive();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --source generator                                  | --stage is missing
          --stage sort --source generator                     | --stage is one of normalize, enrich, correlate, not sort
          --stage normalize --source file                     | --source is one of kafka, generator, not file
          --stage normalize                                   | --brokers is missing
          --stage normalize --brokers b:9 --output-topic o    | --input-topic is missing
          --stage normalize --source generator --sink kafka   | --output-topic is missing
          --stage normalize --source generator --rate 0       | --rate is a whole number from 1, not 0
          --stage enrich --source generator                   | --lookup-url is missing
          --stage enrich --source generator --lookup-url u --quota many | --quota is a whole number from 0, not many
          --stage correlate --source generator --sliding soon | --sliding is a time like "10 min", not soon
          --stage correlate --source generator --key app      | --key is one of host, user, not app
          --stage normalize --colour red                      | there is no argument --colour
          stage normalize                                     | there is no argument stage
          --stage                                             | --stage has no value
          --stage enrich --stage enrich                       | --stage is given twice
          """)
  void saysWhatIsWrong(String line, String message) {
    assertThatThrownBy(() -> SignalEngine.main(line.split(" ")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message + "\n")
        .hasMessageContaining("usage: sentra-engine --stage");
  }

  @Test
  void theUsageNamesEveryArgument() {
    assertThat(Arrays.stream(Arguments.NAMES.trim().split("\\s+"))).allMatch(name -> Arguments.USAGE.contains("--" + name + " "));
  }

  private static StreamExecutionEnvironment strict() {
    Configuration configuration = new Configuration();
    configuration.setString("pipeline.auto-generate-uids", "false");
    configuration.setString("pipeline.generic-types", "false");
    return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
  }
}
