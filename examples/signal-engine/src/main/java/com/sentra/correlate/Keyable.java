package com.sentra.correlate;

import com.sentra.stream.Incoming;
import com.sentra.stream.Outgoing;
import com.sentra.stream.Outputs;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Lets through what has a key to be grouped by. */
final class Keyable extends ProcessFunction<Incoming, Incoming> {
  private final boolean byUser;

  Keyable(boolean byUser) {
    this.byUser = byUser;
  }

  @Override
  public void processElement(Incoming record, Context context, Collector<Incoming> out) {
    if (record.signal() == null) {
      context.output(Outputs.REJECTED, Outgoing.rejected(record, "not a signal"));
    } else if (CorrelateStage.key(record, byUser) == null) {
      context.output(Outputs.REJECTED, Outgoing.rejected(record, byUser ? "no user" : "no host"));
    } else {
      out.collect(record);
    }
  }
}
