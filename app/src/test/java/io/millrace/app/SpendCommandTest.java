package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.console.report.DisplayWidth;
import io.millrace.store.calls.CallStore;
import io.millrace.store.calls.CallStoreSettings;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.RoundResult;
import io.millrace.store.control.RoundState;
import io.millrace.store.journal.Journal;
import io.millrace.store.journal.JournalSettings;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

final class SpendCommandTest {
  private static final CallStoreSettings KEEP = new CallStoreSettings(Optional.empty());
  private static final String[][] CUTS = {
    {},
    {"--by", "scenario"},
    {"--by", "model"},
    {"--by", "day"},
    {"--by", "tier"},
    {"--by", "key"},
    {"--by", "purpose"},
    {"--by", "day,scenario", "--by", "tier"}
  };

  @TempDir Path folder;

  /// Whatever calls there are, in files and in the journal's tail, and however they are cut: the
  /// sums are those of the journal, to the picodollar.
  @Test
  void everyCutAddsUpToTheJournal() throws Exception {
    for (long seed = 1; seed <= 5; seed++) {
      Path data = folder.resolve("data" + seed);
      var books = new MadeUpBooks(seed);
      BigInteger rounds = write(data, books, 400);
      for (String[] cut : CUTS) {
        JsonNode json = json(data, cut);
        BigInteger total = cost(json.path("total"));
        assertThat(total).as("seed " + seed).isEqualTo(books.cost().add(rounds));
        assertThat(json.at("/total/calls").asInt()).isEqualTo(books.calls() + 1);
        assertThat(json.at("/total/unpriced/no_usage").asLong()).isEqualTo(books.unpriced());
        assertThat(sum(json.path("entries"), "cost")).isEqualTo(total);
        if (cut.length > 0) {
          assertThat(sum(json.path("rows"), "cost")).isEqualTo(total);
          assertThat(sum(json.path("rows"), "callers").add(sum(json.path("rows"), "own")))
              .isEqualTo(total);
        }
      }
    }
  }

  /// The saving too is the same however it is cut, and adds up from its parts.
  @Test
  void everyCutAddsUpToTheSaving() throws Exception {
    Path data = folder.resolve("data");
    write(data, new MadeUpBooks(99), 3000);
    BigInteger net = null;
    for (String[] cut : CUTS) {
      JsonNode json = json(data, append(cut, "--saved"));
      JsonNode saving = json.path("saving");
      BigInteger own = number(saving, "own");
      assertThat(number(saving, "net"))
          .isEqualTo(
              number(saving, "known")
                  .add(number(saving, "estimated"))
                  .subtract(number(saving, "cost"))
                  .subtract(own));
      assertThat(sum(saving.path("strata"), "gross")).isEqualTo(number(saving, "gross"));
      assertThat(saving.path("estimated").asLong()).isPositive();
      net = net == null ? number(saving, "net") : net;
      assertThat(number(saving, "net")).isEqualTo(net);
      if (cut.length > 0) {
        assertThat(sum(json.path("rows"), "net_saving")).isEqualTo(net);
      }
    }
  }

  @Test
  void windowsAddUpToTheWhole() throws Exception {
    Path data = folder.resolve("data");
    write(data, new MadeUpBooks(3), 300);
    BigInteger before = cost(json(data, "--until", "2026-03-02").path("total"));
    BigInteger after = cost(json(data, "--from", "2026-03-02T00:00:00Z").path("total"));
    assertThat(before).isPositive();
    assertThat(before.add(after)).isEqualTo(cost(json(data).path("total")));
  }

  @Test
  void tablesFitTheTerminalInBothLanguages() throws Exception {
    Path data = folder.resolve("data");
    write(data, new MadeUpBooks(5), 500);
    for (String lang : List.of("en", "zh")) {
      for (String[] cut : CUTS) {
        Run run = spend(data, append(cut, "--saved", "--lang", lang));
        assertThat(run.code()).as(run.err()).isZero();
        run.out()
            .lines()
            .forEach(line -> assertThat(DisplayWidth.of(line)).as(line).isLessThanOrEqualTo(140));
      }
    }
    assertThat(spend(data, "--lang", "zh").out()).contains("调用的花费", "学生模型作答", "尚未记入日志");
    assertThat(spend(data, "--lang", "en").out())
        .contains("What calls cost", "Answered by a student", "Training, not yet in the journal");
  }

  @Test
  void noCallIsSaidSo() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    Run run = spend(data, "--lang", "en", "--saved");
    assertThat(run.code()).isZero();
    assertThat(run.out()).startsWith("No call in ");
    assertThat(cost(json(data).path("total"))).isZero();
    assertThat(data.toFile().list()).isEmpty();
  }

  @Test
  void wrongUsageIsSaidSo() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    for (String[] bad :
        new String[][] {
          {"--by", "colour"},
          {"--by", "day,day"},
          {"--from", "yesterday"},
          {"--from", "2026-03-02", "--until", "2026-03-02"},
          {"--prices", "p.json"},
          {"--lang", "fr"}
        }) {
      Run run = spend(data, bad);
      assertThat(run.code()).as(String.join(" ", bad)).isEqualTo(2);
      assertThat(run.err()).doesNotContain("\tat ");
    }
    assertThat(spend(folder.resolve("nowhere")).code()).isEqualTo(1);
  }

  /// Half of the calls are in files; the journal's tail has the others, and one that is under way.
  ///
  /// @return what a round cost that is not charged yet
  private static BigInteger write(Path data, MadeUpBooks books, int calls) throws Exception {
    try (var journal = Journal.open(new JournalSettings(data.resolve("journal"), 1 << 16));
        var store = CallStore.open(data, journal, KEEP)) {
      for (int i = 0; i < calls; i++) {
        journal.append(books.next());
        if (i == calls / 2) {
          store.flush();
        }
      }
    }
    try (var control = ControlStore.open(data)) {
      String charged = control.beginRound("schedule").orElseThrow();
      control.endRound(charged, new RoundResult(RoundState.DONE, 10, 1000, 17, "{}"));
      control.charged(charged, "call_x");
      String open = control.beginRound("schedule").orElseThrow();
      control.endRound(open, new RoundResult(RoundState.FAILED, 10, 1000, 123_456_789L, "{}"));
    }
    return BigInteger.valueOf(123_456_789);
  }

  private static String[] append(String[] args, String... more) {
    return java.util.stream.Stream.concat(List.of(args).stream(), List.of(more).stream())
        .toArray(String[]::new);
  }

  private static Run spend(Path data, String... options) {
    return Run.of(append(new String[] {"spend", "--data", data.toString()}, options));
  }

  private static JsonNode json(Path data, String... options) {
    Run run = spend(data, append(options, "--json"));
    assertThat(run.code()).as(run.err()).isZero();
    return CallJson.JSON.readTree(run.out());
  }

  private static BigInteger cost(JsonNode node) {
    return number(node, "cost");
  }

  private static BigInteger number(JsonNode node, String name) {
    return node.path(name + "_picodollars").bigIntegerValue();
  }

  private static BigInteger sum(JsonNode rows, String name) {
    BigInteger sum = BigInteger.ZERO;
    for (JsonNode row : rows) {
      sum = sum.add(number(row, name));
    }
    return sum;
  }
}
