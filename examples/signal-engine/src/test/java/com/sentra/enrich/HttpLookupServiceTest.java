package com.sentra.enrich;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sentra.enrich.LookupService.LookupFailure;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpLookupServiceTest {
  private HttpServer server;
  private HttpLookupService service;

  @BeforeEach
  void start() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer("/geo/192.0.2.1", 200, "{\"value\":\"NL\"}");
    answer("/geo/a%2Fb", 200, "{\"value\":\"escaped\"}");
    answer("/geo/null", 200, "{}");
    answer("/geo/unknown", 404, "");
    answer("/geo/down", 503, "");
    answer("/geo/hurry", 429, "");
    answer("/geo/forbidden", 403, "");
    answer("/geo/html", 200, "<html>");
    server.createContext("/geo/slow", exchange -> sleep());
    server.start();
    service = new HttpLookupService("http://localhost:" + server.getAddress().getPort(), Duration.ofMillis(500));
  }

  @AfterEach
  void stop() {
    service.close();
    server.stop(0);
  }

  @Test
  void readsAnswers() {
    assertThat(service.ask("geo", "192.0.2.1").join()).contains("NL");
    assertThat(service.ask("geo", "a/b").join()).contains("escaped");
    assertThat(service.ask("geo", "null").join()).isEmpty();
    assertThat(service.ask("geo", "unknown").join()).isEmpty();
  }

  @Test
  void saysWhatIsWorthRetrying() {
    fails("down", "geo: HTTP 503", true);
    fails("hurry", "geo: HTTP 429", true);
    fails("forbidden", "geo: HTTP 403", false);
    fails("html", "geo: no JSON in the answer", false);
    fails("slow", "geo: java.net.http.HttpTimeoutException: request timed out", true);
  }

  private void fails(String key, String message, boolean worthRetrying) {
    assertThatThrownBy(() -> service.ask("geo", key).join())
        .hasCauseInstanceOf(LookupFailure.class)
        .cause()
        .hasMessage(message)
        .extracting(cause -> ((LookupFailure) cause).worthRetrying)
        .isEqualTo(worthRetrying);
  }

  private void answer(String path, int status, String body) {
    server.createContext(
        URI.create(path).getPath(),
        exchange -> {
          byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
  }

  private static void sleep() {
    try {
      Thread.sleep(1_500);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
