package io.millrace.bench.gateway;

import io.millrace.bench.gateway.Prompts.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/// What a round of learning costs the calls that are served meanwhile: the latency at half load
/// with one running, and without, in turn. The round is held by another gateway, which nobody calls
/// and which has a call log of sample traffic.
final class RoundLatency {
  private static final int CONNECTIONS = 64;
  private static final int CLIENTS = 16;
  private static final String LEARNED = "learned";
  private static final Duration BEFORE_TRAINING = Duration.ofSeconds(8);

  private final Rig rig;
  private final Report report;

  RoundLatency(Rig rig) {
    this.rig = rig;
    this.report = rig.report();
  }

  void run() throws IOException, InterruptedException {
    report.line("== latency at half load while a round of learning runs");
    Path learned = record();
    byte[] body = rig.call(Kind.TEACHER);
    String configuration =
        Configurations.resting(
            Configurations.serving(rig.settings(), rig.whole().port(), rig.prompts().model()));
    try (GatewayProcess gateway = rig.gateway("round", configuration)) {
      rig.check(gateway, body, "teacher", true);
      var wrk = new Wrk(rig.settings().work().resolve("wrk"), body);
      wrk.run(gateway.port(), 32, rig.settings().warmup());
      compare(gateway, body, rig.halfLoad(gateway, body), learned);
    }
    rig.clear("round");
  }

  private void compare(GatewayProcess gateway, byte[] body, double rate, Path learned)
      throws IOException, InterruptedException {
    var without = new Spread();
    var with = new Spread();
    for (int i = 0; i < rig.settings().pairs(); i++) {
      gateway.proc().settle();
      double alone = p99(gateway.port(), body, rate);
      without.add(alone);
      double beside;
      forget(learned);
      try (GatewayProcess learning = GatewayProcess.start(rig.settings(), LEARNED, learning())) {
        ProcessHandle round = begun(learning);
        awaitTraining(round);
        beside = p99(gateway.port(), body, rate);
        if (!round.isAlive()) {
          report.line("  the round was over before the measurement: it counts for less");
        }
      }
      with.add(beside);
      report.line(
          "  %.0f calls/s, p99 in ms: without a round %.2f, with one %.2f", rate, alone, beside);
    }
    report.note("latency at half load, p99, without a round", without.text(" ms"));
    report.note("latency at half load, p99, with one", with.text(" ms"));
    double bar = Math.max(1.5 * without.median(), without.median() + 2);
    report.atMost(
        "the same with a round, at most 1.5 times or 2 ms more",
        with.median(),
        with.text(" ms"),
        bar,
        bar,
        " ms");
  }

  private double p99(int port, byte[] body, double rate) throws IOException {
    try (var load = new OpenLoop(port, CONNECTIONS, body)) {
      return load.run(rate, 2, rig.settings().seconds()).at(0.99) / 1e6;
    }
  }

  private String learning() {
    return Configurations.learning(rig.whole().port(), rig.prompts().model());
  }

  private static ProcessHandle begun(GatewayProcess learning) throws InterruptedException {
    for (int i = 0; i < 300; i++) {
      Optional<ProcessHandle> round = learning.round();
      if (round.isPresent()) {
        return round.get();
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException("no round of learning began");
  }

  /// Waits until it has started up and read the calls.
  private static void awaitTraining(ProcessHandle round) throws InterruptedException {
    while (round.isAlive()
        && round.info().totalCpuDuration().orElse(Duration.ZERO).compareTo(BEFORE_TRAINING) < 0) {
      Thread.sleep(100);
    }
  }

  /// Attempts that were spent do not keep the next round from training.
  private static void forget(Path data) throws IOException {
    for (String file : List.of("attempts.json", "control.db", "control.db-wal", "control.db-shm")) {
      Files.deleteIfExists(data.resolve(file));
    }
  }

  /// Sends the sample traffic through a gateway, so that there is a call log to learn from.
  private Path record() throws IOException, InterruptedException {
    Path data = GatewayProcess.data(rig.settings(), LEARNED);
    if (Files.isDirectory(data.resolve("calls"))) {
      return data;
    }
    Path sample = rig.settings().work().resolve("sample.jsonl.gz");
    int port = Ports.free();
    Process gateway =
        new ProcessBuilder(
                rig.settings().root().resolve("millrace").toString(),
                "serve",
                "--sandbox-log",
                sample.toString(),
                "--port",
                Integer.toString(port),
                "--data",
                data.toString())
            .redirectErrorStream(true)
            .redirectOutput(
                ProcessBuilder.Redirect.to(rig.settings().work().resolve("record.log").toFile()))
            .start();
    try {
      List<byte[]> requests = requests(sample);
      awaitPort(port);
      send(requests, port);
      report.line("  %d calls recorded to learn from", requests.size());
    } finally {
      gateway.destroy();
      gateway.waitFor();
    }
    return data;
  }

  private static List<byte[]> requests(Path sample) throws IOException {
    List<byte[]> requests = new ArrayList<>();
    try (var lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(sample)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int from = line.indexOf("\"request\":") + 10;
        int to = line.indexOf(",\"response\":", from);
        if (from > 9 && to > from) {
          requests.add(line.substring(from, to).getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return requests;
  }

  private static void awaitPort(int port) throws InterruptedException {
    for (int i = 0; i < 600; i++) {
      try {
        Exchange.open(port).close();
        return;
      } catch (IOException e) {
        Thread.sleep(100);
      }
    }
    throw new IllegalStateException("the recording gateway did not start");
  }

  private static void send(List<byte[]> requests, int port) throws InterruptedException {
    var next = new AtomicInteger();
    Callable<Integer> client =
        () -> {
          try (Exchange exchange = Exchange.open(port)) {
            for (int i = next.getAndIncrement(); i < requests.size(); i = next.getAndIncrement()) {
              exchange.write(Exchange.post(requests.get(i)));
              exchange.head();
              exchange.body();
            }
          }
          return 0;
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(client);
      }
      for (Future<Integer> each : threads.invokeAll(clients)) {
        try {
          each.get();
        } catch (ExecutionException e) {
          throw new IllegalStateException("the sample traffic could not be sent", e.getCause());
        }
      }
    }
  }
}
