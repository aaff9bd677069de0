package com.sentra.correlate;

import com.sentra.stream.Signal;
import java.util.Arrays;

/**
 * What a window knows about the signals of one key, of the same size however many there were.
 *
 * <p>The signature is a MinHash of what was done from where: keys that act alike have alike signatures, and its values
 * estimate how many different things there were.
 */
public final class Correlation {
  static final int SEVERITIES = 8;
  static final int SIGNATURE = 32;

  /** As serialized: three longs, eight counts, the signature. */
  public static final int BYTES = 3 * Long.BYTES + SEVERITIES * Integer.BYTES + SIGNATURE * Long.BYTES;

  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  long count;
  long first = Long.MAX_VALUE;
  long last = Long.MIN_VALUE;
  final int[] severities = new int[SEVERITIES];
  /** The least hash under each of 32 hash functions, as unsigned numbers. */
  final long[] signature = new long[SIGNATURE];

  Correlation() {
    Arrays.fill(signature, -1L);
  }

  void add(Signal signal) {
    count++;
    first = Math.min(first, signal.time());
    last = Math.max(last, signal.time());
    severities[Math.floorMod(signal.severity(), SEVERITIES)]++;
    long hash = hash(signal.action() + "|" + signal.sourceIp());
    for (int i = 0; i < SIGNATURE; i++) {
      keepLeast(i, mix(hash + (i + 1) * GOLDEN_RATIO));
    }
  }

  void add(Correlation other) {
    count += other.count;
    first = Math.min(first, other.first);
    last = Math.max(last, other.last);
    for (int i = 0; i < SEVERITIES; i++) {
      severities[i] += other.severities[i];
    }
    for (int i = 0; i < SIGNATURE; i++) {
      keepLeast(i, other.signature[i]);
    }
  }

  /** About how many different actions and sources there were: a least of n equal spreads is 1 ÷ (n + 1) on average. */
  long distinct() {
    double sum = 0;
    for (long least : signature) {
      sum += (least >>> 11) * 0x1.0p-53;
    }
    return count == 0 ? 0 : Math.max(1, Math.round(SIGNATURE / sum - 1));
  }

  private void keepLeast(int i, long hash) {
    if (Long.compareUnsigned(hash, signature[i]) < 0) {
      signature[i] = hash;
    }
  }

  /** FNV-1a over the characters. */
  private static long hash(String text) {
    long hash = 0xCBF29CE484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001B3L;
    }
    return hash;
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return mixed ^ (mixed >>> 31);
  }
}
