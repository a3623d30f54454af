package io.millrace.bench.gateway;

import io.millrace.bench.gateway.Prompts.Kind;
import java.io.IOException;
import java.util.List;

/// Processor time per streamed token, of the gateway over that of a bare nginx; streams are paced
/// so that every token is a write of its own.
final class TokenCost {
  private static final int STREAMS = 64;
  private static final int TOKENS = 200;
  private static final int PACE_MICROS = 10_000;

  private final Rig rig;
  private final Report report;

  TokenCost(Rig rig) {
    this.rig = rig;
    this.report = rig.report();
  }

  private record Cost(double micros, double perSecond) {}

  void run() throws IOException, InterruptedException {
    report.line(
        "== processor time per token: %d streams, %d tokens each, one in %d ms",
        STREAMS, TOKENS, PACE_MICROS / 1000);
    var ratios = new Spread();
    String configuration =
        Configurations.resting(
            Configurations.serving(rig.settings(), rig.streams().port(), rig.prompts().model()));
    try (GatewayProcess gateway = rig.gateway("tokens", configuration)) {
      measured(gateway.port(), gateway.proc(), rig.settings().warmup(), 1);
      for (int i = 0; i < rig.settings().pairs(); i++) {
        Cost yardstick =
            measured(
                rig.streamProxy().port(), rig.streamProxy().proc(), 3, rig.settings().seconds());
        Cost own = measured(gateway.port(), gateway.proc(), 3, rig.settings().seconds());
        ratios.add(own.micros / yardstick.micros);
        report.line(
            "  nginx %.1f us (%.0f tokens/s), gateway %.1f us (%.0f tokens/s), ratio %.2f",
            yardstick.micros,
            yardstick.perSecond,
            own.micros,
            own.perSecond,
            own.micros / yardstick.micros);
      }
    }
    rig.clear("tokens");
    report.atMost(
        "CPU per streamed token over nginx", ratios.median(), ratios.text("x"), 4, 2, "x");
  }

  private Cost measured(int port, Proc process, int warmSeconds, int seconds)
      throws InterruptedException {
    try (var load =
        new StreamLoad(
            port,
            STREAMS,
            TOKENS,
            PACE_MICROS,
            order -> rig.prompts().body(Kind.TEACHER, true, order))) {
      Thread.sleep(warmSeconds * 1000L);
      long begin = System.nanoTime();
      long tokens = load.received();
      long cpu = process.cpuMicros();
      Thread.sleep(seconds * 1000L);
      tokens = load.received() - tokens;
      cpu = process.cpuMicros() - cpu;
      double elapsed = (System.nanoTime() - begin) / 1e9;
      load.stop();
      List<String> faults = load.faults();
      if (!faults.isEmpty()) {
        throw new IllegalStateException("a stream went wrong: " + faults.getFirst());
      }
      return new Cost((double) cpu / tokens, tokens / elapsed);
    }
  }
}
