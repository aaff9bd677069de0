package com.sentra.correlate;

import com.sentra.stream.Incoming;
import com.sentra.stream.Outgoing;
import com.sentra.stream.Outputs;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Lets a signal through once; what senders repeat goes to the side output.
 *
 * <p>Every signal is a new key: without a time to live this state would grow for ever. Expired entries leave RocksDB
 * when it compacts the files they are in.
 */
final class Deduplicate extends KeyedProcessFunction<String, Incoming, Incoming> {
  /** Entries a compaction reads between two looks at the clock. */
  private static final long CLOCK_AFTER_ENTRIES = 1_000;

  private final Duration timeToLive;
  private transient ValueState<Boolean> seen;

  Deduplicate(Duration timeToLive) {
    this.timeToLive = timeToLive;
  }

  @Override
  public void open(OpenContext context) {
    ValueStateDescriptor<Boolean> descriptor = new ValueStateDescriptor<>("seen", Types.BOOLEAN);
    descriptor.enableTimeToLive(
        StateTtlConfig.newBuilder(timeToLive)
            .updateTtlOnCreateAndWrite()
            .neverReturnExpired()
            .cleanupInRocksdbCompactFilter(CLOCK_AFTER_ENTRIES)
            .build());
    seen = getRuntimeContext().getState(descriptor);
  }

  @Override
  public void processElement(Incoming record, Context context, Collector<Incoming> out) throws Exception {
    if (seen.value() == null) {
      seen.update(true);
      out.collect(record);
    } else {
      context.output(Outputs.REJECTED, Outgoing.rejected(record, "repeated"));
    }
  }
}
