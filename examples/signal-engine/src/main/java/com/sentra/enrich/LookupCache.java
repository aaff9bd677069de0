package com.sentra.enrich;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Answers of a service, the least recently used given up first, none kept longer than its time to live.
 *
 * <p>"Unknown" is an answer too and is kept as an empty optional. Locked, since answers arrive on HTTP threads.
 */
final class LookupCache {
  private record Entry(Optional<String> answer, long expires) {}

  private final long timeToLive;
  private final LongSupplier clock;
  private final Map<String, Entry> entries;

  LookupCache(int size, long timeToLiveMillis, LongSupplier clock) {
    this.timeToLive = timeToLiveMillis;
    this.clock = clock;
    this.entries =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Entry> eldest) {
            return size() > size;
          }
        };
  }

  /** Null where the service has to be asked. */
  synchronized Optional<String> get(String key) {
    Entry entry = entries.get(key);
    if (entry == null) {
      return null;
    }
    if (entry.expires <= clock.getAsLong()) {
      entries.remove(key);
      return null;
    }
    return entry.answer;
  }

  synchronized void put(String key, Optional<String> answer) {
    entries.put(key, new Entry(answer, clock.getAsLong() + timeToLive));
  }
}
