package io.millrace.bench.gateway;

import io.millrace.bench.gateway.Prompts.Kind;
import java.io.IOException;

/// Time that the gateway adds to a call at half of what it sustains, by open-loop load.
final class AddedLatency {
  private static final int CONNECTIONS = 64;

  private final Rig rig;
  private final Report report;
  private final byte[] body;

  AddedLatency(Rig rig) {
    this.rig = rig;
    this.report = rig.report();
    this.body = rig.call(Kind.TEACHER);
  }

  /// In microseconds.
  private record Times(double median, double high, double highest) {}

  void run() throws IOException, InterruptedException {
    report.line("== added latency at half the sustainable load");
    String configuration =
        Configurations.resting(
            Configurations.serving(rig.settings(), rig.whole().port(), rig.prompts().model()));
    try (GatewayProcess gateway = rig.gateway("latency", configuration)) {
      rig.check(gateway, body, "teacher", true);
      var wrk = new Wrk(rig.settings().work().resolve("wrk"), body);
      wrk.run(gateway.port(), 32, rig.settings().warmup());
      compare(gateway, rig.halfLoad(gateway, body));
    }
    rig.clear("latency");
  }

  /// What the generator itself measures without a gateway: it must be far below the bars.
  void calibrate() throws IOException {
    report.line("== the open-loop generator, straight to the upstream and through nginx");
    for (int rate = 250; rate <= 4000; rate *= 2) {
      report.line(
          "  %d calls/s, p50 / p99 / p99.9 in us: direct %s, nginx %s",
          rate, text(at(rig.whole().port(), rate)), text(at(rig.wholeProxy().port(), rate)));
    }
  }

  private void compare(GatewayProcess gateway, double rate)
      throws IOException, InterruptedException {
    var median = new Spread();
    var high = new Spread();
    var nginx = new Spread();
    for (int i = 0; i < rig.settings().pairs(); i++) {
      Times direct = at(rig.whole().port(), rate);
      Times yardstick = at(rig.wholeProxy().port(), rate);
      gateway.proc().settle();
      Times own = at(gateway.port(), rate);
      median.add((own.median - direct.median) / 1000);
      high.add((own.high - direct.high) / 1000);
      nginx.add((yardstick.high - direct.high) / 1000);
      report.line(
          "  %.0f calls/s, p50 / p99 / p99.9 in us: direct %s, nginx %s, gateway %s",
          rate, text(direct), text(yardstick), text(own));
    }
    report.atMost(
        "added latency at half load, p50", median.median(), median.text(" ms"), 1, 0.5, " ms");
    report.atMost("added latency at half load, p99", high.median(), high.text(" ms"), 3, 1, " ms");
    report.note("what nginx adds there, p99", nginx.text(" ms"));
    if (nginx.median() > 3) {
      report.line("  NOT A QUIET MACHINE: even nginx adds more than the bar; measure again");
    }
  }

  private Times at(int port, double rate) throws IOException {
    try (var load = new OpenLoop(port, CONNECTIONS, body)) {
      Samples times = load.run(rate, 2, rig.settings().seconds());
      return new Times(times.at(0.5) / 1000, times.at(0.99) / 1000, times.at(0.999) / 1000);
    }
  }

  private static String text(Times times) {
    return "%.0f / %.0f / %.0f".formatted(times.median, times.high, times.highest);
  }
}
