package io.millrace.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/// What all measurements stand on: the upstreams, the yardstick before each, and the prompts.
///
/// @param whole an nginx that answers at once, so that it costs next to nothing
/// @param wholeProxy the yardstick before it
/// @param streams paces streams; in this process
/// @param streamProxy the yardstick before it
record Rig(
    Settings settings,
    Report report,
    Prompts prompts,
    Nginx whole,
    Nginx wholeProxy,
    MockUpstream streams,
    Nginx streamProxy)
    implements AutoCloseable {
  private static final long IN_TIME_NANOS = 100_000_000;
  private static final double FIRST_RATE = 500;
  private static final int PROBE_SECONDS = 5;

  static Rig set(Settings settings, Report report) throws IOException, InterruptedException {
    Path work = settings.work();
    Nginx whole = Nginx.answering(work.resolve("nginx-upstream"), MockUpstream.answer(0));
    Nginx wholeProxy = Nginx.proxy(work.resolve("nginx-proxy"), whole.port(), false);
    MockUpstream streams = MockUpstream.start();
    Nginx streamProxy = Nginx.proxy(work.resolve("nginx-stream-proxy"), streams.port(), true);
    return new Rig(settings, report, Prompts.of(settings), whole, wholeProxy, streams, streamProxy);
  }

  byte[] call(Prompts.Kind kind) {
    return prompts.body(kind, false, new Order(0, 1, 1));
  }

  /// Starts a gateway with an empty data folder.
  GatewayProcess gateway(String name, String configuration)
      throws IOException, InterruptedException {
    clear(name);
    return GatewayProcess.start(settings, name, configuration);
  }

  /// Removes what a gateway has written.
  void clear(String name) throws IOException {
    Path data = GatewayProcess.data(settings, name);
    if (Files.isDirectory(data)) {
      try (Stream<Path> files = Files.walk(data)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  /// Asks once and makes sure that the call goes the way that is to be measured.
  void check(GatewayProcess gateway, byte[] body, String tier, boolean recognised)
      throws IOException {
    try (Exchange exchange = Exchange.open(gateway.port())) {
      exchange.write(Exchange.post(body));
      exchange.head();
      String answer = exchange.body();
      boolean as = exchange.tier().equals(tier) && exchange.scenario().isEmpty() != recognised;
      if (exchange.status() != 200 || !as) {
        throw new IllegalStateException(
            "a call meant for the %s was answered with %d by '%s', scenario '%s': %s"
                .formatted(tier, exchange.status(), exchange.tier(), exchange.scenario(), answer));
      }
    }
  }

  /// Half of the calls a second that the gateway sustains, or what the settings say instead.
  double halfLoad(GatewayProcess gateway, byte[] body) throws IOException, InterruptedException {
    if (settings.rate() > 0) {
      return settings.rate();
    }
    double most = sustained(gateway, body);
    report.line(
        "  sustained, offered at constant intervals and 95%% of it answered within %d ms: %.0f"
            + " calls/s",
        IN_TIME_NANOS / 1_000_000, most);
    return most / 2;
  }

  /// The greatest rate, by doubling and then by steps of a quarter, or what is done of it in a time
  /// that includes all work on it: what a gateway puts off until the load is gone, it cannot put
  /// off for ever.
  private double sustained(GatewayProcess gateway, byte[] body)
      throws IOException, InterruptedException {
    double rate = FIRST_RATE;
    double most = done(gateway, body, rate);
    if (most == 0) {
      throw new IllegalStateException("not even " + rate + " calls a second are answered in time");
    }
    for (double next = done(gateway, body, 2 * rate);
        next > 0;
        next = done(gateway, body, 2 * rate)) {
      rate *= 2;
      most = Math.max(most, next);
    }
    double step = rate / 4;
    for (int more = 1; more <= 3; more++) {
      double next = done(gateway, body, rate + more * step);
      if (next == 0) {
        return most;
      }
      most = Math.max(most, next);
    }
    return most;
  }

  /// Calls a second of this rate that are done; 0 where they are not answered in time.
  private double done(GatewayProcess gateway, byte[] body, double rate)
      throws IOException, InterruptedException {
    gateway.proc().settle();
    long begin = System.nanoTime();
    Samples times;
    try (var load = new OpenLoop(gateway.port(), 64, body)) {
      times = load.run(rate, 1, PROBE_SECONDS);
    }
    gateway.proc().settle();
    double seconds = (System.nanoTime() - begin) / 1e9 - Proc.QUIET_SECONDS;
    boolean inTime = times.above(IN_TIME_NANOS) <= 0.05 * times.size();
    return inTime ? Math.min(rate, rate * (PROBE_SECONDS + 1) / seconds) : 0;
  }

  @Override
  public void close() throws IOException {
    streamProxy.close();
    streams.close();
    wholeProxy.close();
    whole.close();
  }
}
