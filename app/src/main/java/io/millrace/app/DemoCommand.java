package io.millrace.app;

import io.millrace.app.demo.Plan;
import io.millrace.app.text.Texts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The whole loop in a minute or two: the first thing a stranger sees.
@Command(
    name = "demo",
    description =
        "Shows the whole loop on simulated models, through a real gateway: jobs are found, students"
            + " trained, proven, let out, and taken back when the world shifts. No keys, no"
            + " network.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DemoCommand extends TerminalCommand implements Callable<Integer> {
  private static final int LEAST_SECONDS = 5;

  /// Calls for the first round: so many that its jobs can be certified.
  private static final long LEARN = 4200;

  /// Calls to the large model from one round to the next, where a log is played.
  private static final long LEARN_OF_LOG = 3000;

  @Option(
      names = "--exit",
      description =
          "End with the story; the exit code says whether all that the demo claims came true.")
  boolean exit;

  @Option(
      names = "--lang",
      paramLabel = "LANG",
      description = "en or zh (default: the environment's).")
  @Nullable String lang;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Which traffic of all possible ones (default: ${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(
      names = "--no-shift",
      description = "Let the large model stay as it is: nothing is to be taken back.")
  boolean noShift;

  @Option(
      names = "--log",
      paramLabel = "FILE",
      description =
          "Play a log of calls through the gateway; its recorded answers play the large model.")
  @Nullable Path log;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description = "With --log: prices of its models (default: the built-in list).")
  @Nullable Path prices;

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the story's figures to this file.")
  @Nullable Path json;

  @Option(
      names = "--alpha",
      paramLabel = "SHARE",
      description = "The disagreement that is allowed (default: ${DEFAULT-VALUE}).")
  double alpha = 0.1;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Calls in a second (default: 180; a log's as fast as they are answered).")
  @Nullable Double rate;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      description = "End the story after so long at most (default: 300; a log is played whole).")
  @Nullable Integer duration;

  @Option(names = "--no-report", description = "Write no report of what was found at the end.")
  boolean noReport;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Where all of it goes: journal, call log and policies under DIR/data, and the report"
              + " (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("millrace-demo");

  @Override
  public Integer call() {
    check();
    Texts texts = Texts.of(Languages.of(lang, terminal));
    var stop = new Stop();
    stop.onSignals();
    var run = new DemoRun(terminal, texts, options());
    boolean holds = run.play(stop);
    if (!exit && !stop.requested()) {
      show(out.resolve("report.html"));
    }
    return holds || !exit ? 0 : 1;
  }

  private DemoRun.Options options() {
    int limit = duration != null ? duration : log == null ? 300 : 86_400;
    var plan =
        new Plan(
            !noShift && log == null,
            log != null,
            log == null ? LEARN : LEARN_OF_LOG,
            Duration.ofSeconds(20),
            Duration.ofSeconds(limit));
    return new DemoRun.Options(plan, out, log, prices, json, seed, alpha, rate(), exit, !noReport);
  }

  private double rate() {
    return rate != null ? rate : log == null ? 180 : Double.POSITIVE_INFINITY;
  }

  private void check() {
    if (prices != null && log == null) {
      throw new UsageException("--prices is for the models of a log; name one with --log");
    }
    if (log != null && !Files.isReadable(log)) {
      throw new UnusableException("--log " + log + ": this file cannot be read");
    }
    if (!(alpha >= 0.0001 && alpha < 1)) {
      throw new UsageException("--alpha " + alpha + ": at least 0.0001 and below 1 is expected");
    }
    if (rate != null && !(rate >= 1 && rate <= 2000)) {
      throw new UsageException("--rate " + rate + ": 1 to 2000 calls a second are expected");
    }
    if (duration != null && duration < LEAST_SECONDS) {
      throw new UsageException(
          "--duration " + duration + ": at least " + LEAST_SECONDS + " seconds are expected");
    }
  }

  /// Opens the report in the user's browser where there is one; its path is on the terminal anyway.
  private void show(Path report) {
    if (!terminal.interactive() || !Files.exists(report)) {
      return;
    }
    boolean opened = opened("xdg-open", report) || opened("open", report);
    if (!opened) {
      terminal.line("file://" + report.toAbsolutePath());
    }
  }

  /// Whether a program of this name is installed and was started on the report.
  private static boolean opened(String program, Path report) {
    try {
      new ProcessBuilder(program, report.toAbsolutePath().toString())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
