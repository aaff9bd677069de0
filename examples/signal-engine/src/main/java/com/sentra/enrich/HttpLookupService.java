package com.sentra.enrich;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.sentra.stream.Json;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Asks {@code GET <address>/<kind>/<key>} for <code>{"value": …}</code>, without a thread per call. */
public final class HttpLookupService implements LookupService {
  private static final int THREADS = 2;
  private static final int TOO_MANY_REQUESTS = 429;

  private final String address;
  private final Duration timeout;
  private final ExecutorService threads;
  private final HttpClient client;

  public HttpLookupService(String address, Duration timeout) {
    this.address = address;
    this.timeout = timeout;
    this.threads = Executors.newFixedThreadPool(THREADS, task -> daemon(task));
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .executor(threads)
            .build();
  }

  @Override
  public CompletableFuture<Optional<String>> ask(String kind, String key) {
    URI uri = URI.create(address + "/" + kind + "/" + URLEncoder.encode(key, StandardCharsets.UTF_8));
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(timeout).build();
    return client
        .sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .handle((response, failure) -> answer(kind, response, failure));
  }

  private static Optional<String> answer(String kind, HttpResponse<String> response, Throwable failure) {
    if (failure != null) {
      Throwable cause = failure.getCause() == null ? failure : failure.getCause();
      throw new LookupFailure(kind + ": " + cause, true);
    }
    int status = response.statusCode();
    if (status == 404) {
      return Optional.empty();
    }
    if (status != 200) {
      throw new LookupFailure(kind + ": HTTP " + status, status >= 500 || status == TOO_MANY_REQUESTS);
    }
    try {
      return Optional.ofNullable(Json.readField(response.body(), "value"));
    } catch (JsonProcessingException notJson) {
      throw new LookupFailure(kind + ": no JSON in the answer", false);
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "lookup");
    thread.setDaemon(true);
    return thread;
  }
}
