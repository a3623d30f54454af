package io.millrace.bench.gateway;

import io.millrace.http.ClientResponse;
import io.millrace.http.ClientSettings;
import io.millrace.http.Header;
import io.millrace.http.HttpClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Many streams at once, every token of each checked.
final class Streams {
  private static final Pattern CONTENT = Pattern.compile("\"content\":\"([^\"]*)\"");
  private static final Duration LONG = Duration.ofSeconds(60);

  private final AtomicInteger wrong = new AtomicInteger();
  private final AtomicLong tokens = new AtomicLong();
  private final Latencies first = new Latencies();
  private final Latencies gaps = new Latencies();

  private Streams() {}

  /// Opens streams, spread over two seconds, and reads them to their ends.
  ///
  /// @return how many did not hold exactly what they should
  static int run(URI origin, int streams, int tokens, int pause) throws Exception {
    var all = new Streams();
    var done = new CountDownLatch(streams);
    try (HttpClient client = HttpClient.of(ClientSettings.of(origin, null, streams))) {
      for (int i = 0; i < streams; i++) {
        int number = i;
        Thread.ofVirtual()
            .start(() -> {
              all.one(client, "s" + number, tokens, pause);
              done.countDown();
            });
        Thread.sleep(Duration.ofNanos(2_000_000_000L / streams));
      }
      done.await();
    }
    System.out.printf(
        Locale.ROOT,
        "streams %d tokens %d wrong %d first_token_ms p50 %.2f p99 %.2f gap_ms p50 %.2f p99 %.2f"
            + " max %.2f%n",
        streams,
        all.tokens.get(),
        all.wrong.get(),
        all.first.millis(0.5),
        all.first.millis(0.99),
        all.gaps.millis(0.5),
        all.gaps.millis(0.99),
        all.gaps.millis(1));
    return all.wrong.get();
  }

  private void one(HttpClient client, String id, int count, int pause) {
    var expected = new StringBuilder();
    for (int i = 0; i < count; i++) {
      expected.append(id).append(':').append(i).append(' ');
    }
    try {
      String got = read(client, id, count, pause);
      if (!got.contentEquals(expected)) {
        wrong.incrementAndGet();
      }
    } catch (IOException e) {
      System.err.println(id + ": " + e.getMessage());
      wrong.incrementAndGet();
    }
  }

  private String read(HttpClient client, String id, int count, int pause) throws IOException {
    String body =
        "{\"model\":\"bench-stream\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"id="
            + id
            + " tokens="
            + count
            + " pause="
            + pause
            + "\"}]}";
    long start = System.nanoTime();
    var text = new StringBuilder();
    try (ClientResponse response =
        client
            .newCall()
            .send(
                "POST",
                "/v1/chat/completions",
                List.of(new Header("content-type", "application/json")),
                body.getBytes(StandardCharsets.UTF_8),
                LONG,
                LONG)) {
      byte[] bytes = new byte[8192];
      long last = 0;
      for (int n = response.read(bytes, 0, bytes.length, LONG);
          n >= 0;
          n = response.read(bytes, 0, bytes.length, LONG)) {
        long now = System.nanoTime();
        (last == 0 ? first : gaps).add(now - (last == 0 ? start : last));
        last = now;
        text.append(new String(bytes, 0, n, StandardCharsets.US_ASCII));
      }
    }
    return content(text.toString());
  }

  private String content(String events) throws IOException {
    if (!events.endsWith("data: [DONE]\n\n")) {
      throw new IOException("the stream has no end");
    }
    var content = new StringBuilder();
    Matcher matcher = CONTENT.matcher(events);
    while (matcher.find()) {
      content.append(matcher.group(1));
      tokens.incrementAndGet();
    }
    return content.toString();
  }
}
