package io.millrace.app;

import io.millrace.console.report.Language;
import io.millrace.console.report.ReplayTable;
import io.millrace.flywheel.replay.Replay;
import io.millrace.store.policy.PolicySet;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Released policies against calls that they have never seen.
@Command(
    name = "replay",
    description = "Holds policies against logged calls, exactly as a gateway would apply them.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReplayCommand extends TerminalCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Logs, as audit reads them; answers in them are optional.")
  List<String> inputs = List.of();

  @Option(
      names = "--policies",
      required = true,
      paramLabel = "DIR",
      description = "The policies folder that an audit wrote.")
  Path policies = Path.of("");

  @Option(
      names = "--lang",
      paramLabel = "LANG",
      description = "en or zh (default: the environment's).")
  @Nullable String lang;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where results go (default: ${DEFAULT-VALUE}).")
  Path out = Path.of("millrace-replay");

  @Override
  public Integer call() {
    Language language = Languages.of(lang, terminal);
    PolicySet set = PolicySet.load(policies);
    try (OutputFolder output = OutputFolder.open(out);
        ProgressLine progress = new ProgressLine(terminal, language == Language.ZH)) {
      output.checkFile("answers.jsonl.gz");
      output.checkFile("replay.json");
      List<ReplayTable.Row> rows = replay(set, output, progress);
      output.publish();
      progress.clear();
      terminal.line(
          ReplayTable.render(rows, language, terminal.width(), terminal.colour()).stripTrailing());
      terminal.line("");
      terminal.line("  " + out.resolve("replay.json").toAbsolutePath());
    }
    return 0;
  }

  private List<ReplayTable.Row> replay(PolicySet set, OutputFolder output, ProgressLine progress) {
    Replay[] done = new Replay[1];
    output.file(
        "answers.jsonl.gz",
        o -> {
          try (Replay replay = new Replay(set, o)) {
            LogReading.streamed(inputs, terminal, progress, replay::add);
            done[0] = replay;
          }
        });
    output.file("replay.json", o -> done[0].writeSummary(o));
    return done[0].rows().stream()
        .filter(r -> r.calls() > 0)
        .map(r ->
            new ReplayTable.Row(
                r.name(),
                r.calls(),
                r.answered(),
                r.risk() == null ? null : r.disagreed(),
                r.coverage(),
                r.risk()))
        .toList();
  }
}
