package com.sentra.correlate;

import com.sentra.stream.Incoming;
import com.sentra.stream.Outgoing;
import com.sentra.stream.Outputs;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.OutputTag;

/** Signals by host or user over tumbling and sliding windows; late, repeated and unreadable ones are rejected. */
public final class CorrelateStage {
  private static final TypeInformation<Incoming> RECORD = TypeInformation.of(Incoming.class);
  private static final OutputTag<Incoming> LATE = new OutputTag<>("late", RECORD);

  private final CorrelateSettings settings;

  private CorrelateStage(CorrelateSettings settings) {
    this.settings = settings;
  }

  public static Outputs build(DataStream<Incoming> records, CorrelateSettings settings) {
    return new CorrelateStage(settings).outputs(records);
  }

  static String key(Incoming record, boolean byUser) {
    return byUser ? record.signal().user() : record.signal().host();
  }

  private Outputs outputs(DataStream<Incoming> records) {
    boolean byUser = settings.byUser();
    var keyable = records.process(new Keyable(byUser)).returns(RECORD).name("keyable").uid("keyable");
    var once =
        keyable
            .keyBy(record -> record.signal().id(), Types.STRING)
            .process(new Deduplicate(settings.stateTtl()))
            .returns(RECORD)
            .name("deduplicate")
            .uid("deduplicate");
    KeyedStream<Incoming, String> keyed = once.keyBy(record -> key(record, byUser), Types.STRING);
    var tumbling = window(keyed, "tumbling", TumblingEventTimeWindows.of(settings.tumbling()));
    var sliding = window(keyed, "sliding", SlidingEventTimeWindows.of(settings.sliding(), settings.slide()));
    DataStream<Outgoing> rejected =
        keyable
            .getSideOutput(Outputs.REJECTED)
            .union(once.getSideOutput(Outputs.REJECTED), late(tumbling, "tumbling"), late(sliding, "sliding"));
    return new Outputs(tumbling.union(sliding), rejected);
  }

  private SingleOutputStreamOperator<Outgoing> window(
      KeyedStream<Incoming, String> keyed, String name, WindowAssigner<Object, TimeWindow> windows) {
    CorrelationType correlation = new CorrelationType();
    return keyed
        .window(windows)
        .allowedLateness(settings.allowedLateness())
        .sideOutputLateData(LATE)
        .aggregate(
            new Correlate(), new Summary(name), correlation, correlation, TypeInformation.of(Outgoing.class))
        .name(name)
        .uid(name);
  }

  private static DataStream<Outgoing> late(SingleOutputStreamOperator<Outgoing> window, String name) {
    return window
        .getSideOutput(LATE)
        .map(record -> Outgoing.rejected(record, "late for the " + name + " window"))
        .returns(Outgoing.class)
        .name("late-" + name)
        .uid("late-" + name);
  }
}
