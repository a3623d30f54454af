package io.millrace.bench.gateway;

import java.io.IOException;

/// From the start of the command to the first 200 of `/readyz`, once built.
final class StartTime {
  private static final double BAR_MILLIS = 2000;

  private StartTime() {}

  static void run(Rig rig) throws IOException, InterruptedException {
    int runs = Settings.number("STARTS", 10);
    rig.report().line("== start to ready, %d runs", runs);
    var times = new Spread();
    String configuration =
        Configurations.serving(rig.settings(), rig.whole().port(), rig.prompts().model());
    for (int i = 0; i < runs; i++) {
      try (GatewayProcess gateway = rig.gateway("start", configuration)) {
        times.add(gateway.readyMillis());
      }
    }
    rig.clear("start");
    rig.report()
        .atMost(
            "start to ready, policies loaded",
            times.median(),
            times.text(" ms"),
            BAR_MILLIS,
            BAR_MILLIS,
            " ms");
  }
}
