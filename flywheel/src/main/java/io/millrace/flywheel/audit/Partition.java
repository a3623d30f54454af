package io.millrace.flywheel.audit;

import io.millrace.learn.template.Match;
import io.millrace.model.Answer;
import io.millrace.model.Call;
import io.millrace.model.RequestForm;
import io.millrace.model.Usage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Puts the calls of a scenario into units and the units into parts, for work beside the
/// certificates that must not touch what they are opened on.
///
/// Units and cuts are those of a certificate ([Units], [Split]), but also take in calls that no
/// certificate counts, such as calls of tools. Where the two disagree about a call, because more
/// calls tie more together or move the cuts, the later part wins: what a certificate counts as
/// certifying is never in an earlier part, and no unit, nor a short conversation, is in two parts.
public final class Partition {
  /// More calls of one scenario are not looked at; the latest are.
  public static final int MOST_CALLS = ScenarioAudit.MOST_CALLS;

  private Partition() {}

  /// A part, by time.
  public enum Part {
    TRAIN,
    TUNE,
    CERTIFY
  }

  /// A call of a scenario.
  ///
  /// @param created when it was asked
  /// @param conversation what ties calls together, if the log says
  /// @param model the model that the application asked for
  /// @param version the template version it was made from
  /// @param input what differs from call to call
  /// @param cost in picodollars; negative when unknown
  /// @param reference whether the teacher answered it: only such calls are counted by certificates
  public record Entry(
      String id,
      Instant created,
      @Nullable String conversation,
      String model,
      int version,
      String input,
      RequestForm form,
      Answer answer,
      @Nullable Usage usage,
      long cost,
      boolean reference) {
    /// The entry of a recognised call.
    public static Entry of(Call call, Match match, long cost, boolean reference) {
      return new Entry(
          call.id(),
          call.created(),
          call.conversation(),
          call.request().model(),
          match.version(),
          match.input(),
          call.request().form(),
          call.answer(),
          call.usage(),
          cost,
          reference);
    }

    private ScenarioCall call(Answer said) {
      return new ScenarioCall(
          id,
          created,
          conversation,
          model,
          version,
          input,
          form,
          said,
          usage,
          OptionalLong.empty(),
          cost);
    }
  }

  /// A unit: calls whose inputs are equal or near-duplicates.
  ///
  /// @param entries in time order, never empty
  public record Group(Part part, List<Entry> entries) {
    public Group {
      entries = List.copyOf(entries);
    }
  }

  /// The model that most calls ask for: the one that certificates are about.
  public static String teacher(List<Entry> entries) {
    return Eligible.of(reference(entries)).teacher();
  }

  /// The units of the wanted entries, by the time of their earliest call.
  ///
  /// @param entries all calls of the scenario, in time order
  public static List<Group> of(List<Entry> entries, Predicate<Entry> wanted) {
    Eligible eligible = Eligible.of(reference(entries));
    List<Unit> certified = Units.of(eligible.calls());
    Set<String> counted = new HashSet<>();
    eligible.calls().forEach(call -> counted.add(call.id()));
    List<Entry> placed =
        entries.stream().filter(e -> wanted.test(e) || counted.contains(e.id())).toList();
    List<Unit> units = Units.of(placed.stream().map(e -> e.call(new Answer.Complete(""))).toList());
    Map<String, Integer> unitOf = new HashMap<>();
    for (int u = 0; u < units.size(); u++) {
      int unit = u;
      units.get(u).lessons().forEach(lesson -> unitOf.put(lesson.input(), unit));
    }
    Part[] parts = new Ties(units, unitOf).parts(certified);
    return groups(placed, wanted, units.size(), unitOf, parts);
  }

  private static List<ScenarioCall> reference(List<Entry> entries) {
    return entries.stream().filter(Entry::reference).map(e -> e.call(e.answer())).toList();
  }

  private static List<Group> groups(
      List<Entry> placed,
      Predicate<Entry> wanted,
      int units,
      Map<String, Integer> unitOf,
      Part[] parts) {
    List<List<Entry>> members = new ArrayList<>();
    for (int u = 0; u < units; u++) {
      members.add(new ArrayList<>());
    }
    for (Entry entry : placed) {
      Integer unit = unitOf.get(entry.input());
      if (unit != null && wanted.test(entry)) {
        members.get(unit).add(entry);
      }
    }
    List<Group> groups = new ArrayList<>();
    for (int u = 0; u < units; u++) {
      if (!members.get(u).isEmpty()) {
        groups.add(new Group(parts[u], members.get(u)));
      }
    }
    return groups;
  }

  /// Which units must stand in one part: a union-find over them.
  private static final class Ties {
    private final List<Unit> units;
    private final Map<String, Integer> unitOf;
    private final int[] owner;

    Ties(List<Unit> units, Map<String, Integer> unitOf) {
      this.units = units;
      this.unitOf = unitOf;
      this.owner = new int[units.size()];
      Arrays.setAll(owner, i -> i);
    }

    Part[] parts(List<Unit> certified) {
      Map<String, Integer> conversations = new HashMap<>();
      for (int u = 0; u < units.size(); u++) {
        String conversation = units.get(u).conversation();
        if (conversation != null) {
          Integer other = conversations.putIfAbsent(conversation, u);
          join(u, other == null ? u : other);
        }
      }
      for (Unit unit : certified) {
        unit.lessons().forEach(lesson -> join(at(unit), unit(lesson.input())));
      }
      Part[] parts = new Part[units.size()];
      Arrays.fill(parts, Part.TRAIN);
      raise(parts, Split.byTime(units));
      raise(parts, Split.byTime(certified));
      for (int u = 0; u < parts.length; u++) {
        parts[u] = parts[root(u)];
      }
      return parts;
    }

    private void raise(Part[] parts, Split split) {
      split.tune().forEach(unit -> raise(parts, unit, Part.TUNE));
      split.certify().forEach(unit -> raise(parts, unit, Part.CERTIFY));
    }

    private void raise(Part[] parts, Unit unit, Part least) {
      int root = root(at(unit));
      parts[root] = parts[root].compareTo(least) < 0 ? least : parts[root];
    }

    private int at(Unit unit) {
      return unit(unit.input());
    }

    private int unit(String input) {
      Integer unit = unitOf.get(input);
      if (unit == null) {
        throw new IllegalStateException("an input without a unit");
      }
      return unit;
    }

    private int root(int unit) {
      int root = unit;
      while (owner[root] != root) {
        owner[root] = owner[owner[root]];
        root = owner[root];
      }
      return root;
    }

    private void join(int one, int other) {
      int a = root(one);
      int b = root(other);
      owner[Math.max(a, b)] = Math.min(a, b);
    }
  }
}
