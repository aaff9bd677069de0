package com.sentra.enrich;

import com.sentra.stream.Incoming;
import com.sentra.stream.Outgoing;
import com.sentra.stream.Outputs;
import java.util.concurrent.TimeUnit;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;

/** Signals to enriched signals; those without answers are rejected, with the reason. */
public final class EnrichStage {
  private EnrichStage() {}

  public static Outputs build(DataStream<Incoming> signals, LookupService.Factory service, EnrichSettings settings) {
    SingleOutputStreamOperator<Enriched> enriched =
        AsyncDataStream.unorderedWaitWithRetry(
                signals,
                new Enrich(service, settings),
                settings.timeout().toMillis(),
                TimeUnit.MILLISECONDS,
                settings.capacity(),
                new Backoff(settings.attempts(), settings.retryDelay().toMillis()))
            .name("enrich")
            .uid("enrich");
    return Outputs.of(enriched.process(new Split()).name("split").uid("split"));
  }

  private static final class Split extends ProcessFunction<Enriched, Outgoing> {
    @Override
    public void processElement(Enriched enriched, Context context, Collector<Outgoing> out) {
      Incoming record = enriched.record();
      if (enriched.failure() == null) {
        out.collect(Outgoing.of(record, record.signal().with(enriched.enrichment())));
      } else {
        context.output(Outputs.REJECTED, Outgoing.rejected(record, enriched.failure()));
      }
    }
  }
}
