package com.sentra;

import com.sentra.normalize.Normalize;
import com.sentra.stream.Incoming;
import com.sentra.stream.KafkaTopics;
import com.sentra.stream.Outgoing;
import com.sentra.stream.Outputs;
import com.sentra.stream.SyslogGenerator;
import com.sentra.syslog.MalformedSyslog;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.PrintSink;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** Where a stage's records come from and go to, as the arguments say. */
final class Connections {
  private static final String KAFKA = "kafka";
  private static final String GENERATOR = "generator";

  private final StreamExecutionEnvironment environment;
  private final Arguments arguments;
  private final boolean generated;

  Connections(StreamExecutionEnvironment environment, Arguments arguments) {
    this.environment = environment;
    this.arguments = arguments;
    this.generated = arguments.oneOf("source", KAFKA, GENERATOR).equals(GENERATOR);
  }

  DataStream<Incoming> lines() {
    WatermarkStrategy<Incoming> none = WatermarkStrategy.noWatermarks();
    return generated ? generated(new SyslogGenerator(hosts()), none) : fromKafka(false, none);
  }

  DataStream<Incoming> signals(WatermarkStrategy<Incoming> watermarks) {
    return generated ? generated(new Signals(new SyslogGenerator(hosts())), watermarks) : fromKafka(true, watermarks);
  }

  void write(Outputs outputs) {
    String[] sinks = generated ? new String[] {"print", KAFKA, "discard"} : new String[] {KAFKA, "print", "discard"};
    switch (arguments.oneOf("sink", sinks)) {
      case KAFKA -> writeToKafka(outputs);
      case "print" -> write(outputs, new PrintSink<>("result"), new PrintSink<>("rejected"));
      default -> write(outputs, new DiscardingSink<>(), new DiscardingSink<>());
    }
  }

  private static void write(Outputs outputs, Sink<Outgoing> results, Sink<Outgoing> rejected) {
    outputs.results().sinkTo(results).name("results").uid("results-sink");
    outputs.rejected().sinkTo(rejected).name("rejected").uid("rejected-sink");
  }

  private DataStream<Incoming> fromKafka(boolean signals, WatermarkStrategy<Incoming> watermarks) {
    var source = topics().source(arguments.needed("input-topic"), signals);
    return environment.fromSource(source, watermarks, "source").uid("source");
  }

  private DataStream<Incoming> generated(
      GeneratorFunction<Long, Incoming> function, WatermarkStrategy<Incoming> watermarks) {
    long count = arguments.whole("count", 0, 0);
    var source =
        new DataGeneratorSource<>(
            function,
            count == 0 ? Long.MAX_VALUE : count,
            RateLimiterStrategy.perSecond(arguments.whole("rate", 1_000, 1)),
            TypeInformation.of(Incoming.class));
    return environment.fromSource(source, watermarks, "source").uid("source");
  }

  private void writeToKafka(Outputs outputs) {
    String topic = arguments.needed("output-topic");
    Duration transactionTimeout = arguments.time("transaction-timeout", "15 min");
    String rejectedTopic = arguments.text("rejected-topic", topic + "-rejected");
    write(outputs, topics().sink(topic, transactionTimeout), topics().sink(rejectedTopic, transactionTimeout));
  }

  private KafkaTopics topics() {
    return new KafkaTopics(arguments.needed("brokers"), arguments.text("group", "sentra-" + arguments.needed("stage")));
  }

  private int hosts() {
    return (int) arguments.whole("hosts", 1_000, 1);
  }

  /** Generated lines as the signals they hold, for stages that read signals. */
  private record Signals(SyslogGenerator lines) implements GeneratorFunction<Long, Incoming> {
    @Override
    public Incoming map(Long number) {
      Incoming line = lines.map(number);
      try {
        return new Incoming(-1, line.text(), Normalize.signal(line.text(), System.currentTimeMillis()));
      } catch (MalformedSyslog unreadable) {
        return line;
      }
    }
  }
}
