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
      int code = process.waitFor();
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
    int processors = Runtime.getRuntime().availableProcessors();
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
                Integer.toString(Math.max(1, processors / 2)),
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

  /// Idle time only, where the system can do that.
  private static List<String> lowPriority() {
    if (onPath("chrt")) {
      return List.of("chrt", "--idle", "0");
    }
    return onPath("nice") ? List.of("nice", "-n", "19") : List.of();
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
