package com.sentra.stream;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A security signal: what the three stages hand on as JSON. What is not known is null.
 *
 * @param id the same for the same line, so that a line sent twice is recognised
 * @param time event time in milliseconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Signal(
    String id,
    long time,
    String host,
    String app,
    int facility,
    int severity,
    String user,
    String sourceIp,
    String action,
    String message,
    Enrichment enrichment) {

  /** What services outside know about a signal. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Enrichment(String country, String threat, String department) {}

  public Signal with(Enrichment found) {
    return new Signal(id, time, host, app, facility, severity, user, sourceIp, action, message, found);
  }
}
