package com.sentra;

import com.sentra.Arguments.WrongArgument;
import com.sentra.correlate.CorrelateSettings;
import com.sentra.correlate.CorrelateStage;
import com.sentra.enrich.EnrichSettings;
import com.sentra.enrich.EnrichStage;
import com.sentra.enrich.HttpLookupService;
import com.sentra.normalize.NormalizeStage;
import com.sentra.stream.Incoming;
import com.sentra.stream.Outputs;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.TimeUtils;

/** Sentra's job: one program, one of three stages. The cluster's configuration sets everything else. */
public final class SignalEngine {
  private final Arguments arguments;
  private final Map<String, String> parameters;

  private SignalEngine(Arguments arguments, Map<String, String> parameters) {
    this.arguments = arguments;
    this.parameters = parameters;
  }

  public static void main(String[] args) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    try {
      declare(environment, args);
    } catch (WrongArgument wrong) {
      // Thrown on, not exited: in a cluster the exit would take the JobManager with it.
      throw new IllegalArgumentException(wrong.getMessage() + "\n" + Arguments.USAGE);
    }
    environment.execute("sentra-" + Arguments.of(args).needed("stage"));
  }

  /** Declares the stage's operators, with a uid each: state finds its operator again after any change. */
  static void declare(StreamExecutionEnvironment environment, String... args) {
    Arguments arguments = Arguments.of(args);
    var engine = new SignalEngine(arguments, environment.getConfig().getGlobalJobParameters().toMap());
    Connections connections = new Connections(environment, arguments);
    connections.write(engine.stage(connections));
  }

  private Outputs stage(Connections connections) {
    String stage = arguments.needed("stage");
    switch (stage) {
      case "normalize":
        return NormalizeStage.build(connections.lines());
      case "enrich":
        return enrich(connections.signals(WatermarkStrategy.noWatermarks()));
      case "correlate":
        return CorrelateStage.build(connections.signals(watermarks()), correlateSettings());
      default:
        throw new WrongArgument("--stage is one of normalize, enrich, correlate, not " + stage);
    }
  }

  private Outputs enrich(DataStream<Incoming> signals) {
    String url = arguments.needed("lookup-url");
    EnrichSettings settings = enrichSettings();
    Duration timeout = settings.timeout();
    return EnrichStage.build(signals, () -> new HttpLookupService(url, timeout), settings);
  }

  private EnrichSettings enrichSettings() {
    return new EnrichSettings(
        Integer.parseInt(parameters.getOrDefault("async-capacity", "100")),
        arguments.time("lookup-timeout", parameters.getOrDefault("async-timeout", "2 s")),
        (int) arguments.whole("attempts", 3, 1),
        arguments.time("retry-delay", "100 ms"),
        arguments.whole("quota", 0, 0),
        (int) arguments.whole("cache-size", 100_000, 0),
        arguments.time("cache-ttl", "10 min"));
  }

  private CorrelateSettings correlateSettings() {
    return new CorrelateSettings(
        arguments.oneOf("key", "host", "user").equals("user"),
        arguments.time("tumbling", "10 min"),
        arguments.time("sliding", "1 h"),
        arguments.time("slide", "5 min"),
        TimeUtils.parseDuration(parameters.getOrDefault("allowed-lateness", "0 s")),
        arguments.time("state-ttl", parameters.getOrDefault("state-ttl", "2 h")));
  }

  /** The time a signal carries, behind the newest by what may still come. */
  private WatermarkStrategy<Incoming> watermarks() {
    return WatermarkStrategy.<Incoming>forBoundedOutOfOrderness(arguments.time("out-of-orderness", "30 s"))
        .withTimestampAssigner((record, kafka) -> record.signal() == null ? Long.MIN_VALUE : record.signal().time())
        .withIdleness(arguments.time("idleness", "1 min"));
  }
}
