package com.sentra.enrich;

import com.sentra.stream.Incoming;
import com.sentra.stream.Signal.Enrichment;

/**
 * A record that has been asked about.
 *
 * @param failure why there is no enrichment; null where there is
 * @param worthRetrying whether the same question may be answered later
 */
public record Enriched(Incoming record, Enrichment enrichment, String failure, boolean worthRetrying) {

  static Enriched failed(Incoming record, String failure, boolean worthRetrying) {
    return new Enriched(record, null, failure, worthRetrying);
  }
}
