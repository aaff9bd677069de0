package com.sentra.enrich;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A service that knows something about a key. */
public interface LookupService extends AutoCloseable {
  /** Empty for a key the service does not know; fails with {@link LookupFailure}. */
  CompletableFuture<Optional<String>> ask(String kind, String key);

  @Override
  void close();

  /** Opened in each subtask: connections do not travel. */
  interface Factory extends java.io.Serializable {
    LookupService open();
  }

  /** Why there is no answer, and whether asking again may help. */
  final class LookupFailure extends RuntimeException {
    final boolean worthRetrying;

    public LookupFailure(String message, boolean worthRetrying) {
      super(message, null, false, false);
      this.worthRetrying = worthRetrying;
    }
  }
}
