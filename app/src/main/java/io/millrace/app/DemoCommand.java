package io.millrace.app;

import io.millrace.console.report.Language;
import io.millrace.flywheel.audit.AuditOptions;
import io.millrace.sandbox.SampleOptions;
import io.millrace.sandbox.SampleTraffic;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Synthetic traffic, audited: the first thing a stranger sees.
@Command(
    name = "demo",
    description = "Makes synthetic traffic, audits it, and opens the report. No keys, no network.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DemoCommand extends TerminalCommand implements Callable<Integer> {
  @Option(names = "--exit", description = "End after the summary instead of opening the report.")
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
      names = "--out",
      paramLabel = "DIR",
      description = "Where results go (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("millrace-demo");

  @Override
  public Integer call() {
    boolean chinese = Languages.of(lang, terminal) == Language.ZH;
    Path log = out.resolve("sample.jsonl.gz");
    terminal.line(
        chinese
            ? "生成一份合成的调用日志（全部内容均为虚构，没有调用任何模型）……"
            : "Making a log of synthetic calls (all of it invented; no model is called) ...");
    makeLog();
    terminal.line(
        chinese
            ? "审计日志：找出重复的任务，训练学生模型，并证明它们与大模型的差异 ……"
            : "Auditing it: finding the recurring jobs, training students, proving how often they"
                + " differ ...");
    AuditCommand audit = new AuditCommand();
    audit.terminal = terminal;
    audit.inputs = List.of(log.toString());
    audit.students = AuditCommand.Candidates.FAST;
    audit.loss = AuditOptions.Loss.RECORD;
    audit.lang = lang;
    audit.seed = seed;
    audit.out = out;
    audit.run();
    terminal.line("");
    terminal.line(
        chinese
            ? "换成你自己的日志：  ./millrace audit 你的日志.jsonl.gz"
            : "With your own log:  ./millrace audit your-calls.jsonl.gz");
    if (!exit) {
      open(out.resolve("report.html"));
    }
    return 0;
  }

  private void makeLog() {
    SampleTraffic traffic = SampleTraffic.of(SampleOptions.defaults().withSeed(seed));
    try (OutputFolder output = OutputFolder.open(out)) {
      output.file(
          "sample.jsonl.gz",
          o -> {
            try (GZIPOutputStream zipped = new GZIPOutputStream(o, 1 << 16)) {
              traffic.write(zipped);
            }
          });
      output.publish();
    }
  }

  /// Opens the report in the user's browser where there is one; its path is on the terminal anyway.
  private void open(Path report) {
    if (!terminal.interactive()) {
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
