package io.millrace.app.demo;

import io.millrace.model.Cost;
import io.millrace.model.Spend;
import io.millrace.store.calls.CallFeed;
import io.millrace.store.calls.CallFilter;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.calls.CallStore;
import io.millrace.store.journal.Entry;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// What has happened so far, counted as the journal tells it. What answering below the teacher
/// saves is taken from the mean that the teacher costs in the scenario: for looking at while it
/// goes on, until the report of spending says it properly. One thread at a time.
final class Books {
  /// Rates are over so many seconds.
  static final int WINDOW = 8;

  private final CallFeed feed;
  private final Instant begun;
  private final Map<String, Line> lines = new HashMap<>();
  private final Line all = new Line();
  private final Set<String> students = new HashSet<>();
  private long callers;
  private long total;
  private long audits;
  private Spend spend = Spend.ZERO;

  Books(CallStore calls, Instant begun) {
    this.feed = calls.feed(CallFilter.latest(Integer.MAX_VALUE), 0);
    this.begun = begun;
  }

  /// Of calls as a whole: without rates, which need a beginning.
  static Books sums(CallStore calls) {
    return new Books(calls, Instant.ofEpochMilli(Long.MAX_VALUE / 2));
  }

  /// A scenario, or all of them together: amounts in picodollars by the second.
  static final class Line {
    private long[] calls = new long[128];
    private long[] byStudent = new long[128];
    private double[] cost = new double[128];
    private double[] without = new double[128];
    private double teacherCost;
    private long teacherCalls;

    private void grow(int second) {
      if (second >= calls.length) {
        int size = 2 * second;
        calls = Arrays.copyOf(calls, size);
        byStudent = Arrays.copyOf(byStudent, size);
        cost = Arrays.copyOf(cost, size);
        without = Arrays.copyOf(without, size);
      }
    }

    private void teacher(double amount) {
      teacherCost += amount;
      teacherCalls++;
    }

    private double mean() {
      return teacherCalls == 0 ? 0 : teacherCost / teacherCalls;
    }

    private void add(int second, boolean call, boolean student, double amount, double instead) {
      grow(second);
      calls[second] += call ? 1 : 0;
      byStudent[second] += student ? 1 : 0;
      cost[second] += amount;
      without[second] += instead;
    }

    long calls() {
      return Arrays.stream(calls).sum();
    }

    double saved() {
      return Arrays.stream(without).sum() - Arrays.stream(cost).sum();
    }

    private static double sum(double[] values, int from, int until) {
      double sum = 0;
      for (int i = Math.max(0, from); i < Math.min(values.length, until); i++) {
        sum += values[i];
      }
      return sum;
    }

    /// USD an hour over some seconds.
    double costPerHour(int from, int until) {
      return sum(cost, from, until) * 3600e-12 / Math.max(1, until - Math.max(0, from));
    }

    double withoutPerHour(int from, int until) {
      return sum(without, from, until) * 3600e-12 / Math.max(1, until - Math.max(0, from));
    }

    double perSecond(int from, int until) {
      double sum = 0;
      for (int i = Math.max(0, from); i < Math.min(calls.length, until); i++) {
        sum += calls[i];
      }
      return sum / Math.max(1, until - Math.max(0, from));
    }

    /// The share of the calls of some seconds that a student answered.
    double studentShare(int from, int until) {
      long some = 0;
      long every = 0;
      for (int i = Math.max(0, from); i < Math.min(calls.length, until); i++) {
        some += byStudent[i];
        every += calls[i];
      }
      return every == 0 ? 0 : (double) some / every;
    }
  }

  /// Takes what ended since the last time.
  void advance() {
    feed.advance((call, _) -> take(call));
  }

  private void take(CallRecord call) {
    Entry.CallEnded ended = call.ended();
    if (ended == null) {
      return;
    }
    total++;
    double amount = 0;
    if (ended.cost() instanceof Cost.Priced(var priced, _)) {
      spend = spend.plus(priced);
      amount = priced.amount();
    }
    int second = second(ended.at());
    boolean own = !call.started().purpose().isEmpty();
    Line line = lines.computeIfAbsent(ended.scenario(), _ -> new Line());
    boolean student = !own && ended.tier().equals("student");
    if (own) {
      audits += call.started().purpose().equals("audit") ? 1 : 0;
    } else {
      callers++;
    }
    if (ended.tier().equals("teacher") && !call.started().purpose().equals("training")) {
      line.teacher(amount);
    }
    if (student) {
      students.add(call.started().call().text());
    }
    double instead = own ? 0 : student ? line.mean() : amount;
    line.add(second, !own, student, amount, instead);
    all.add(second, !own, student, amount, instead);
  }

  private int second(Instant at) {
    return (int) Math.clamp((at.toEpochMilli() - begun.toEpochMilli()) / 1000, 0L, 10_000_000L);
  }

  /// How many whole seconds have passed.
  int seconds(Instant now) {
    return second(now);
  }

  Line all() {
    return all;
  }

  Line of(String scenario) {
    return lines.computeIfAbsent(scenario, _ -> new Line());
  }

  /// Callers' calls.
  long callers() {
    return callers;
  }

  /// Calls of every kind.
  long total() {
    return total;
  }

  long audits() {
    return audits;
  }

  /// What all calls cost.
  Spend spend() {
    return spend;
  }

  /// Whether a student answered a call.
  boolean byStudent(String call) {
    return students.contains(call);
  }
}
