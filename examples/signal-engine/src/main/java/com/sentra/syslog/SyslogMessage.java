package com.sentra.syslog;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A message of RFC 5424. What the line says is NIL ("-") is null here.
 *
 * @param structuredData in the line's order; an id occurs once, a parameter name may repeat
 */
public record SyslogMessage(
    int facility,
    int severity,
    int version,
    Instant timestamp,
    String host,
    String app,
    String processId,
    String messageId,
    List<Element> structuredData,
    String message) {

  /** One bracketed element of structured data. */
  public record Element(String id, List<Map.Entry<String, String>> parameters) {}

  /** The first value of a parameter in any element; null where there is none. */
  public String parameter(String name) {
    for (Element element : structuredData) {
      for (Map.Entry<String, String> parameter : element.parameters()) {
        if (parameter.getKey().equals(name)) {
          return parameter.getValue();
        }
      }
    }
    return null;
  }

  /** The line as RFC 5424 writes it; parsing it gives this message again. */
  public String toLine() {
    StringBuilder line = new StringBuilder(160);
    line.append('<').append(facility * 8 + severity).append('>').append(version);
    for (Object field : new Object[] {timestamp, host, app, processId, messageId}) {
      line.append(' ').append(field == null ? "-" : field);
    }
    line.append(' ');
    if (structuredData.isEmpty()) {
      line.append('-');
    }
    for (Element element : structuredData) {
      line.append('[').append(element.id());
      for (Map.Entry<String, String> parameter : element.parameters()) {
        line.append(' ').append(parameter.getKey()).append("=\"").append(escaped(parameter.getValue())).append('"');
      }
      line.append(']');
    }
    return message == null ? line.toString() : line.append(' ').append(message).toString();
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("]", "\\]");
  }
}
