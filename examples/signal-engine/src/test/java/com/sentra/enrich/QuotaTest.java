package com.sentra.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuotaTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong clock = new AtomicLong(5 * SECOND);
  private final Quota quota = new Quota(10, clock::get);

  @Test
  void aSecondsWorthIsFree() {
    for (int i = 0; i < 10; i++) {
      assertThat(quota.take()).isZero();
    }
    assertThat(quota.take()).isEqualTo(SECOND / 10);
    assertThat(quota.take()).isEqualTo(SECOND / 5);
  }

  @Test
  void overAnyLongTimeNoMoreThanTheQuotaPasses() {
    long allowed = 0;
    for (int millis = 0; millis < 60_000; millis += 20) {
      clock.set(5 * SECOND + millis * 1_000_000L);
      allowed += quota.take() == 0 ? 1 : 0;
    }
    assertThat(allowed).isBetween(10L, 10L + 600L);
  }

  @Test
  void aPauseRefillsIt() {
    for (int i = 0; i < 20; i++) {
      quota.take();
    }
    clock.addAndGet(10 * SECOND);
    assertThat(quota.take()).isZero();
  }
}
