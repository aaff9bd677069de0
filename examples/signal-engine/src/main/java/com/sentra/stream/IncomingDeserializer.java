package com.sentra.stream;

import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Kafka records as raw lines, or as signals. Never throws: what cannot be read is handed on for the side output. */
final class IncomingDeserializer implements KafkaRecordDeserializationSchema<Incoming> {
  private final boolean signals;

  IncomingDeserializer(boolean signals) {
    this.signals = signals;
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Incoming> out) {
    String text = record.value() == null ? "" : new String(record.value(), StandardCharsets.UTF_8);
    out.collect(new Incoming(record.partition(), text, signals ? Json.readSignal(text) : null));
  }

  @Override
  public TypeInformation<Incoming> getProducedType() {
    return TypeInformation.of(Incoming.class);
  }
}
