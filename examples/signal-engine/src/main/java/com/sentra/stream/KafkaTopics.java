package com.sentra.stream;

import java.time.Duration;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.clients.producer.ProducerConfig;

/** A stage's Kafka: reads what is committed, writes exactly once. */
public final class KafkaTopics {
  private final String brokers;
  private final String group;

  public KafkaTopics(String brokers, String group) {
    this.brokers = brokers;
    this.group = group;
  }

  /** Continues at the group's offsets, for a job that starts without a savepoint; else at the beginning. */
  @SuppressWarnings("deprecation")
  public KafkaSource<Incoming> source(String topic, boolean signals) {
    return KafkaSource.<Incoming>builder()
        .setBootstrapServers(brokers)
        .setTopics(topic)
        .setGroupId(group)
        .setStartingOffsets(OffsetsInitializer.committedOffsets(OffsetResetStrategy.EARLIEST))
        .setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")
        .setDeserializer(new IncomingDeserializer(signals))
        .build();
  }

  /**
   * A sink whose transactions commit with Flink's checkpoints.
   *
   * @param transactionTimeout longer than a checkpoint and a restart together, or records are lost; at most the
   *     broker's {@code transaction.max.timeout.ms}
   */
  public KafkaSink<Outgoing> sink(String topic, Duration transactionTimeout) {
    Properties producer = new Properties();
    producer.setProperty(
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, String.valueOf(Math.toIntExact(transactionTimeout.toMillis())));
    producer.setProperty(ProducerConfig.LINGER_MS_CONFIG, "20");
    producer.setProperty(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    return KafkaSink.<Outgoing>builder()
        .setBootstrapServers(brokers)
        .setKafkaProducerConfig(producer)
        .setRecordSerializer(new OutgoingSerializer(topic))
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        // One per sink: two sinks with one prefix abort each other's transactions.
        .setTransactionalIdPrefix(group + "-" + topic)
        .build();
  }
}
