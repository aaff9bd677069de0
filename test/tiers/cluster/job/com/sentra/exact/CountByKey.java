package com.sentra.exact;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Counts records, and compares each with the one its key expects next. */
final class CountByKey extends KeyedProcessFunction<Long, Tuple2<Long, Long>, Void> implements CheckpointedFunction {
  private static final long serialVersionUID = 1;

  private final int valueBytes;
  private final int heapMebibytes;

  private transient ValueState<Long> next;
  private transient ValueState<byte[]> value;
  private transient ListState<Long[]> sums;
  private transient Random random;
  private transient List<byte[]> heap;
  private transient volatile long counted;
  private transient volatile long gaps;
  private transient volatile long repetitions;
  private transient long restored;

  CountByKey(int valueBytes, int heapMebibytes) {
    this.valueBytes = valueBytes;
    this.heapMebibytes = heapMebibytes;
  }

  /** Sums are state of the operator: after a change of parallelism they are elsewhere, and add up to the same. */
  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    sums = context.getOperatorStateStore().getListState(
        new ListStateDescriptor<>("sums", Types.OBJECT_ARRAY(Types.LONG)));
    for (Long[] sum : sums.get()) {
      counted += sum[0];
      gaps += sum[1];
      repetitions += sum[2];
    }
    restored = counted;
  }

  @Override
  public void open(OpenContext context) {
    var runtime = getRuntimeContext();
    next = runtime.getState(new ValueStateDescriptor<>("next", Types.LONG));
    value =
        runtime.getState(
            new ValueStateDescriptor<>("value", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
    random = new Random();
    heap = new ArrayList<>();
    for (int n = 0; n < heapMebibytes; n++) {
      heap.add(new byte[1 << 20]);
    }
    var metrics = runtime.getMetricGroup();
    metrics.gauge("counted", () -> counted);
    metrics.gauge("gaps", () -> gaps);
    metrics.gauge("repetitions", () -> repetitions);
    metrics.gauge("restored", () -> restored);
  }

  @Override
  public void processElement(Tuple2<Long, Long> number, Context context, Collector<Void> out) throws Exception {
    Long kept = next.value();
    long expected = kept == null ? 0 : kept;
    if (number.f1 > expected) {
      gaps += number.f1 - expected;
    } else if (number.f1 < expected) {
      repetitions++;
    }
    next.update(Math.max(expected, number.f1 + 1));
    counted++;
    if (valueBytes > 0) {
      byte[] incompressible = new byte[valueBytes];
      random.nextBytes(incompressible);
      value.update(incompressible);
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    sums.update(List.<Long[]>of(new Long[] {counted, gaps, repetitions}));
  }

  @Override
  public void close() {
    var task = getRuntimeContext().getTaskInfo();
    System.out.printf(
        "exact-count counted subtask=%d attempt=%d counted=%d gaps=%d repetitions=%d%n",
        task.getIndexOfThisSubtask(), task.getAttemptNumber(), counted, gaps, repetitions);
  }
}
