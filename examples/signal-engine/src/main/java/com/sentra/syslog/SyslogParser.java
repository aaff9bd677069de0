package com.sentra.syslog;

import com.sentra.syslog.SyslogMessage.Element;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads one line of RFC 5424, section 6, from left to right.
 *
 * <p>Strict where the grammar is (lengths, characters, one space between fields), since a lenient reader turns a broken
 * sender into wrong signals. Only the message may hold any text.
 */
public final class SyslogParser {
  /** RFC 5424, section 6.2.3: RFC 3339 with "T", at most six digits of a second, no leap seconds. */
  private static final Pattern TIMESTAMP =
      Pattern.compile("\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,6})?(Z|[+-]\\d{2}:\\d{2})");

  private static final int LARGEST_PRIORITY = 191;
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final String line;
  private int at;

  private SyslogParser(String line) {
    this.line = line;
  }

  /** The message of a line without its newline. */
  public static SyslogMessage parse(String line) throws MalformedSyslog {
    return new SyslogParser(line).message();
  }

  private SyslogMessage message() throws MalformedSyslog {
    expect('<');
    int priority = number(3, "priority");
    if (priority > LARGEST_PRIORITY) {
      throw wrong("priority " + priority + " is above " + LARGEST_PRIORITY);
    }
    expect('>');
    int version = number(3, "version");
    if (version != 1) {
      throw wrong("version " + version + " is not 1");
    }
    Instant timestamp = timestamp(field("timestamp", 32));
    String host = field("host", 255);
    String app = field("app name", 48);
    String processId = field("process id", 128);
    String messageId = field("message id", 32);
    expect(' ');
    List<Element> structuredData = structuredData();
    return new SyslogMessage(
        priority / 8, priority % 8, version, timestamp, host, app, processId, messageId, structuredData, text());
  }

  /** Digits without a leading zero, as PRIVAL and VERSION have them. */
  private int number(int longest, String what) throws MalformedSyslog {
    int start = at;
    while (at < line.length() && at - start < longest && isDigit(line.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw wrong("no " + what);
    }
    if (line.charAt(start) == '0' && at - start > 1) {
      throw wrong(what + " with a leading zero");
    }
    return Integer.parseInt(line, start, at, 10);
  }

  /** A field of printable ASCII after one space; null for "-". */
  private String field(String what, int longest) throws MalformedSyslog {
    expect(' ');
    int start = at;
    while (at < line.length() && isPrintable(line.charAt(at))) {
      at++;
    }
    if (at == start) {
      throw wrong("no " + what);
    }
    if (at - start > longest) {
      throw wrong(what + " of " + (at - start) + " characters; " + longest + " are allowed");
    }
    String value = line.substring(start, at);
    return value.equals("-") ? null : value;
  }

  private Instant timestamp(String text) throws MalformedSyslog {
    if (text == null) {
      return null;
    }
    if (!TIMESTAMP.matcher(text).matches()) {
      throw wrong("timestamp " + text + " is not of RFC 5424");
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException noSuchTime) {
      throw wrong("timestamp " + text + " does not exist");
    }
  }

  private List<Element> structuredData() throws MalformedSyslog {
    if (next('-')) {
      return List.of();
    }
    List<Element> elements = new ArrayList<>(1);
    Set<String> ids = new HashSet<>(2);
    while (next('[')) {
      String id = name("structured data id");
      if (!ids.add(id)) {
        throw wrong("structured data " + id + " twice");
      }
      elements.add(new Element(id, parameters()));
    }
    if (elements.isEmpty()) {
      throw wrong("no structured data, not even \"-\"");
    }
    return List.copyOf(elements);
  }

  private List<Map.Entry<String, String>> parameters() throws MalformedSyslog {
    List<Map.Entry<String, String>> parameters = new ArrayList<>(4);
    while (next(' ')) {
      String name = name("parameter name");
      expect('=');
      expect('"');
      parameters.add(Map.entry(name, value()));
    }
    expect(']');
    return List.copyOf(parameters);
  }

  private String name(String what) throws MalformedSyslog {
    int start = at;
    while (at < line.length() && isPrintable(line.charAt(at)) && "=]\"".indexOf(line.charAt(at)) < 0) {
      at++;
    }
    if (at == start || at - start > 32) {
      throw wrong(what + " of " + (at - start) + " characters; 1 to 32 are allowed");
    }
    return line.substring(start, at);
  }

  /** Up to the closing quote. A backslash before anything but {@code " \ ]} is a backslash. */
  private String value() throws MalformedSyslog {
    StringBuilder value = new StringBuilder();
    while (at < line.length()) {
      char character = line.charAt(at++);
      if (character == '"') {
        return value.toString();
      }
      if (character == ']') {
        throw wrong("a bare ] in a parameter");
      }
      if (character == '\\' && at < line.length() && "\"\\]".indexOf(line.charAt(at)) >= 0) {
        character = line.charAt(at++);
      }
      value.append(character);
    }
    throw wrong("an unclosed parameter");
  }

  /** What follows the structured data; null where nothing does. */
  private String text() throws MalformedSyslog {
    if (at == line.length()) {
      return null;
    }
    expect(' ');
    if (at < line.length() && line.charAt(at) == BYTE_ORDER_MARK) {
      at++;
    }
    return line.substring(at);
  }

  private boolean next(char character) {
    boolean found = at < line.length() && line.charAt(at) == character;
    at += found ? 1 : 0;
    return found;
  }

  private void expect(char character) throws MalformedSyslog {
    if (!next(character)) {
      throw wrong("no '" + character + "'");
    }
  }

  private MalformedSyslog wrong(String what) {
    return new MalformedSyslog(what, at);
  }

  private static boolean isDigit(char character) {
    return character >= '0' && character <= '9';
  }

  private static boolean isPrintable(char character) {
    return character > ' ' && character < 127;
  }
}
