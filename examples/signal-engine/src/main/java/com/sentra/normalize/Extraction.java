package com.sentra.normalize;

import com.sentra.stream.Signal;
import com.sentra.syslog.SyslogMessage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who did what from where: structured data where the sender fills it, the message's text where not. */
final class Extraction {
  private static final Pattern USER =
      Pattern.compile("\\b(?:for (?:(?:invalid |illegal )?user )?|user[= ]|by )([A-Za-z0-9_][\\w.@\\\\-]{0,63})");
  private static final Pattern SOURCE_IP =
      Pattern.compile("\\b(?:from|rhost=|src=|SRC=)\\s?((?:\\d{1,3}\\.){3}\\d{1,3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:]+)");
  private static final Pattern ACTION =
      Pattern.compile("\\b(accepted|failed|invalid|denied|blocked|dropped|opened|closed|started|stopped|sudo)\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern DOT = Pattern.compile("\\.");

  private Extraction() {}

  /** The signal of a message; `arrived` stands in for a time the sender did not know. */
  static Signal signal(String line, SyslogMessage message, long arrived) {
    String text = message.message() == null ? "" : message.message();
    String action = or(message.parameter("action"), first(ACTION, text));
    return new Signal(
        id(line),
        message.timestamp() == null ? arrived : message.timestamp().toEpochMilli(),
        message.host() == null ? "unknown" : message.host().toLowerCase(Locale.ROOT),
        message.app(),
        message.facility(),
        message.severity(),
        or(message.parameter("user"), first(USER, text)),
        address(or(message.parameter("src"), first(SOURCE_IP, text))),
        action == null ? null : action.toLowerCase(Locale.ROOT),
        text,
        null);
  }

  /** 128 bits of the line's digest in 22 characters. */
  static String id(String line) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(line.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, 16));
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /** Null for what only looks like an IPv4 address. */
  private static String address(String text) {
    if (text == null || text.indexOf(':') >= 0) {
      return text;
    }
    boolean fits = DOT.splitAsStream(text).allMatch(part -> part.matches("\\d{1,3}") && Integer.parseInt(part) <= 255);
    return fits ? text : null;
  }

  private static String first(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : null;
  }

  private static String or(String value, String otherwise) {
    return value == null ? otherwise : value;
  }
}
