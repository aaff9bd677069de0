package com.sentra.stream;

import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/** What a stage hands on, and what it could not process. */
public record Outputs(DataStream<Outgoing> results, DataStream<Outgoing> rejected) {
  /** The side output of every stage. */
  public static final OutputTag<Outgoing> REJECTED = new OutputTag<>("rejected", TypeInformation.of(Outgoing.class));

  public static Outputs of(SingleOutputStreamOperator<Outgoing> results) {
    return new Outputs(results, results.getSideOutput(REJECTED));
  }
}
