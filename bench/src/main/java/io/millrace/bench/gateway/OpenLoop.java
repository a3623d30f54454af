package io.millrace.bench.gateway;

import io.millrace.http.ClientResponse;
import io.millrace.http.ClientSettings;
import io.millrace.http.Header;
import io.millrace.http.HttpClient;
import io.millrace.http.HttpFailure;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// Calls at a constant rate, whether the ones before are answered or not; a latency counts from the
/// moment a call was due, so that a stall is not hidden by its own backlog.
final class OpenLoop {
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final int CONNECTIONS = 512;

  private OpenLoop() {}

  /// @param seconds measured, after a quarter of it as warm-up
  static void run(URI origin, byte[] body, double rate, int seconds) throws Exception {
    var latencies = new Latencies();
    var failed = new AtomicInteger();
    try (HttpClient client = HttpClient.of(ClientSettings.of(origin, null, CONNECTIONS))) {
      long interval = (long) (1e9 / rate);
      long start = System.nanoTime();
      long measured = start + seconds * 250_000_000L;
      long end = measured + seconds * 1_000_000_000L;
      for (long due = start; due < end; due += interval) {
        while (due - System.nanoTime() > 0) {
          LockSupport.parkNanos(Math.max(1, due - System.nanoTime() - 30_000));
        }
        long own = due;
        boolean counts = due >= measured;
        Thread.ofVirtual().start(() -> call(client, body, own, counts ? latencies : null, failed));
      }
      Thread.sleep(Duration.ofSeconds(1));
    }
    System.out.printf(
        Locale.ROOT,
        "rate %.0f calls %d failed %d ms p50 %.3f p99 %.3f p99.9 %.3f max %.3f%n",
        rate,
        latencies.count(),
        failed.get(),
        latencies.millis(0.5),
        latencies.millis(0.99),
        latencies.millis(0.999),
        latencies.millis(1));
  }

  private static void call(
      HttpClient client,
      byte[] body,
      long due,
      @org.jspecify.annotations.Nullable Latencies latencies,
      AtomicInteger failed) {
    try (ClientResponse response =
        client
            .newCall()
            .send(
                "POST",
                "/v1/chat/completions",
                List.of(new Header("content-type", "application/json")),
                body,
                LONG,
                LONG)) {
      response.readAll(1 << 20, LONG);
      if (response.status() != 200) {
        failed.incrementAndGet();
      } else if (latencies != null) {
        latencies.add(System.nanoTime() - due);
      }
    } catch (HttpFailure e) {
      failed.incrementAndGet();
    }
  }
}
