package io.millrace.app;

import io.millrace.app.text.Texts;
import io.millrace.console.report.DisplayWidth;
import io.millrace.console.report.TextTable.Style;
import io.millrace.flywheel.release.LabelDesk;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.StateException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What people are asked, from the terminal, also while a server runs.
@Command(
    name = "labels",
    description = "Lists the calls whose true answer is asked for, and takes the answers.",
    subcommands = {LabelsCommand.ListOpen.class, LabelsCommand.Answer.class},
    mixinStandardHelpOptions = true)
final class LabelsCommand extends GroupCommand {
  abstract static class OnDesk extends TerminalCommand implements Callable<Integer> {
    @Mixin CallsCommand.Place place = new CallsCommand.Place();

    <T> T onDesk(Function<LabelDesk, T> question) {
      if (!Files.exists(place.data.resolve("control.db"))) {
        throw new UnusableException(
            place.data + ": no server with a loop has run here; name its data folder with --data");
      }
      try (CallStore calls = place.open();
          ControlStore control = ControlStore.open(place.data)) {
        return question.apply(new LabelDesk(control, calls, InstantSource.system()));
      } catch (StateException e) {
        throw new UnusableException(String.valueOf(e.getMessage()), e);
      } catch (IllegalArgumentException e) {
        throw new UsageException(String.valueOf(e.getMessage()), e);
      }
    }
  }

  /// What is open.
  @Command(
      name = "list",
      description = "Lists what is open, the longest asked first.",
      mixinStandardHelpOptions = true)
  static final class ListOpen extends OnDesk {
    private static final int LINES = 6;

    @Option(names = "--scenario", paramLabel = "ID", description = "Only of this scenario.")
    @Nullable String scenario;

    @Option(
        names = "--limit",
        paramLabel = "N",
        description = "At most so many (default: ${DEFAULT-VALUE}).")
    int limit = 20;

    @Option(names = "--json", description = "As JSON.")
    boolean json;

    @Override
    public Integer call() {
      if (limit < 1) {
        throw new UsageException("--limit " + limit + ": at least 1 is expected");
      }
      Texts texts = place.texts(terminal);
      List<ObjectNode> rows = onDesk(desk -> desk.open(Optional.ofNullable(scenario), limit));
      if (json) {
        var all = CallJson.JSON.createArrayNode();
        rows.forEach(all::add);
        terminal.line(all.toPrettyString());
      } else if (rows.isEmpty()) {
        terminal.line(texts.say("labels.none"));
      } else {
        rows.forEach(row -> show(row, texts));
        terminal.line(texts.say("labels.how"));
      }
      return 0;
    }

    private void show(JsonNode row, Texts texts) {
      boolean comparison = row.path("kind").asString().equals("comparison");
      String id = Style.BOLD.apply(row.path("call_id").asString(), terminal.colour());
      terminal.line(id + "  " + texts.say(comparison ? "labels.comparison" : "labels.answer"));
      part(row, "input", texts);
      if (comparison) {
        part(row, "reference", texts);
        part(row, "candidate", texts);
      }
      terminal.line("");
    }

    private void part(JsonNode row, String field, Texts texts) {
      JsonNode text = row.path(field);
      terminal.line("  " + Style.DIM.apply(texts.say("labels.field." + field), terminal.colour()));
      if (text.isMissingNode()) {
        terminal.line("    " + texts.say("labels.not_kept"));
        return;
      }
      List<String> lines =
          text.asString()
              .lines()
              .flatMap(line -> DisplayWidth.wrap(line, terminal.width() - 4).stream())
              .toList();
      lines.stream().limit(LINES).forEach(line -> terminal.line("    " + line));
      if (lines.size() > LINES) {
        terminal.line("    " + texts.say("labels.more", "count", "" + (lines.size() - LINES)));
      }
    }
  }

  /// Answers one.
  @Command(
      name = "answer",
      description = "Gives a call's true answer, or says how a comparison is to be judged.",
      mixinStandardHelpOptions = true)
  static final class Answer extends OnDesk {
    @Parameters(index = "0", paramLabel = "CALL", description = "The call's id.")
    String call = "";

    @Parameters(
        index = "1",
        paramLabel = "TEXT",
        description = "The true answer; of a comparison, as_good or worse.")
    String text = "";

    @Override
    public Integer call() {
      onDesk(desk -> {
        desk.answer(call, text, GroupCommand.who());
        return true;
      });
      terminal.line(place.texts(terminal).say("labels.done", "call", call));
      return 0;
    }
  }
}
