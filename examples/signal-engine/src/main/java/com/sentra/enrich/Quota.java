package com.sentra.enrich;

import java.util.function.LongSupplier;

/**
 * A token bucket that says how long a request has to wait. It holds a second's worth of requests.
 *
 * <p>A service's quota is for the whole job; each subtask has its share: quota ÷ parallelism.
 */
final class Quota {
  private static final double NANOS = 1e9;

  private final double perNano;
  private final LongSupplier nanoClock;
  /** When the bucket is full again if nobody asks. */
  private double fullAt;

  Quota(double requestsPerSecond, LongSupplier nanoClock) {
    this.perNano = requestsPerSecond / NANOS;
    this.nanoClock = nanoClock;
    this.fullAt = nanoClock.getAsLong();
  }

  /** Takes a token and returns the nanoseconds until it may be used. */
  synchronized long take() {
    long now = nanoClock.getAsLong();
    fullAt = Math.max(fullAt, now) + 1 / perNano;
    return (long) Math.max(0, fullAt - now - NANOS);
  }
}
