package io.millrace.app;

import io.millrace.console.report.Language;
import io.millrace.console.report.RoundTable;
import io.millrace.flywheel.audit.AuditOptions;
import io.millrace.flywheel.round.Round;
import io.millrace.flywheel.round.RoundOptions;
import io.millrace.flywheel.round.RoundOutcome;
import io.millrace.flywheel.round.RoundReport;
import io.millrace.flywheel.round.RoundSummary;
import io.millrace.proof.Promise;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Mode;
import io.millrace.store.policy.CheaperModel;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// One round of learning from the terminal, also while a server records calls.
@Command(
    name = "learn",
    description = "Learns from the calls that a server recorded: one round of the loop.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class LearnCommand extends TerminalCommand implements Callable<Integer> {
  @Mixin CallsCommand.Place place = new CallsCommand.Place();

  @Option(
      names = "--alpha",
      paramLabel = "SHARE",
      description = "The disagreement that is allowed (default: ${DEFAULT-VALUE}).")
  double alpha = 0.05;

  @Option(
      names = "--delta",
      paramLabel = "SHARE",
      description =
          "The chance that a certificate of a scenario may be wrong, over all attempts on it"
              + " (default: ${DEFAULT-VALUE}).")
  double delta = 0.05;

  @Option(
      names = "--students",
      paramLabel = "WHICH",
      description =
          "fast: microseconds an answer; all: small encoders too, milliseconds (default: fast).")
  AuditCommand.Candidates students = AuditCommand.Candidates.FAST;

  @Option(
      names = "--scenario",
      paramLabel = "ID",
      description = "Only this scenario, whether or not it is due; it spends an attempt.")
  @Nullable String scenario;

  @Option(
      names = "--cheaper",
      paramLabel = "MODEL[=CHECK[:JUDGE]]",
      description =
          "A model that a server asked in shadow, and how its answers are compared: exact"
              + " (default), json or judge. May be repeated, the preferred first.")
  List<String> cheaper = List.of();

  @Option(
      names = "--mask",
      description = "Learn with persons hidden: for calls that are recorded masked.")
  boolean mask;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "Of scenarios for which nobody chose one: auto, ask or off (default: ask).")
  Mode mode = Mode.ASK;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads to work with (default: the processors of this machine).")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What every random choice follows from (default: ${DEFAULT-VALUE}).")
  long seed = 1;

  @Option(
      names = "--core-hour",
      paramLabel = "USD",
      description = "What an hour of a processor costs (default: ${DEFAULT-VALUE}).")
  BigDecimal coreHour = new BigDecimal("0.05");

  @Option(
      names = "--why",
      paramLabel = "TEXT",
      description = "Why, for the record (default: ${DEFAULT-VALUE}).")
  String why = "asked for";

  @Option(
      names = "--yielding",
      hidden = true,
      description = "Let the process that began this one hold it back while it is busy.")
  boolean yielding;

  @Option(names = "--json", description = "Print what came of it as JSON.")
  boolean json;

  @Override
  public Integer call() {
    if (yielding) {
      Brake.permit();
    }
    Language language = Languages.of(place.lang, terminal);
    RoundOptions options = options();
    try (CallStore calls = place.open();
        ControlStore control = ControlStore.open(place.data);
        ProgressLine progress = new ProgressLine(terminal, language == Language.ZH)) {
      RoundOutcome outcome =
          Round.hold(place.data, calls, control, options, progress, InstantSource.system());
      progress.clear();
      switch (outcome) {
        case RoundOutcome.Held(RoundReport report) -> show(report, language);
        case RoundOutcome.Busy _ ->
            throw new UnusableException(
                place.texts(terminal).say("learn.busy", "folder", place.data.toString()));
      }
    }
    return 0;
  }

  private RoundOptions options() {
    try {
      AuditOptions terms =
          new AuditOptions(
              alpha,
              delta,
              Promise.SELECTIVE,
              AuditOptions.Loss.RECORD,
              students == AuditCommand.Candidates.ALL,
              false,
              seed,
              threads,
              AuditOptions.Examples.NONE,
              Prices.read(null),
              "built-in",
              0,
              coreHour);
      return new RoundOptions(
          terms,
          mask,
          Optional.ofNullable(scenario),
          mode,
          cheaper.stream().map(CheaperModel::parse).toList(),
          why);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  private void show(RoundReport report, Language language) {
    if (json) {
      terminal.line(RoundSummary.json(report));
      return;
    }
    terminal.line(
        RoundTable.render(report, language, terminal.width(), terminal.colour()).stripTrailing());
  }
}
