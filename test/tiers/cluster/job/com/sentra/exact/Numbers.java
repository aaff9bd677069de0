package com.sentra.exact;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Splits that each count up from 0, so many records per second together. A split's position is its only state.
 *
 * <p>The record at position n of split s is (key s × keys + n % keys, number n / keys): a key belongs to one split, so
 * its numbers arrive in order.
 */
final class Numbers implements Source<Tuple2<Long, Long>, NumbersSplit, List<NumbersSplit>> {
  private static final long serialVersionUID = 1;

  /** How a restored source goes wrong: it starts again at 0, or a thousand records ahead. */
  enum Broken {
    NO,
    REPEAT,
    SKIP
  }

  final double rate;
  final int splits;
  final int keys;
  final Broken broken;

  Numbers(double rate, int splits, int keys, Broken broken) {
    this.rate = rate;
    this.splits = splits;
    this.keys = keys;
    this.broken = broken;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<Tuple2<Long, Long>, NumbersSplit> createReader(SourceReaderContext context) {
    return new NumbersReader(context, this);
  }

  @Override
  public SplitEnumerator<NumbersSplit, List<NumbersSplit>> createEnumerator(
      SplitEnumeratorContext<NumbersSplit> context) {
    return new NumbersEnumerator(
        context, IntStream.range(0, splits).mapToObj(id -> new NumbersSplit(id, 0)).toList());
  }

  @Override
  public SplitEnumerator<NumbersSplit, List<NumbersSplit>> restoreEnumerator(
      SplitEnumeratorContext<NumbersSplit> context, List<NumbersSplit> unassigned) {
    return new NumbersEnumerator(context, unassigned);
  }

  @Override
  public SimpleVersionedSerializer<NumbersSplit> getSplitSerializer() {
    return new NumbersSplit.OneSerializer();
  }

  @Override
  public SimpleVersionedSerializer<List<NumbersSplit>> getEnumeratorCheckpointSerializer() {
    return new NumbersSplit.ManySerializer();
  }
}
