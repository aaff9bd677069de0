package com.sentra.exact;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.core.io.InputStatus;

/** Emits one record of every split in turn, at the splits' share of the rate. */
final class NumbersReader implements SourceReader<Tuple2<Long, Long>, NumbersSplit> {
  private static final long PAUSE_MILLIS = 5;
  private static final long SKIPPED = 1_000;

  private final SourceReaderContext context;
  private final Numbers source;
  private final double turnsPerNano;
  private final List<Split> splits = new ArrayList<>();
  private int turn;
  private long turns;
  private long started = System.nanoTime();

  private static final class Split {
    final int id;
    volatile long position;

    Split(NumbersSplit split) {
      id = split.id();
      position = split.position();
    }
  }

  NumbersReader(SourceReaderContext context, Numbers source) {
    this.context = context;
    this.source = source;
    this.turnsPerNano = source.rate / source.splits * 1e-9;
  }

  @Override
  public void start() {
    context.metricGroup().gauge("emitted", this::emitted);
  }

  /** A split that was never emitted is as it should be in every mode: only restored positions are broken. */
  @Override
  public void addSplits(List<NumbersSplit> added) {
    synchronized (splits) {
      added.forEach(split -> splits.add(new Split(broken(split))));
    }
    started = System.nanoTime();
    turns = 0;
  }

  private NumbersSplit broken(NumbersSplit split) {
    switch (split.position() == 0 ? Numbers.Broken.NO : source.broken) {
      case REPEAT:
        return new NumbersSplit(split.id(), 0);
      case SKIP:
        return new NumbersSplit(split.id(), split.position() + SKIPPED);
      default:
        return split;
    }
  }

  @Override
  public InputStatus pollNext(ReaderOutput<Tuple2<Long, Long>> output) {
    if (splits.isEmpty() || (turn == 0 && turns > dueTurns())) {
      return InputStatus.NOTHING_AVAILABLE;
    }
    Split split = splits.get(turn);
    long position = split.position;
    output.collect(Tuple2.of((long) split.id * source.keys + position % source.keys, position / source.keys));
    split.position = position + 1;
    turn = (turn + 1) % splits.size();
    turns += turn == 0 ? 1 : 0;
    return InputStatus.MORE_AVAILABLE;
  }

  /** What a second of back pressure held up is emitted late; what a longer one did is not made up for. */
  private long dueTurns() {
    long due = (long) ((System.nanoTime() - started) * turnsPerNano);
    if (due - turns > 1e9 * turnsPerNano + 1) {
      started = System.nanoTime();
      turns = 0;
      return 0;
    }
    return due;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return CompletableFuture.runAsync(
        () -> {}, CompletableFuture.delayedExecutor(PAUSE_MILLIS, TimeUnit.MILLISECONDS));
  }

  @Override
  public List<NumbersSplit> snapshotState(long checkpoint) {
    return splits.stream().map(split -> new NumbersSplit(split.id, split.position)).toList();
  }

  @Override
  public void notifyNoMoreSplits() {}

  private long emitted() {
    synchronized (splits) {
      return splits.stream().mapToLong(split -> split.position).sum();
    }
  }

  @Override
  public void close() {
    System.out.printf("exact-count emitted subtask=%d emitted=%d%n", context.getIndexOfSubtask(), emitted());
  }
}
