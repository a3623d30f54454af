package io.millrace.bench.gateway;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// The front door of `bench/gateway`.
public final class GatewayBench {
  private GatewayBench() {}

  /// @param args root of the repository, work folder, home of the JDK, and what is to be measured
  public static void main(String[] args) throws IOException, InterruptedException {
    var settings = new Settings(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]));
    List<String> what = Arrays.asList(args).subList(3, args.length);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> ProcessHandle.current().descendants().forEach(ProcessHandle::destroy)));
    var report = new Report();
    try (Rig rig = Rig.set(settings, report)) {
      for (String one : what) {
        attempt(rig, one);
      }
    }
    System.exit(report.end() ? 0 : 1);
  }

  /// One measurement that breaks off is a miss, and does not keep the others from being made.
  private static void attempt(Rig rig, String what) throws InterruptedException {
    try {
      run(rig, what);
    } catch (IOException | RuntimeException e) {
      rig.report().holds(what + " could be measured", false, e.toString());
    }
  }

  private static void run(Rig rig, String what) throws IOException, InterruptedException {
    switch (what) {
      case "calibrate" -> new AddedLatency(rig).calibrate();
      case "calls" -> new CallCost(rig).run();
      case "tokens" -> new TokenCost(rig).run();
      case "latency" -> {
        new AddedLatency(rig).run();
        new FirstToken(rig).run();
      }
      case "streams" -> new OpenStreams(rig).run();
      case "kill" -> new KillRounds(rig).run();
      case "soak" -> new Soak(rig).run();
      case "round" -> new RoundLatency(rig).run();
      case "start" -> StartTime.run(rig);
      default -> throw new IllegalArgumentException("unknown: " + what);
    }
  }
}
