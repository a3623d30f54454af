package io.millrace.flywheel.spend;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Cost;
import io.millrace.model.Spend;
import io.millrace.model.Usage;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SpendBookTest {
  private static final Cost FREE = Bills.picodollars(0);
  private static final Cost UNPRICED = new Cost.Unpriced(Cost.Reason.NO_USAGE, "nobody said");
  private static final Usage SMALL = Usage.of(100, 10);

  @Test
  void nothingIsNothing() {
    SpendReport report = book(query(List.of(), true)).report(Map.of());
    assertThat(report.total()).isEqualTo(Tally.NONE);
    assertThat(report.entries()).isEmpty();
    assertThat(report.first()).isNull();
    assertThat(report.saving().orElseThrow().net()).isEqualTo(Spend.ZERO);
  }

  @Test
  void everyCallIsInOneEntryAndUnpricedOnesAreCountedApart() {
    SpendBook book = book(query(List.of(), false));
    book.add(Bills.caller(1, "teacher", "s", SMALL, Bills.picodollars(700)));
    book.add(Bills.caller(2, "teacher", "s", SMALL, UNPRICED));
    book.add(Bills.caller(3, "student", "s", SMALL, FREE));
    book.add(Bills.caller(4, "", "", SMALL, Bills.picodollars(5)));
    book.add(Bills.audit(5, 3, "s", Bills.picodollars(40)));
    book.add(Bills.call(6, "judge", "", "teacher", "", Double.NaN, SMALL, Bills.picodollars(3)));
    SpendReport report = book.report(Map.of());
    assertThat(report.entries().keySet().stream().map(SpendEntry::code))
        .containsExactly("teacher", "student", "unanswered", "audit", "judge");
    assertThat(report.total().calls()).isEqualTo(6);
    assertThat(report.total().cost()).isEqualTo(spend(748));
    assertThat(report.total().unpriced()).containsExactly(Map.entry(Cost.Reason.NO_USAGE, 1L));
    assertThat(report.own().cost()).isEqualTo(spend(43));
  }

  @Test
  void totalsBeyondALongAreExact() {
    SpendBook book = book(query(List.of(Dimension.MODEL), false));
    for (int i = 0; i < 100; i++) {
      book.add(Bills.caller(i, "teacher", "s", SMALL, Bills.picodollars(999_999_999_999_999_999L)));
    }
    SpendReport report = book.report(Map.of());
    BigInteger sum = new BigInteger("99999999999999999900");
    assertThat(report.total().cost().picodollars()).isEqualTo(sum);
    assertThat(report.rows().getFirst().total().cost().picodollars()).isEqualTo(sum);
  }

  @Test
  void aRoundIsCountedOnceWhetherItsChargeIsInTheJournalOrNot() {
    SpendBook book = book(query(List.of(Dimension.DAY), false));
    book.add(Bills.call(1, "training", "r7", "", "", Double.NaN, SMALL, Bills.picodollars(20)));
    book.add(Bills.round(7, 20));
    book.add(Bills.round(90, 5));
    SpendReport report = book.report(Map.of());
    assertThat(report.total().cost()).isEqualTo(spend(25));
    assertThat(report.entries())
        .containsOnlyKeys(
            new SpendEntry(true, "training"), new SpendEntry(true, SpendEntry.PENDING_TRAINING));
    assertThat(report.rows().stream().map(row -> row.key().getFirst()))
        .containsExactly("2026-03-01", "2026-03-02");
  }

  @Test
  void theWindowTakesItsFirstInstantAndLeavesItsLast() {
    var query =
        new SpendQuery(
            Optional.of(Bills.START.plusSeconds(2)),
            Optional.of(Bills.START.plusSeconds(4)),
            List.of(),
            false);
    SpendBook book = book(query);
    for (int i = 1; i < 6; i++) {
      book.add(Bills.caller(i, "teacher", "s", SMALL, Bills.picodollars(1L << i)));
      book.add(Bills.round(i, 1000L << i));
    }
    assertThat(book.report(Map.of()).total().cost()).isEqualTo(spend(12_012));
  }

  @Test
  void anAuditSaysWhatItsCallWouldHaveCost() {
    SpendBook book = book(query(List.of(Dimension.SCENARIO), true));
    book.add(Bills.caller(1, "student", "s", SMALL, FREE));
    book.add(Bills.caller(2, "model", "s", SMALL, Bills.picodollars(30)));
    book.add(Bills.caller(3, "student", "t", SMALL, FREE));
    book.add(Bills.audit(4, 1, "s", Bills.picodollars(100)));
    book.add(Bills.audit(5, 2, "s", Bills.picodollars(210)));
    book.add(Bills.round(6, 7));
    SpendReport report = book.report(Map.of());
    Saving saving = report.saving().orElseThrow();
    // 100 + 210 the teacher, 30 the cheaper model, 310 audits, 7 training; nothing of t is known.
    assertThat(saving.calls().gross()).isEqualTo(spend(280));
    assertThat(saving.own()).isEqualTo(spend(317));
    assertThat(saving.net()).isEqualTo(spend(-37));
    assertThat(saving.calls().unknown()).isEqualTo(1);
    assertThat(saving.margin()).isEqualTo(Saving.Margin.NONE);
    assertThat(report.rows().stream().map(row -> row.saved().orElseThrow().gross()))
        .containsExactly(spend(280), Spend.ZERO, Spend.ZERO);
  }

  @Test
  void anAuditOutsideOfTheWindowIsKnowledgeAndNoSpending() {
    var query =
        new SpendQuery(Optional.empty(), Optional.of(Bills.START.plusSeconds(2)), List.of(), true);
    SpendBook book = book(query);
    book.add(Bills.caller(1, "student", "s", SMALL, FREE));
    book.add(Bills.audit(5, 1, "s", Bills.picodollars(100)));
    SpendReport report = book.report(Map.of());
    assertThat(report.total().cost()).isEqualTo(Spend.ZERO);
    assertThat(report.saving().orElseThrow().net()).isEqualTo(spend(100));
  }

  @Test
  void aCachedAnswerSavesWhatTheAnswerThatItRepeatsDidCost() {
    SpendBook book = book(query(List.of(), true));
    Usage other = Usage.of(100, 11);
    book.add(Bills.caller(1, "cache", "", SMALL, FREE));
    book.add(Bills.caller(2, "teacher", "", SMALL, Bills.picodollars(50)));
    book.add(Bills.caller(3, "teacher", "", other, UNPRICED));
    book.add(Bills.caller(4, "cache", "", SMALL, FREE));
    book.add(Bills.caller(5, "cache", "", other, FREE));
    Saved saved = book.report(Map.of()).saving().orElseThrow().calls();
    assertThat(saved.repeated()).isEqualTo(1);
    assertThat(saved.unknown()).isEqualTo(2);
    assertThat(saved.gross()).isEqualTo(spend(50));
  }

  @Test
  void whatIsEstimatedIsTheRatioTimesTheRestAndRowsAddUpToIt() {
    SpendBook book = book(query(List.of(Dimension.DAY), true));
    // Usage weighs input + 4 output: 140 and 280; the teacher costs 3 for each, and one more or
    // less.
    for (int i = 0; i < 400; i++) {
      Usage usage = i % 2 == 0 ? SMALL : Usage.of(200, 20);
      book.add(Bills.caller(i, "student", "s", usage, FREE));
      if (i % 10 < 2) {
        long cost = 3L * (i % 2 == 0 ? 140 : 280) + (i % 20 < 10 ? 1 : -1);
        book.add(Bills.audit(1000 + i, i, "s", Bills.picodollars(cost)));
      }
    }
    SpendReport report = book.report(Map.of());
    Saving saving = report.saving().orElseThrow();
    assertThat(saving.calls().audited()).isEqualTo(80);
    assertThat(saving.calls().knownCost()).isEqualTo(spend(40 * 3 * 140 + 40 * 3 * 280));
    assertThat(saving.calls().estimatedCost()).isEqualTo(spend(160 * 3 * 140 + 160 * 3 * 280));
    assertThat(saving.margin().above().picodollars()).isBetween(big(10), big(200));
    Saved rows =
        report.rows().stream()
            .map(row -> row.saved().orElseThrow())
            .reduce(Saved.NONE, Saved::plus);
    assertThat(rows).isEqualTo(saving.calls());
  }

  @Test
  void underThirtyAuditsNothingIsEstimated() {
    for (int audits : new int[] {29, 30}) {
      SpendBook book = book(query(List.of(), true));
      for (int i = 0; i < 100; i++) {
        book.add(Bills.caller(i, "student", "s", SMALL, FREE));
        if (i < audits) {
          book.add(Bills.audit(1000 + i, i, "s", Bills.picodollars(10)));
        }
      }
      Saved saved = book.report(Map.of()).saving().orElseThrow().calls();
      assertThat(saved.unknown()).isEqualTo(audits < 30 ? 71 : 0);
      assertThat(saved.gross()).isEqualTo(spend(audits < 30 ? 290 : 1000));
    }
  }

  @Test
  void theJsonHasWholePicodollarsAndExactDollars() {
    SpendBook book = book(query(List.of(Dimension.SCENARIO), true));
    book.add(Bills.caller(1, "student", "s", SMALL, FREE));
    book.add(Bills.audit(2, 1, "s", Bills.picodollars(1_234_567_890_123L)));
    var json = SpendJson.write(book.report(Map.of("s", "tickets")));
    assertThat(json.at("/total/cost_picodollars").bigIntegerValue()).isEqualTo(big(1234567890123L));
    assertThat(json.at("/total/cost_usd").stringValue()).isEqualTo("1.234567890123");
    assertThat(json.at("/rows/0/scenario_name").stringValue()).isEqualTo("tickets");
    assertThat(json.at("/rows/0/net_saving_picodollars").bigIntegerValue())
        .isEqualTo(BigInteger.ZERO);
    assertThat(json.at("/saving/net_lower_usd").stringValue()).isEqualTo("0");
  }

  private static SpendQuery query(List<Dimension> by, boolean saved) {
    return new SpendQuery(Optional.empty(), Optional.empty(), by, saved);
  }

  private static SpendBook book(SpendQuery query) {
    return new SpendBook(query, Bills.NO_PRICES);
  }

  private static Spend spend(long picodollars) {
    return new Spend(big(picodollars));
  }

  private static BigInteger big(long number) {
    return BigInteger.valueOf(number);
  }
}
