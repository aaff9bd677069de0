package com.sentra.correlate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.sentra.stream.Signal;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class CorrelationTest {
  @Test
  void isAlwaysOfItsDocumentedSize() throws Exception {
    assertThat(Correlation.BYTES).isEqualTo(312);
    for (int signals : new int[] {0, 1, 5_000}) {
      assertThat(serialized(of(signals, 1)).length()).isEqualTo(Correlation.BYTES);
    }
  }

  @Test
  void isReadAsWritten() throws Exception {
    Correlation correlation = of(100, 7);
    var input = new DataInputDeserializer(serialized(correlation).getCopyOfBuffer());
    assertThat(CorrelationSerializer.INSTANCE.deserialize(input)).usingRecursiveComparison().isEqualTo(correlation);
  }

  /** Law: in parts or at once, the sum is the same. */
  @Test
  void addsUpInAnyParts() {
    Correlation whole = of(1_000, 3);
    Correlation parts = new Correlation();
    parts.add(part(0, 400, 3));
    parts.add(part(400, 1_000, 3));
    assertThat(parts).usingRecursiveComparison().isEqualTo(whole);
  }

  @Test
  void estimatesHowManyDifferentThereWere() {
    for (int different : new int[] {1, 20, 1_000, 50_000}) {
      assertThat((double) of(different, 9).distinct()).isCloseTo(different, within(different * 0.5 + 1));
    }
  }

  private static Correlation of(int signals, int seed) {
    return part(0, signals, seed);
  }

  private static Correlation part(int from, int to, int seed) {
    Correlation correlation = new Correlation();
    for (int n = from; n < to; n++) {
      Random random = new Random(seed * 1_000_003L + n);
      correlation.add(new Signal("id", random.nextInt(1_000), "h", "a", 0, n % 8, "u", seed + "." + n, "failed", "", null));
    }
    return correlation;
  }

  private static DataOutputSerializer serialized(Correlation correlation) throws Exception {
    DataOutputSerializer output = new DataOutputSerializer(512);
    CorrelationSerializer.INSTANCE.serialize(correlation, output);
    return output;
  }
}
