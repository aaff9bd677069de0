package com.sentra.enrich;

import java.util.Collection;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.flink.streaming.api.functions.async.AsyncRetryPredicate;
import org.apache.flink.streaming.api.functions.async.AsyncRetryStrategy;

/**
 * A bounded number of attempts, each after twice the delay of the one before.
 *
 * <p>Flink's own exponential strategy keeps its last delay in a field that all waiting records share; this one has no
 * state. The record keeps its place in the queue all the while.
 */
final class Backoff implements AsyncRetryStrategy<Enriched>, AsyncRetryPredicate<Enriched> {
  private final int attempts;
  private final long firstDelay;

  Backoff(int attempts, long firstDelayMillis) {
    this.attempts = attempts;
    this.firstDelay = firstDelayMillis;
  }

  @Override
  public boolean canRetry(int made) {
    return made < attempts;
  }

  @Override
  public long getBackoffTimeMillis(int made) {
    return firstDelay << Math.min(made - 1, 16);
  }

  @Override
  public AsyncRetryPredicate<Enriched> getRetryPredicate() {
    return this;
  }

  @Override
  public Optional<Predicate<Collection<Enriched>>> resultPredicate() {
    return Optional.of(results -> results.stream().anyMatch(Enriched::worthRetrying));
  }

  @Override
  public Optional<Predicate<Throwable>> exceptionPredicate() {
    return Optional.empty();
  }
}
