package com.sentra.normalize;

import com.sentra.stream.Incoming;
import com.sentra.stream.Outgoing;
import com.sentra.stream.Outputs;
import com.sentra.stream.Signal;
import com.sentra.syslog.MalformedSyslog;
import com.sentra.syslog.SyslogParser;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Lines to signals; lines that are no syslog to the side output. */
public final class Normalize extends ProcessFunction<Incoming, Outgoing> {
  @Override
  public void processElement(Incoming line, Context context, Collector<Outgoing> out) {
    try {
      out.collect(Outgoing.of(line, signal(line.text(), context.timerService().currentProcessingTime())));
    } catch (MalformedSyslog reason) {
      context.output(Outputs.REJECTED, Outgoing.rejected(line, reason.getMessage()));
    }
  }

  /** The signal in a line. */
  public static Signal signal(String line, long arrived) throws MalformedSyslog {
    return Extraction.signal(line, SyslogParser.parse(line), arrived);
  }
}
