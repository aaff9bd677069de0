import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sentra.normalize.Normalize;
import com.sentra.stream.Json;
import com.sentra.stream.Signal;
import com.sentra.syslog.SyslogMessage;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka for the tier: makes topics, feeds lines or signals, counts what is committed. A command a line, JSON back. */
public final class SignalsDriver {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int PARTITIONS = 2;

  private final String brokers;
  private final Lines lines;
  private final KafkaProducer<byte[], byte[]> producer;
  private volatile long fed;
  private volatile Thread feeding;

  private SignalsDriver(String brokers, Lines lines) {
    this.brokers = brokers;
    this.lines = lines;
    Map<String, Object> settings =
        Map.of("bootstrap.servers", brokers, "linger.ms", "5", "acks", "all", "batch.size", "65536");
    this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Brokers, hosts, milliseconds of event time between lines, the first line's time, how many lines fill the panes. */
  public static void main(String[] args) throws Exception {
    var lines =
        new Lines(Integer.parseInt(args[1]), Double.parseDouble(args[2]), Long.parseLong(args[3]), Long.parseLong(args[4]));
    var driver = new SignalsDriver(args[0], lines);
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      Object answer;
      try {
        answer = driver.answer(line.split(" "));
      } catch (Exception failed) {
        answer = Map.of("failed", failed.toString());
      }
      System.out.println(JSON.writeValueAsString(answer));
    }
    System.exit(0);
  }

  private Object answer(String[] command) throws Exception {
    switch (command[0]) {
      case "topics":
        return topics(List.of(command).subList(1, command.length));
      case "feed":
        return feed(command[1], command[2], Long.parseLong(command[3]), Long.parseLong(command[4]), Long.parseLong(command[5]));
      case "fed":
        return Map.of("fed", fed, "done", !feeding.isAlive());
      case "flush":
        return flush(command[1], command[2]);
      case "ends":
        return Map.of("records", ends(command[1]));
      case "count":
        return count(command[1], command[2]);
      default:
        throw new IllegalArgumentException(command[0]);
    }
  }

  private Object topics(List<String> names) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      admin.createTopics(names.stream().map(name -> new NewTopic(name, PARTITIONS, (short) 1)).toList()).all().get();
    }
    return Map.of("topics", names.size());
  }

  /** Sends lines (or the signals in them) by their number, so many per second; all at once for a rate of 0. */
  private Object feed(String topic, String kind, long from, long count, long rate) {
    fed = 0;
    feeding = new Thread(() -> feedAll(topic, kind, from, count, rate));
    feeding.start();
    return Map.of("feeding", count);
  }

  private void feedAll(String topic, String kind, long from, long count, long rate) {
    long started = System.nanoTime();
    for (long n = 0; n < count; n++) {
      while (rate > 0 && (System.nanoTime() - started) * 1e-9 * rate < n) {
        java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
      }
      long number = from + n;
      send(topic, (int) (number % PARTITIONS), text(kind, lines.line(number)));
      fed = n + 1;
    }
    producer.flush();
  }

  /** A line hours ahead in each partition: it closes every window before it. */
  private Object flush(String topic, String kind) {
    for (int partition = 0; partition < PARTITIONS; partition++) {
      send(topic, partition, text(kind, lines.last(partition)));
    }
    producer.flush();
    return Map.of("flushed", PARTITIONS);
  }

  private void send(String topic, int partition, String text) {
    producer.send(new ProducerRecord<>(topic, partition, null, text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String text(String kind, String line) {
    if (kind.equals("lines")) {
      return line;
    }
    try {
      return Json.write(Normalize.signal(line, 0).with(new Signal.Enrichment("NL", "7", "finance")));
    } catch (Exception malformed) {
      return line;
    }
  }

  /** Where the logs end, uncommitted records and transaction markers included. */
  private long ends(String topic) {
    try (var consumer = consumer("read_uncommitted")) {
      return consumer.endOffsets(partitions(topic)).values().stream().mapToLong(Long::longValue).sum();
    }
  }

  private Object count(String topic, String kind) throws Exception {
    long records = 0;
    long repeated = 0;
    Set<String> seen = new HashSet<>();
    Map<String, Long> sums = new TreeMap<>();
    try (var consumer = consumer("read_committed")) {
      List<TopicPartition> partitions = partitions(topic);
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          records++;
          if (kind.equals("records")) {
            continue;
          }
          JsonNode value = JSON.readTree(record.value());
          repeated += seen.add(identity(value, kind)) ? 0 : 1;
          if (kind.equals("windows") && !value.get("key").asText().startsWith("flush")) {
            sums.merge(value.get("window").asText(), value.get("count").asLong(), Long::sum);
          } else if (kind.equals("rejected")) {
            sums.merge(value.get("reason").asText().replaceAll(" at \\d+$", ""), 1L, Long::sum);
          }
        }
      }
    }
    return Map.of("records", records, "repeated", repeated, "sums", sums);
  }

  private static String identity(JsonNode value, String kind) {
    return switch (kind) {
      case "windows" -> value.get("window").asText() + value.get("key").asText() + value.get("start").asText();
      case "rejected" -> value.get("reason").asText() + value.get("record").asText();
      default -> value.get("id").asText();
    };
  }

  private KafkaConsumer<byte[], byte[]> consumer(String isolation) {
    Map<String, Object> settings = Map.of("bootstrap.servers", brokers, "isolation.level", isolation);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private static List<TopicPartition> partitions(String topic) {
    return Stream.iterate(0, n -> n + 1).limit(PARTITIONS).map(n -> new TopicPartition(topic, n)).toList();
  }

  /**
   * Syslog lines by number; some malformed, some hours late. The first fill every pane: each host comes once in as many
   * lines as there are hosts. Then hosts come at random.
   */
  private record Lines(int hosts, double spacingMillis, long start, long filling) {
    String line(long number) {
      if (number % 500 == 7) {
        return "<999>1 number " + number;
      }
      boolean late = number % 400 == 11;
      String host = late ? "late-" + number % 50 : "host-" + (number < filling ? number % hosts : random(number));
      long time = start + (long) (number * spacingMillis) - (late ? 3 * 3_600_000L : 0);
      // Every fourth address, in each partition alike, is one of a few: a cache knows it.
      String address =
          number % 8 < 2
              ? "10.0.0." + number / 8 % 32
              : "11." + number / 65_536 % 256 + "." + number / 256 % 256 + "." + number % 256;
      return text(number, host, time, address);
    }

    /** The same for the same number. */
    private long random(long number) {
      return new java.util.SplittableRandom(number).nextLong(hosts);
    }

    String last(int partition) {
      return text(-1 - partition, "flush-" + partition, start + 24 * 3_600_000L, "10.0.0.1");
    }

    private static String text(long number, String host, long time, String address) {
      String message = "Failed password for user" + Math.floorMod(number, 200) + " from " + address + " seq " + number;
      Instant at = Instant.ofEpochMilli(time);
      return new SyslogMessage(4, 6, 1, at, host, "sshd", null, null, List.of(), message).toLine();
    }
  }
}
