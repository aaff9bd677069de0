package com.sentra;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.util.TimeUtils;

/** The program's arguments, each {@code --name value}. */
public final class Arguments {
  public static final String USAGE =
      """
      usage: sentra-engine --stage normalize|enrich|correlate [--name value …]

        --source kafka|generator     where records come from                                 [kafka]
        --sink kafka|print|discard   where results go                                        [as the source: kafka, print]
        --brokers HOST:PORT,…        Kafka                                                   [needed for kafka]
        --input-topic TOPIC          read_committed, from the group's offsets                [needed for kafka]
        --group GROUP                whose offsets, and the transactions' prefix             [sentra-<stage>]
        --output-topic TOPIC         exactly once                                            [needed for kafka]
        --rejected-topic TOPIC       malformed, failed, late, repeated: with the reason      [<output topic>-rejected]
        --transaction-timeout TIME   longer than a checkpoint and a restart together         [15 min]
        --rate N                     generator: records per second over all subtasks         [1000]
        --count N                    generator: records until it ends, 0 for no end          [0]
        --hosts N                    generator: different hosts                              [1000]

        enrich
        --lookup-url URL             GET <URL>/geo/<ip>, /threat/<ip>, /identity/<user>      [needed]
        --lookup-timeout TIME        for a record, all attempts together     [job parameter async-timeout, else 2 s]
        --attempts N                 the first included                                      [3]
        --retry-delay TIME           before the second attempt, then doubled                 [100 ms]
        --quota N                    requests per second over all subtasks, 0 for no limit   [0]
        --cache-size N               answers kept per service and subtask                    [100000]
        --cache-ttl TIME             how long an answer is kept                              [10 min]

        correlate
        --key host|user              what signals are grouped by                             [host]
        --tumbling TIME              window without overlap                                  [10 min]
        --sliding TIME               window with overlap                                     [1 h]
        --slide TIME                 how often such a window starts                          [5 min]
        --out-of-orderness TIME      how much later than its successors a record may come    [30 s]
        --idleness TIME              a partition silent for this long holds nothing up       [1 min]
        --state-ttl TIME             how long a signal is known as seen      [job parameter state-ttl, else 2 h]

      The platform sets the job parameters async-capacity, async-timeout, allowed-lateness and state-ttl.
      """;

  static final String NAMES =
      """
      stage source sink brokers input-topic group output-topic rejected-topic transaction-timeout rate count hosts
      lookup-url lookup-timeout attempts retry-delay quota cache-size cache-ttl
      key tumbling sliding slide out-of-orderness idleness state-ttl
      """;

  private final Map<String, String> values;

  private Arguments(Map<String, String> values) {
    this.values = values;
  }

  /** What is wrong with the arguments, in a sentence. */
  public static final class WrongArgument extends RuntimeException {
    WrongArgument(String message) {
      super(message);
    }
  }

  static Arguments of(String... args) {
    var known = Set.of(NAMES.trim().split("\\s+"));
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      String name = args[i].startsWith("--") ? args[i].substring(2) : "";
      if (!known.contains(name)) {
        throw new WrongArgument("there is no argument " + args[i]);
      }
      if (i + 1 == args.length) {
        throw new WrongArgument(args[i] + " has no value");
      }
      if (values.put(name, args[i + 1]) != null) {
        throw new WrongArgument(args[i] + " is given twice");
      }
    }
    return new Arguments(values);
  }

  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  String needed(String name) {
    if (!values.containsKey(name)) {
      throw new WrongArgument("--" + name + " is missing");
    }
    return values.get(name);
  }

  /** One of some words; the first where none is given. */
  String oneOf(String name, String... words) {
    String value = text(name, words[0]);
    if (!List.of(words).contains(value)) {
      throw new WrongArgument("--" + name + " is one of " + String.join(", ", words) + ", not " + value);
    }
    return value;
  }

  long whole(String name, long otherwise, long least) {
    String value = text(name, String.valueOf(otherwise));
    try {
      long number = Long.parseLong(value);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException said) {
      // Said below.
    }
    throw new WrongArgument("--" + name + " is a whole number from " + least + ", not " + value);
  }

  Duration time(String name, String otherwise) {
    String value = text(name, otherwise);
    try {
      return TimeUtils.parseDuration(value);
    } catch (IllegalArgumentException notATime) {
      throw new WrongArgument("--" + name + " is a time like \"10 min\", not " + value);
    }
  }
}
