package com.sentra.stream;

import java.util.LinkedHashMap;
import java.util.Map;

/** A record for an output topic; a negative partition leaves the choice to Kafka, by the key. */
public record Outgoing(int partition, String key, String text) {

  public static Outgoing of(Incoming from, Signal signal) {
    return new Outgoing(from.partition(), signal.host(), Json.write(signal));
  }

  /** A record that could not be processed, kept with the reason for an audit. */
  public static Outgoing rejected(Incoming record, String reason) {
    Map<String, String> envelope = new LinkedHashMap<>();
    envelope.put("reason", reason);
    envelope.put("record", record.text());
    return new Outgoing(record.partition(), null, Json.write(envelope));
  }
}
