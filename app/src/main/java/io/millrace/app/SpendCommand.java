package io.millrace.app;

import io.millrace.app.text.Texts;
import io.millrace.flywheel.spend.Dimension;
import io.millrace.flywheel.spend.SpendJson;
import io.millrace.flywheel.spend.SpendQuery;
import io.millrace.flywheel.spend.SpendReport;
import io.millrace.flywheel.spend.Spending;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.ControlStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What calls cost and what students saved, also while a server runs.
@Command(
    name = "spend",
    description = "Adds up what calls cost, and what answering below the teacher saved.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SpendCommand extends TerminalCommand implements Callable<Integer> {
  @Mixin CallsCommand.Place place = new CallsCommand.Place();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      description =
          "Calls from then on: 15m, 2h or 7d ago, a date, or a time such as 2026-11-24T22:00; in"
              + " UTC where no zone is named.")
  @Nullable String from;

  @Option(names = "--until", paramLabel = "TIME", description = "Before then; written likewise.")
  @Nullable String until;

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      split = ",",
      description =
          "A row for each: scenario, model, day (UTC), tier, key, purpose. Several may be named.")
  List<Dimension> by = new ArrayList<>();

  @Option(
      names = "--saved",
      description = "Also what it saved: the teacher's cost less all that was spent.")
  boolean saved;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description =
          "With --saved: prices that weigh tokens where a teacher's cost is estimated (default: the"
              + " built-in list). What calls did cost is in the journal.")
  @Nullable Path prices;

  @Option(names = "--json", description = "As JSON, exact to the picodollar (1e-12 USD).")
  boolean json;

  @Override
  public Integer call() {
    Texts texts = place.texts(terminal);
    SpendReport report = read(query());
    if (json) {
      terminal.line(SpendJson.write(report).toPrettyString());
    } else if (report.total().calls() == 0) {
      terminal.line(texts.say("spend.none", "folder", place.data.toString()));
    } else {
      String table = new SpendTable(report, texts, terminal.width(), terminal.colour()).render();
      terminal.line(table.stripTrailing());
    }
    return 0;
  }

  private SpendQuery query() {
    if (prices != null && !saved) {
      throw new UsageException("--prices is for --saved: what calls did cost is in the journal");
    }
    Optional<Instant> start = time("--from", from);
    Optional<Instant> end = time("--until", until);
    if (start.isPresent() && end.isPresent() && !start.get().isBefore(end.get())) {
      throw new UsageException("--from " + from + " is not before --until " + until);
    }
    if (by.stream().distinct().count() < by.size()) {
      throw new UsageException("--by names the same twice");
    }
    return new SpendQuery(start, end, by, saved);
  }

  private static Optional<Instant> time(String option, @Nullable String text) {
    return Optional.ofNullable(text)
        .map(t -> CallOptions.time(option, t, InstantSource.system().instant(), ZoneOffset.UTC));
  }

  private SpendReport read(SpendQuery query) {
    try (CallStore calls = place.open()) {
      if (!Files.exists(place.data.resolve("control.db"))) {
        return Spending.report(calls, null, query, Prices.read(prices));
      }
      try (ControlStore control = ControlStore.open(place.data)) {
        return Spending.report(calls, control, query, Prices.read(prices));
      }
    }
  }
}
