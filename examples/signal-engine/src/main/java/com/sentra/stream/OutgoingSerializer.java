package com.sentra.stream;

import java.nio.charset.StandardCharsets;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Writes to the partition a record came from; where the topic has fewer, to the one of that number modulo. */
final class OutgoingSerializer implements KafkaRecordSerializationSchema<Outgoing> {
  private final String topic;

  OutgoingSerializer(String topic) {
    this.topic = topic;
  }

  @Override
  public ProducerRecord<byte[], byte[]> serialize(Outgoing record, KafkaSinkContext context, Long timestamp) {
    Integer partition =
        record.partition() < 0 ? null : record.partition() % context.getPartitionsForTopic(topic).length;
    return new ProducerRecord<>(topic, partition, null, bytes(record.key()), bytes(record.text()));
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
  }
}
