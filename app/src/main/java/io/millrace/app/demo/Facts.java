package io.millrace.app.demo;

import io.millrace.flywheel.spend.SpendQuery;
import io.millrace.flywheel.spend.SpendReport;
import io.millrace.flywheel.spend.Spending;
import io.millrace.model.Picodollars;
import io.millrace.model.PriceCatalogue;
import io.millrace.model.Spend;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Counts;
import io.millrace.store.control.Event;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Round;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// The story's figures, read from journal, call log and control store when it is over. Immutable.
///
/// @param data the folder that they are read from
/// @param spent what `millrace spend --saved` says
/// @param books what the journal says, added up in another way
/// @param scenarios found
/// @param policies certified, of all rounds
/// @param certified how many scenarios have, or had, a certified policy
/// @param comparisons students' answers that were held against the teacher's
/// @param disagreed of them
/// @param shifted the scenario that the large model came to answer by another rule; empty without
/// @param alarms scenarios whose policies were taken back, in order of the alarms
/// @param recovered of those, how many had a new policy that answers in full afterwards
/// @param named whether the change was named as the teacher's
/// @param toRollback seconds from the shift to the rollback; NaN without
/// @param toRecovery seconds from the shift until the new policy answered in full; NaN without
/// @param conversations calls of free conversation
/// @param conversationsByStudent of them, those that a student answered
public record Facts(
    Path data,
    SpendReport spent,
    Ledger books,
    int scenarios,
    int policies,
    int certified,
    long comparisons,
    long disagreed,
    String shifted,
    List<String> alarms,
    int recovered,
    boolean named,
    double toRollback,
    double toRecovery,
    long conversations,
    long conversationsByStudent) {
  private static final int MOST = 100_000;

  public Facts {
    alarms = List.copyOf(alarms);
  }

  /// The journal added up call by call, rounds that are to be charged in it among them.
  public record Ledger(long calls, long callers, long audits, Spend spend) {}

  /// Reads them.
  ///
  /// @param conversations ids of calls of free conversation
  public static Facts read(Path data, List<String> conversations, PriceCatalogue prices) {
    try (CallStore calls = CallStore.reading(data);
        ControlStore control = ControlStore.open(data)) {
      var query = new SpendQuery(Optional.empty(), Optional.empty(), List.of(), true);
      SpendReport spent = Spending.report(calls, control, query, prices);
      Books books = Books.sums(calls);
      books.advance();
      List<Event> events = control.events(Optional.empty(), MOST).reversed();
      List<PolicyRecord> policies = control.policies();
      Optional<Event> shift = first(events, Story.SHIFT, "", Instant.EPOCH);
      String shifted = shift.map(Event::scenario).orElse("");
      List<String> alarms =
          events.stream().filter(e -> e.kind().equals("alarm")).map(Event::scenario).toList();
      return new Facts(
          data,
          spent,
          ledger(books, control.uncharged()),
          control.scenarios().size(),
          policies.size(),
          (int) policies.stream().map(PolicyRecord::scenario).distinct().count(),
          compared(control, policies, false),
          compared(control, policies, true),
          shifted,
          alarms,
          (int) new TreeSet<>(alarms).stream().filter(each -> recovered(events, each)).count(),
          events.stream().anyMatch(each -> each.kind().equals("teacher_changed")),
          shift
              .flatMap(at -> first(events, "alarm", shifted, at.at()).map(e -> seconds(at, e)))
              .orElse(Double.NaN),
          shift
              .flatMap(at ->
                  first(events, "alarm", shifted, at.at())
                      .flatMap(alarm -> first(events, "full", shifted, alarm.at()))
                      .map(e -> seconds(at, e)))
              .orElse(Double.NaN),
          conversations.size(),
          conversations.stream().filter(books::byStudent).count());
    }
  }

  /// What the journal says, and the rounds that are to be charged in it.
  private static Ledger ledger(Books books, List<Round> uncharged) {
    Spend spend = books.spend();
    for (Round round : uncharged) {
      spend = spend.plus(new Picodollars(round.costPicodollars()));
    }
    return new Ledger(books.total() + uncharged.size(), books.callers(), books.audits(), spend);
  }

  private static Optional<Event> first(
      List<Event> events, String kind, String scenario, Instant after) {
    return events.stream()
        .filter(each -> each.kind().equals(kind))
        .filter(each -> scenario.isEmpty() || each.scenario().equals(scenario))
        .filter(each -> !each.at().isBefore(after))
        .findFirst();
  }

  private static double seconds(Event from, Event until) {
    return (until.at().toEpochMilli() - from.at().toEpochMilli()) / 1000.0;
  }

  private static boolean recovered(List<Event> events, String scenario) {
    return first(events, "alarm", scenario, Instant.EPOCH)
        .flatMap(alarm -> first(events, "full", scenario, alarm.at()))
        .isPresent();
  }

  private static long compared(
      ControlStore control, List<PolicyRecord> policies, boolean disagreed) {
    long sum = 0;
    for (PolicyRecord policy : policies) {
      Counts.Tally tally = control.counts(policy.id()).all();
      sum += disagreed ? tally.disagreed() + tally.missing() : tally.settled();
    }
    return sum;
  }
}
