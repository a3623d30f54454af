package io.millrace.bench.gateway;

import io.millrace.bench.gateway.Prompts.Kind;
import java.io.IOException;

/// Many slow streams open at once: what they hold on the heap, and whether each gets what is its
/// own in time.
final class OpenStreams {
  private static final double BAR_MEGABYTES = 512;
  private static final double AIM_MEGABYTES = 256;

  private final Rig rig;
  private final Report report;
  private final int streams = Settings.number("STREAMS", 1000);
  private final int paceMillis = Settings.number("STREAM_PACE_MS", 200);
  private final int seconds = Settings.number("STREAM_SECONDS", 40);

  OpenStreams(Rig rig) {
    this.rig = rig;
    this.report = rig.report();
  }

  void run() throws IOException, InterruptedException {
    report.line("== %d open streams, a token each %d ms, %d s", streams, paceMillis, seconds);
    String configuration =
        Configurations.resting(
            Configurations.serving(rig.settings(), rig.streams().port(), rig.prompts().model()));
    try (GatewayProcess gateway = rig.gateway("streams", configuration)) {
      long empty = gateway.liveBytes();
      try (var load = load(gateway.port())) {
        awaitOpen(load);
        load.record(true);
        Thread.sleep(seconds * 500L);
        // A full collection stops everything, so gaps are looked at before it.
        load.record(false);
        int open = load.open();
        long live = gateway.liveBytes();
        long resident = gateway.proc().residentBytes();
        Thread.sleep(seconds * 500L);
        StreamLoad.Seen seen = load.stop();
        tell(load, seen, open, empty, live, resident);
      }
    }
    rig.clear("streams");
  }

  private StreamLoad load(int port) {
    int tokens = Math.max(2, (seconds + 10) * 1000 / paceMillis);
    return new StreamLoad(
        port,
        streams,
        tokens,
        paceMillis * 1000,
        order -> rig.prompts().body(Kind.TEACHER, true, order));
  }

  private void awaitOpen(StreamLoad load) throws InterruptedException {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (load.open() < streams && System.nanoTime() < deadline) {
      Thread.sleep(50);
    }
  }

  private void tell(
      StreamLoad load, StreamLoad.Seen seen, int open, long empty, long live, long resident) {
    double megabytes = live / 1e6;
    report.atMost(
        "live heap with " + open + " open streams",
        megabytes,
        "%.0f MB (%.0f MB without; resident %.0f MB)"
            .formatted(megabytes, empty / 1e6, resident / 1e6),
        BAR_MEGABYTES,
        AIM_MEGABYTES,
        " MB");
    report.holds("streams open at once", open >= streams, open + " of " + streams);
    report.holds(
        "no stream mixed up, cut or repeated: every token checked",
        load.faults().isEmpty(),
        load.received()
            + " tokens, "
            + load.faults().size()
            + " faults"
            + load.faults().stream().findFirst().map(f -> " such as: " + f).orElse(""));
    double gap = seen.gaps().at(1) / 1e6;
    report.holds(
        "no stream starved: no gap longer than a pace and 1 s",
        gap <= paceMillis + 1000.0,
        "gaps p50 %.0f ms, p99 %.0f ms, longest %.0f ms"
            .formatted(seen.gaps().at(0.5) / 1e6, seen.gaps().at(0.99) / 1e6, gap));
  }
}
