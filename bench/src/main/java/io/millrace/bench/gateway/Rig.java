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
  /// Sustained is what it gets through in a time that includes all work on them: what a gateway
  /// puts off until the load is gone, it cannot put off for ever.
  double halfLoad(GatewayProcess gateway, Wrk wrk) throws IOException, InterruptedException {
    if (settings.rate() > 0) {
      return settings.rate();
    }
    gateway.proc().settle();
    long begin = System.nanoTime();
    long calls = wrk.run(gateway.port(), 32, settings.seconds()).calls();
    gateway.proc().settle();
    double most = calls / ((System.nanoTime() - begin) / 1e9 - Proc.QUIET_SECONDS);
    report.line("  sustained, closed loop with 32 connections: %.0f calls/s", most);
    return most / 2;
  }

  @Override
  public void close() throws IOException {
    streamProxy.close();
    streams.close();
    wholeProxy.close();
    whole.close();
  }
}
