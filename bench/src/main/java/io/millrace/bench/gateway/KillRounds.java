package io.millrace.bench.gateway;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/// Kills the gateway under load again and again, then looks for every answer in the call log.
final class KillRounds {
  private static final int CLIENTS = 16;
  private static final double BAR_MILLIS = 10_000;

  private final Rig rig;
  private final int kills = Settings.number("KILLS", 50);
  private final int seed = Settings.number("SEED", 1);

  KillRounds(Rig rig) {
    this.rig = rig;
  }

  void run() throws IOException, InterruptedException {
    Report report = rig.report();
    report.line("== kill -9 under load, %d times, %d clients, seed %d", kills, CLIENTS, seed);
    String configuration =
        Configurations.serving(rig.settings(), rig.streams().port(), rig.prompts().model());
    var port = new AtomicInteger(1);
    var clients = new Clients(rig.prompts(), port::get, CLIENTS, false, 0, seed);
    Instant begin = Instant.now();
    rig.clear("kill");
    var ready = new Spread();
    try (clients) {
      var random = new Random(seed);
      for (int round = 0; round < kills; round++) {
        GatewayProcess gateway = GatewayProcess.start(rig.settings(), "kill", configuration);
        ready.add(gateway.readyMillis());
        port.set(gateway.port());
        Thread.sleep(300 + random.nextInt(1000));
        gateway.kill();
      }
      clients.finish();
    }
    try (GatewayProcess last = GatewayProcess.start(rig.settings(), "kill", configuration)) {
      ready.add(last.readyMillis());
    }
    report.line("  clients: %s", clients.summary());
    tell(clients, begin, ready);
    rig.clear("kill");
  }

  private void tell(Clients clients, Instant begin, Spread ready) {
    Path data = GatewayProcess.data(rig.settings(), "kill");
    String when = "after " + kills + " kills";
    CallCount.of(data, begin, Instant.now(), clients.answered()).tell(rig.report(), when);
    rig.report()
        .holds(
            "answers that were another's or wrong " + when,
            clients.wrong().isEmpty(),
            clients.wrong().size()
                + clients.wrong().stream().findFirst().map(w -> ", such as: " + w).orElse(""));
    rig.report()
        .atMost(
            "recovery to ready, longest",
            ready.greatest(),
            ready.text(" ms"),
            BAR_MILLIS,
            BAR_MILLIS,
            " ms");
  }
}
