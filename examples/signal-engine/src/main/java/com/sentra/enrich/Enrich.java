package com.sentra.enrich;

import com.sentra.enrich.LookupService.LookupFailure;
import com.sentra.stream.Incoming;
import com.sentra.stream.Signal;
import com.sentra.stream.Signal.Enrichment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Asks for Geo-IP, threat intelligence and identity of a signal at once, and waits for the last answer.
 *
 * <p>It never fails: a record without answers becomes a result that says why, for Flink would restart the job. A record
 * that is tried again asks only what it has no answer to, since answers are in the cache by then.
 */
public final class Enrich extends RichAsyncFunction<Incoming, Enriched> {
  private static final String GEO = "geo";
  private static final String THREAT = "threat";
  private static final String IDENTITY = "identity";

  private final LookupService.Factory factory;
  private final EnrichSettings settings;

  private transient LookupService service;
  private transient Map<String, LookupCache> caches;
  private transient Quota quota;
  private transient Counter hits;
  private transient Counter calls;
  private transient Counter waits;
  private transient Counter waitMillis;

  public Enrich(LookupService.Factory factory, EnrichSettings settings) {
    this.factory = factory;
    this.settings = settings;
  }

  @Override
  public void open(OpenContext context) {
    int parallelism = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
    service = factory.open();
    caches = Map.of(GEO, cache(), THREAT, cache(), IDENTITY, cache());
    quota = settings.quota() == 0 ? null : new Quota(settings.quota() / parallelism, System::nanoTime);
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    hits = metrics.counter("lookupCacheHits");
    calls = metrics.counter("lookupCalls");
    // Their quotient is the latency to plan with: how long an attempt at a record that no cache answers takes.
    waits = metrics.counter("lookupWaits", new ThreadSafeSimpleCounter());
    waitMillis = metrics.counter("lookupWaitMillis", new ThreadSafeSimpleCounter());
  }

  @Override
  public void asyncInvoke(Incoming record, ResultFuture<Enriched> result) {
    Signal signal = record.signal();
    if (signal == null) {
      result.complete(List.of(Enriched.failed(record, "not a signal", false)));
      return;
    }
    long asked = System.nanoTime();
    CompletableFuture<Optional<String>> country = answer(GEO, signal.sourceIp());
    CompletableFuture<Optional<String>> threat = answer(THREAT, signal.sourceIp());
    CompletableFuture<Optional<String>> department = answer(IDENTITY, signal.user());
    CompletableFuture<Void> all = CompletableFuture.allOf(country, threat, department);
    if (!all.isDone()) {
      all.whenComplete((done, failure) -> waited(asked));
    }
    all.whenComplete(
        (done, failure) ->
            result.complete(
                List.of(
                    failure == null
                        ? enriched(record, country.join(), threat.join(), department.join())
                        : failed(record, failure))));
  }

  private void waited(long since) {
    waits.inc();
    waitMillis.inc(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since));
  }

  @Override
  public void timeout(Incoming record, ResultFuture<Enriched> result) {
    String reason = "no answer within " + settings.timeout().toMillis() + " ms";
    result.complete(List.of(Enriched.failed(record, reason, false)));
  }

  @Override
  public void close() {
    if (service != null) {
      service.close();
    }
  }

  private CompletableFuture<Optional<String>> answer(String kind, String key) {
    if (key == null) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    LookupCache cache = caches.get(kind);
    Optional<String> cached = cache.get(key);
    if (cached != null) {
      hits.inc();
      return CompletableFuture.completedFuture(cached);
    }
    calls.inc();
    return withinQuota(kind, key)
        .thenApply(
            answer -> {
              cache.put(key, answer);
              return answer;
            });
  }

  private CompletableFuture<Optional<String>> withinQuota(String kind, String key) {
    long wait = quota == null ? 0 : quota.take();
    if (wait == 0) {
      return service.ask(kind, key);
    }
    Executor later = CompletableFuture.delayedExecutor(wait, TimeUnit.NANOSECONDS, Runnable::run);
    return CompletableFuture.supplyAsync(() -> service.ask(kind, key), later).thenCompose(asked -> asked);
  }

  private static Enriched enriched(
      Incoming record, Optional<String> country, Optional<String> threat, Optional<String> department) {
    Enrichment found = new Enrichment(country.orElse(null), threat.orElse(null), department.orElse(null));
    return new Enriched(record, found, null, false);
  }

  private static Enriched failed(Incoming record, Throwable thrown) {
    Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (failure instanceof LookupFailure lookup) {
      return Enriched.failed(record, lookup.getMessage(), lookup.worthRetrying);
    }
    return Enriched.failed(record, failure.toString(), true);
  }

  private LookupCache cache() {
    return new LookupCache(settings.cacheSize(), settings.cacheTtl().toMillis(), System::currentTimeMillis);
  }
}
