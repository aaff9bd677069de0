package com.sentra.exact;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

/** Gives every reader the splits that are its by number; a split that comes back waits for that reader. */
final class NumbersEnumerator implements SplitEnumerator<NumbersSplit, List<NumbersSplit>> {
  private final SplitEnumeratorContext<NumbersSplit> context;
  private final List<NumbersSplit> unassigned;

  NumbersEnumerator(SplitEnumeratorContext<NumbersSplit> context, List<NumbersSplit> unassigned) {
    this.context = context;
    this.unassigned = new ArrayList<>(unassigned);
  }

  @Override
  public void start() {}

  @Override
  public void handleSplitRequest(int subtask, String host) {}

  @Override
  public void addReader(int subtask) {
    var its = unassigned.stream().filter(split -> split.id() % context.currentParallelism() == subtask).toList();
    unassigned.removeAll(its);
    its.forEach(split -> context.assignSplit(split, subtask));
  }

  @Override
  public void addSplitsBack(List<NumbersSplit> splits, int subtask) {
    unassigned.addAll(splits);
  }

  @Override
  public List<NumbersSplit> snapshotState(long checkpoint) {
    return List.copyOf(unassigned);
  }

  @Override
  public void close() {}
}
