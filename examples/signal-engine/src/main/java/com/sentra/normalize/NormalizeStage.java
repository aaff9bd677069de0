package com.sentra.normalize;

import com.sentra.stream.Incoming;
import com.sentra.stream.Outputs;
import org.apache.flink.streaming.api.datastream.DataStream;

/** Raw lines to signals; malformed ones are rejected. */
public final class NormalizeStage {
  private NormalizeStage() {}

  public static Outputs build(DataStream<Incoming> lines) {
    return Outputs.of(lines.process(new Normalize()).name("normalize").uid("normalize"));
  }
}
