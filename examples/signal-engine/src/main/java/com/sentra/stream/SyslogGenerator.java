package com.sentra.stream;

import com.sentra.syslog.SyslogMessage;
import com.sentra.syslog.SyslogMessage.Element;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.datagen.source.GeneratorFunction;

/**
 * Syslog lines for machines without Kafka: the n-th line is always the same but for its time, one in a hundred is
 * malformed.
 */
public final class SyslogGenerator implements GeneratorFunction<Long, Incoming> {
  private static final String[] ACTIONS = {"Accepted", "Failed", "Invalid"};

  private final int hosts;

  public SyslogGenerator(int hosts) {
    this.hosts = hosts;
  }

  @Override
  public Incoming map(Long number) {
    String line = line(number, Instant.ofEpochMilli(System.currentTimeMillis()));
    return new Incoming(-1, number % 100 == 99 ? "<999>" + line : line, null);
  }

  public String line(long number, Instant time) {
    String host = "host-" + number % hosts + ".sentra.example";
    String user = "user" + number % 200;
    String address = "10." + number / 65_536 % 256 + "." + number / 256 % 256 + "." + number % 256;
    String action = ACTIONS[(int) (number % ACTIONS.length)];
    String text = action + " password for " + user + " from " + address + " port " + (1024 + number % 60_000);
    List<Element> structuredData = List.of(new Element("origin@32473", List.of(Map.entry("seq", String.valueOf(number)))));
    return new SyslogMessage(4, (int) (number % 8), 1, time, host, "sshd", "4711", null, structuredData, text).toLine();
  }
}
