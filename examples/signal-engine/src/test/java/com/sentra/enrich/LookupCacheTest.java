package com.sentra.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LookupCacheTest {
  private final AtomicLong clock = new AtomicLong();
  private final LookupCache cache = new LookupCache(2, 100, clock::get);

  @Test
  void forgetsTheLeastRecentlyUsed() {
    cache.put("a", Optional.of("1"));
    cache.put("b", Optional.of("2"));
    assertThat(cache.get("a")).contains("1");
    cache.put("c", Optional.empty());

    assertThat(cache.get("b")).isNull();
    assertThat(cache.get("a")).contains("1");
    assertThat(cache.get("c")).isEmpty().isNotNull();
  }

  @Test
  void forgetsAfterItsTimeToLive() {
    cache.put("a", Optional.of("1"));
    clock.set(99);
    assertThat(cache.get("a")).contains("1");
    clock.set(100);
    assertThat(cache.get("a")).isNull();
  }
}
