package com.sentra.correlate;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes a {@link Correlation} in always {@link Correlation#BYTES} bytes, so that state can be predicted. */
public final class CorrelationSerializer extends TypeSerializerSingleton<Correlation> {
  static final CorrelationSerializer INSTANCE = new CorrelationSerializer();

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public Correlation createInstance() {
    return new Correlation();
  }

  @Override
  public Correlation copy(Correlation from) {
    Correlation copy = new Correlation();
    copy.add(from);
    return copy;
  }

  @Override
  public Correlation copy(Correlation from, Correlation reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return Correlation.BYTES;
  }

  @Override
  public void serialize(Correlation correlation, DataOutputView target) throws IOException {
    target.writeLong(correlation.count);
    target.writeLong(correlation.first);
    target.writeLong(correlation.last);
    for (int count : correlation.severities) {
      target.writeInt(count);
    }
    for (long least : correlation.signature) {
      target.writeLong(least);
    }
  }

  @Override
  public Correlation deserialize(DataInputView source) throws IOException {
    Correlation correlation = new Correlation();
    correlation.count = source.readLong();
    correlation.first = source.readLong();
    correlation.last = source.readLong();
    for (int i = 0; i < Correlation.SEVERITIES; i++) {
      correlation.severities[i] = source.readInt();
    }
    for (int i = 0; i < Correlation.SIGNATURE; i++) {
      correlation.signature[i] = source.readLong();
    }
    return correlation;
  }

  @Override
  public Correlation deserialize(Correlation reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    target.write(source, Correlation.BYTES);
  }

  @Override
  public TypeSerializerSnapshot<Correlation> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Names the format in a savepoint. Public: Flink makes it by reflection. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Correlation> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
