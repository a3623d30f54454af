package io.millrace.app;

import io.millrace.app.text.Texts;
import io.millrace.flywheel.experiment.ExperimentDesk;
import io.millrace.flywheel.experiment.ExperimentJson;
import io.millrace.flywheel.experiment.ExperimentReport;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.ControlStore;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// How the experiments stand, also while a server runs.
@Command(
    name = "experiments",
    description = "Shows what the experiments on the traffic have proven so far.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ExperimentsCommand extends TerminalCommand implements Callable<Integer> {
  @Mixin CallsCommand.Place place = new CallsCommand.Place();

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "One experiment (default: all).")
  String name = "";

  @Option(names = "--json", description = "As JSON (docs/experiments.md).")
  boolean json;

  @Override
  public Integer call() {
    Texts texts = place.texts(terminal);
    List<ExperimentReport> reports = read();
    if (!name.isEmpty() && reports.isEmpty()) {
      throw new UnusableException(texts.say("experiments.unknown", "name", name));
    }
    if (json) {
      terminal.line(
          (name.isEmpty()
                  ? ExperimentJson.write(reports)
                  : ExperimentJson.write(reports.getFirst()))
              .toPrettyString());
    } else if (reports.isEmpty()) {
      terminal.line(texts.say("experiments.none"));
    } else {
      var table = new ExperimentTable(texts, terminal.width(), terminal.colour());
      terminal.line(table.render(reports).stripTrailing());
    }
    return 0;
  }

  private List<ExperimentReport> read() {
    try (CallStore calls = place.open()) {
      if (!Files.exists(place.data.resolve("control.db"))) {
        return List.of();
      }
      try (ControlStore control = ControlStore.open(place.data)) {
        var desk = new ExperimentDesk(control, calls, InstantSource.system());
        return name.isEmpty() ? desk.reports() : desk.report(name).stream().toList();
      }
    }
  }
}
