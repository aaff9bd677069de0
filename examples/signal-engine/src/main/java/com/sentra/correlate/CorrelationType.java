package com.sentra.correlate;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** Tells Flink to write a {@link Correlation} with its own serializer. */
final class CorrelationType extends TypeInformation<Correlation> {
  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<Correlation> getTypeClass() {
    return Correlation.class;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<Correlation> createSerializer(SerializerConfig config) {
    return CorrelationSerializer.INSTANCE;
  }

  @Override
  public String toString() {
    return "Correlation";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CorrelationType;
  }

  @Override
  public int hashCode() {
    return CorrelationType.class.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof CorrelationType;
  }
}
