package io.millrace.bench.gateway;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/// Hours in small: mixed load with faults of the upstream, clients that hang up, and restarts in
/// the first third; then one process for the rest, whose memory, threads and sockets are watched.
final class Soak {
  private static final int CLIENTS = 24;
  private static final int PAUSE_MILLIS = 50;
  private static final int RESTART_SECONDS = 30;

  /// A young heap grows to its size first.
  private static final int JUDGED_MINUTES = 10;

  /// Idle connections of the upstream's pool are closed after half a minute.
  private static final int IDLE_SECONDS = 45;

  private final Rig rig;
  private final Report report;
  private final int minutes = Settings.number("MINUTES", 30);
  private final AtomicInteger port = new AtomicInteger(1);
  private final String configuration;

  Soak(Rig rig) {
    this.rig = rig;
    this.report = rig.report();
    this.configuration =
        Configurations.faulty(rig.settings(), rig.streams().port(), rig.prompts().model());
  }

  /// What a process holds when nothing is going on.
  private record Held(int threads, int sockets, long liveBytes) {
    @Override
    public String toString() {
      return "%d threads, %d sockets, %.1f MB live".formatted(threads, sockets, liveBytes / 1e6);
    }
  }

  void run() throws IOException, InterruptedException {
    report.line("== soak, %d minutes of mixed load with faults and restarts", minutes);
    rig.clear("soak");
    Files.deleteIfExists(rig.settings().work().resolve("soak.log"));
    Instant begin = Instant.now();
    var clients = clients(1);
    try (clients) {
      restarts(minutes * 20);
      clients.finish();
    }
    try (GatewayProcess gateway = GatewayProcess.start(rig.settings(), "soak", configuration)) {
      port.set(gateway.port());
      try (var more = clients(2)) {
        steady(gateway, more);
        clients.answered().addAll(more.answered());
        clients.wrong().addAll(more.wrong());
      }
    }
    CallCount.of(
            GatewayProcess.data(rig.settings(), "soak"), begin, Instant.now(), clients.answered())
        .tell(report, "after the soak");
    report.holds(
        "answers that were another's or wrong in the soak",
        clients.wrong().isEmpty(),
        clients.wrong().size()
            + clients.wrong().stream().findFirst().map(w -> ", such as: " + w).orElse(""));
    complaints();
    rig.clear("soak");
  }

  private Clients clients(int seed) {
    return new Clients(rig.prompts(), port::get, CLIENTS, true, PAUSE_MILLIS, seed * 1000L);
  }

  /// SIGTERM and SIGKILL in turn.
  private void restarts(int seconds) throws IOException, InterruptedException {
    int restarts = Math.max(2, seconds / RESTART_SECONDS);
    var ready = new Spread();
    for (int i = 0; i < restarts; i++) {
      GatewayProcess gateway = GatewayProcess.start(rig.settings(), "soak", configuration);
      ready.add(gateway.readyMillis());
      port.set(gateway.port());
      Thread.sleep(seconds * 1000L / restarts);
      if (i % 2 == 0) {
        gateway.close();
      } else {
        gateway.kill();
      }
    }
    report.note("restarts in the soak, to ready", ready.text(" ms"));
  }

  /// The base is taken after a first spell of load, when all that is made once has been made.
  private void steady(GatewayProcess gateway, Clients first)
      throws IOException, InterruptedException {
    Thread.sleep(Math.min(60, minutes * 6L) * 1000);
    first.finish();
    Held base = idle(gateway);
    report.line("  base: %s; %s", base, first.summary());
    var trend = new Trend();
    try (var clients = clients(3)) {
      long end = System.nanoTime() + minutes * 36L * 1_000_000_000;
      for (long now = System.nanoTime(); now < end; now = System.nanoTime()) {
        Thread.sleep(Math.min(10_000, minutes * 1000L));
        trend.add(now / 1e9, gateway.proc().residentBytes() / 1e6);
      }
      clients.finish();
      report.line("  steady: %s", clients.summary());
      first.answered().addAll(clients.answered());
      first.wrong().addAll(clients.wrong());
    }
    tell(base, idle(gateway), trend);
  }

  private Held idle(GatewayProcess gateway) throws IOException, InterruptedException {
    Thread.sleep(IDLE_SECONDS * 1000L);
    // The first look at the heap opens the JVM's socket for such looks.
    long live = gateway.liveBytes();
    Proc process = gateway.proc();
    return new Held(process.threads(), process.sockets(), live);
  }

  private void tell(Held base, Held end, Trend trend) {
    report.holds(
        "live heap flat: at the end at most a tenth and 16 MB above the base",
        end.liveBytes <= base.liveBytes * 1.1 + 16e6,
        "%.1f MB, base %.1f MB".formatted(end.liveBytes / 1e6, base.liveBytes / 1e6));
    double growth = trend.growthInSecondHalf();
    String resident = "%+.1f MB of %.0f MB".formatted(growth, trend.mean());
    if (minutes < JUDGED_MINUTES) {
      report.note("growth of resident memory, not judged in so short a time", resident);
    } else {
      report.holds(
          "resident memory flat: at most a tenth over the second half, by a fitted line",
          growth <= 0.1 * trend.mean(),
          resident);
    }
    report.holds(
        "no threads leaked: at most 4 above the base (the JVM's compilers come and go)",
        end.threads <= base.threads + 4,
        end.threads + ", base " + base.threads);
    report.holds(
        "no sockets leaked", end.sockets <= base.sockets, end.sockets + ", base " + base.sockets);
  }

  private void complaints() throws IOException {
    String log =
        Files.readString(rig.settings().work().resolve("soak.log"), StandardCharsets.UTF_8);
    long traces =
        log.lines().filter(line -> line.contains("Exception") || line.contains("SEVERE")).count();
    report.note("lines with exceptions in the gateway's own log", Long.toString(traces));
  }
}
