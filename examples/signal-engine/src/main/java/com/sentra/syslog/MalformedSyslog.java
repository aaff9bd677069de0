package com.sentra.syslog;

/** A line that is not RFC 5424, with what is wrong and where. */
public final class MalformedSyslog extends Exception {
  public MalformedSyslog(String message, int position) {
    // Millions of these are made on a bad day, and nobody reads their stack.
    super(message + " at " + position, null, false, false);
  }
}
