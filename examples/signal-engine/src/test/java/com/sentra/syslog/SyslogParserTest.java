package com.sentra.syslog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sentra.syslog.SyslogMessage.Element;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SyslogParserTest {
  private static final String HEADER = "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su 77 ID47 ";

  @Test
  void readsTheExampleOfTheRfc() throws Exception {
    SyslogMessage message =
        SyslogParser.parse(
            "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 evntslog - ID47 "
                + "[exampleSDID@32473 iut=\"3\" eventSource=\"Application\"][priority@32473 class=\"high\"] \uFEFFAn event");

    assertThat(message)
        .isEqualTo(
            new SyslogMessage(
                20, 5, 1, Instant.parse("2003-08-24T12:14:15.000003Z"), "192.0.2.1", "evntslog", null, "ID47",
                List.of(
                    new Element("exampleSDID@32473", List.of(Map.entry("iut", "3"), Map.entry("eventSource", "Application"))),
                    new Element("priority@32473", List.of(Map.entry("class", "high")))),
                "An event"));
  }

  @Test
  void readsALineOfNothing() throws Exception {
    assertThat(SyslogParser.parse("<0>1 - - - - - -"))
        .isEqualTo(new SyslogMessage(0, 0, 1, null, null, null, null, null, List.of(), null));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          [a b="c"]          | c
          [a b="\\"c\\""]    | "c"
          [a b="\\\\"]       | \\
          [a b="\\]"]        | ]
          [a b="\\n"]        | \\n
          [a b="ü 漢"]       | ü 漢
          [a b="= ["]        | = [
          [a][c b="d"]       | d
          [a b="1" b="2"]    | 1
          """)
  void readsParameters(String structuredData, String value) throws Exception {
    assertThat(SyslogParser.parse(HEADER + structuredData).parameter("b")).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "- ", "[a b=\"c\"]", "two  spaces", "tab\tand\0nul", "<34>1 another header"})
  void anyTextIsAMessage(String text) throws Exception {
    assertThat(SyslogParser.parse(HEADER + "- " + text).message()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~                                                  | no '<' at 0
          34>1 - - - - - -                                    | no '<' at 0
          <>1 - - - - - -                                     | no priority at 1
          <192>1 - - - - - -                                  | priority 192 is above 191 at 4
          <034>1 - - - - - -                                  | priority with a leading zero at 4
          <1000>1 - - - - - -                                 | no '>' at 4
          <-1>1 - - - - - -                                   | no priority at 1
          <34> Oct 11 22:14:15 mymachine su: BSD syslog       | no version at 4
          <34>2 - - - - - -                                   | version 2 is not 1 at 5
          <34>1  - - - - -                                    | no timestamp at 6
          <34>1 - - - - -                                     | no ' ' at 15
          <34>1 2003-10-11 - - - - -                          | timestamp 2003-10-11 is not of RFC 5424 at 16
          <34>1 2003-10-11T22:14:15 - - - - -                 | timestamp 2003-10-11T22:14:15 is not of RFC 5424 at 25
          <34>1 2003-10-11t22:14:15z - - - - -                | timestamp 2003-10-11t22:14:15z is not of RFC 5424 at 26
          <34>1 2003-10-11T22:14:15.1234567Z - - - - -        | timestamp 2003-10-11T22:14:15.1234567Z is not of RFC 5424 at 34
          <34>1 2003-02-30T22:14:15Z - - - - -                | timestamp 2003-02-30T22:14:15Z does not exist at 26
          <34>1 2003-10-11T22:14:60Z - - - - -                | timestamp 2003-10-11T22:14:60Z does not exist at 26
          <34>1 - höst - - - -                                | no ' ' at 9
          <34>1 - - - - - x                                   | no structured data, not even "-" at 16
          <34>1 - - - - - -x                                  | no ' ' at 17
          <34>1 - - - - - [                                   | structured data id of 0 characters; 1 to 32 are allowed at 17
          <34>1 - - - - - []                                  | structured data id of 0 characters; 1 to 32 are allowed at 17
          <34>1 - - - - - [a                                  | no ']' at 18
          <34>1 - - - - - [a b]                               | no '=' at 20
          <34>1 - - - - - [a b=c]                             | no '"' at 21
          <34>1 - - - - - [a b="c]                            | a bare ] in a parameter at 24
          <34>1 - - - - - [a b="c                             | an unclosed parameter at 23
          <34>1 - - - - - [a b="c\\                           | an unclosed parameter at 24
          <34>1 - - - - - [a b="c"][a]                        | structured data a twice at 27
          """)
  void rejects(String line, String reason) {
    assertThatThrownBy(() -> SyslogParser.parse(line)).isInstanceOf(MalformedSyslog.class).hasMessage(reason);
  }

  @Test
  void rejectsFieldsThatAreTooLong() {
    assertThatThrownBy(() -> SyslogParser.parse("<34>1 - " + "h".repeat(256) + " - - - -"))
        .hasMessage("host of 256 characters; 255 are allowed at 264");
  }

  /** Law: a line written from a message is read as that message. */
  @Test
  void readsWhatItWrites() throws Exception {
    Random random = new Random(5424);
    for (int i = 0; i < 20_000; i++) {
      SyslogMessage message = anyMessage(random);
      assertThat(SyslogParser.parse(message.toLine())).as(message.toLine()).isEqualTo(message);
    }
  }

  /** Law: a line cut or garbled anywhere is a message or malformed, and nothing else is thrown. */
  @Test
  void neverFailsOtherwise() {
    Random random = new Random(3164);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder line = new StringBuilder(anyMessage(random).toLine());
      line.setCharAt(random.nextInt(line.length()), (char) random.nextInt(300));
      line.setLength(random.nextInt(line.length() + 1));
      try {
        assertThat(SyslogParser.parse(line.toString())).isNotNull();
      } catch (MalformedSyslog reason) {
        assertThat(reason).hasMessageContaining(" at ");
      }
    }
  }

  private static SyslogMessage anyMessage(Random random) {
    List<Element> elements = new ArrayList<>();
    for (int i = random.nextInt(3); i > 0; i--) {
      List<Map.Entry<String, String>> parameters = new ArrayList<>();
      for (int p = random.nextInt(3); p > 0; p--) {
        parameters.add(Map.entry(name(random, 32), text(random)));
      }
      elements.add(new Element(i + name(random, 30), List.copyOf(parameters)));
    }
    Instant time = Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1_000L);
    return new SyslogMessage(
        random.nextInt(24), random.nextInt(8), 1, random.nextInt(9) == 0 ? null : time,
        field(random, 255), field(random, 48), field(random, 128), field(random, 32),
        List.copyOf(elements), random.nextInt(9) == 0 ? null : text(random));
  }

  private static String field(Random random, int longest) {
    return random.nextInt(5) == 0 ? null : name(random, longest);
  }

  private static String name(Random random, int longest) {
    int length = 1 + random.nextInt(longest);
    String name = text(random, length, '!', '~').replaceAll("[=\\]\"]", "x");
    return name.equals("-") ? "x" : name;
  }

  private static String text(Random random) {
    String text = text(random, random.nextInt(20), ' ', '~') + (random.nextBoolean() ? "" : "\\\"]é漢");
    return text + text(random, random.nextInt(5), '\0', '\u01FF');
  }

  private static String text(Random random, int length, char from, char to) {
    return random.ints(length, from, to + 1).collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
  }
}
