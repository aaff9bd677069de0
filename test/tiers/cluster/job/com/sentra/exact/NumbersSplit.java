package com.sentra.exact;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** A split and the number of records it has emitted. */
record NumbersSplit(int id, long position) implements SourceSplit {
  private static final int BYTES = Integer.BYTES + Long.BYTES;

  @Override
  public String splitId() {
    return Integer.toString(id);
  }

  static final class OneSerializer implements SimpleVersionedSerializer<NumbersSplit> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(NumbersSplit split) {
      return ByteBuffer.allocate(BYTES).putInt(split.id).putLong(split.position).array();
    }

    @Override
    public NumbersSplit deserialize(int version, byte[] bytes) {
      var buffer = ByteBuffer.wrap(bytes);
      return new NumbersSplit(buffer.getInt(), buffer.getLong());
    }
  }

  static final class ManySerializer implements SimpleVersionedSerializer<List<NumbersSplit>> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(List<NumbersSplit> splits) {
      var buffer = ByteBuffer.allocate(BYTES * splits.size());
      splits.forEach(split -> buffer.putInt(split.id).putLong(split.position));
      return buffer.array();
    }

    @Override
    public List<NumbersSplit> deserialize(int version, byte[] bytes) {
      var buffer = ByteBuffer.wrap(bytes);
      List<NumbersSplit> splits = new ArrayList<>();
      while (buffer.hasRemaining()) {
        splits.add(new NumbersSplit(buffer.getInt(), buffer.getLong()));
      }
      return splits;
    }
  }
}
