package io.millrace.app;

import io.millrace.app.config.Configuration;
import io.millrace.app.config.LoopTerms;
import io.millrace.flywheel.loop.LoopSettings;
import io.millrace.flywheel.loop.RoundRunner;
import io.millrace.gateway.GatewaySettings;
import io.millrace.model.Picodollars;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Runs rounds of learning as `./millrace learn` in a process of its own: its memory and its pauses
/// are not the gateway's, the system gives it what the gateway leaves of the processors, and it may
/// die. Its output goes to `learn.log` in the data folder.
final class ChildRounds implements RoundRunner {
  private static final System.Logger LOG = System.getLogger(ChildRounds.class.getName());
  private static final String HEAP = "MILLRACE_LEARN_HEAP";

  private final Supplier<Configuration> configuration;

  /// @param configuration in force when a round begins
  ChildRounds(Supplier<Configuration> configuration) {
    this.configuration = configuration;
  }

  @Override
  public void run(String why) throws IOException, InterruptedException {
    Configuration current = configuration.get();
    Path log = current.data().resolve("learn.log");
    LOG.log(System.Logger.Level.INFO, "a round of learning begins: {0}", why);
    Process process =
        new ProcessBuilder(command(current, why))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(log.toFile()))
            .start();
    try {
      int code = Brake.await(process, Runtime.getRuntime().availableProcessors(), threads());
      if (code != 0) {
        LOG.log(
            System.Logger.Level.WARNING,
            "the round of learning ended with {0}; see {1}",
            code,
            log);
      }
    } finally {
      process.destroy();
    }
  }

  private static List<String> command(Configuration current, String why) {
    List<String> command = new ArrayList<>(lowPriority());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-Xmx" + Optional.ofNullable(System.getenv(HEAP)).orElse("2g"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add("io.millrace.app.Main");
    command.addAll(arguments(current, why));
    return command;
  }

  private static List<String> arguments(Configuration current, String why) {
    LoopTerms.Learning learning = current.loop().learning();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "learn",
                "--data",
                current.data().toString(),
                "--alpha",
                Double.toString(learning.alpha()),
                "--delta",
                Double.toString(learning.delta()),
                "--students",
                learning.encoders() ? "all" : "fast",
                "--mode",
                current.loop().settings().mode().name().toLowerCase(Locale.ROOT),
                "--threads",
                Integer.toString(threads()),
                "--yielding",
                "--core-hour",
                new Picodollars(current.loop().settings().rounds().picodollarsPerCoreHour())
                    .toUsd(),
                "--why",
                why));
    for (LoopSettings.Cheaper cheaper : current.loop().settings().cheaper()) {
      arguments.addAll(List.of("--cheaper", cheaper.by().text()));
    }
    if (current.gateway().recording().bodies() == GatewaySettings.Bodies.MASK) {
      arguments.add("--mask");
    }
    return arguments;
  }

  /// Idle time only, and half of the processors, where the system can do that; [Brake] sees to it
  /// that not all of that is taken.
  private static List<String> lowPriority() {
    List<String> command = new ArrayList<>();
    String processors = lastOf(allowed(), threads());
    if (!processors.isEmpty() && onPath("taskset")) {
      command.addAll(List.of("taskset", "-c", processors));
    }
    if (onPath("chrt")) {
      command.addAll(List.of("chrt", "--idle", "0"));
    } else if (onPath("nice")) {
      command.addAll(List.of("nice", "-n", "19"));
    }
    return command;
  }

  private static int threads() {
    return Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
  }

  /// The processors that this process may use, as Linux writes them; empty elsewhere.
  private static String allowed() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String name = "Cpus_allowed_list:";
      return lines
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(name.length()).strip())
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      return "";
    }
  }

  /// The last processors of a list such as `0-3,8`, one for each thread; empty when that would be
  /// all of them.
  static String lastOf(String allowed, int threads) {
    List<Integer> all = new ArrayList<>();
    for (String range : allowed.isEmpty() ? new String[0] : allowed.split(",", -1)) {
      String[] ends = range.split("-", 2);
      int last = Integer.parseInt(ends[ends.length - 1].strip());
      for (int each = Integer.parseInt(ends[0].strip()); each <= last; each++) {
        all.add(each);
      }
    }
    return all.size() <= threads
        ? ""
        : all.subList(all.size() - threads, all.size()).stream()
            .map(String::valueOf)
            .collect(Collectors.joining(","));
  }

  private static boolean onPath(String program) {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    for (String folder : path.split(File.pathSeparator, -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
