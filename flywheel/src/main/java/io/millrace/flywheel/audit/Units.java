package io.millrace.flywheel.audit;

import io.millrace.learn.text.NearDuplicates;
import io.millrace.model.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes units of calls: equal and near-equal inputs are one unit, and short conversations stay in
/// one part.
final class Units {
  /// A conversation ties its units together only when it is short: an id that runs through the
  /// whole log names a customer or an application, and would leave nothing to certify on.
  private static final int MAX_CONVERSATION_CALLS = 50;

  private static final Duration MAX_CONVERSATION_SPAN = Duration.ofDays(1);

  private Units() {}

  /// @param calls complete answers and withheld ones only, in time order
  /// @return units ordered by the time of their earliest call, or of their conversation's
  static List<Unit> of(List<ScenarioCall> calls) {
    Map<String, Integer> distinct = new LinkedHashMap<>();
    for (ScenarioCall call : calls) {
      distinct.putIfAbsent(call.input(), distinct.size());
    }
    int[] clusters = NearDuplicates.clusters(List.copyOf(distinct.keySet()));
    Map<Integer, List<ScenarioCall>> grouped = new LinkedHashMap<>();
    for (ScenarioCall call : calls) {
      Integer index = distinct.get(call.input());
      int cluster = clusters[index == null ? 0 : index];
      grouped.computeIfAbsent(cluster, _ -> new ArrayList<>()).add(call);
    }
    Map<String, Instant> starts = conversationStarts(calls);
    List<Timed> timed = new ArrayList<>();
    for (List<ScenarioCall> group : grouped.values()) {
      timed.add(new Timed(startOf(group.getFirst(), starts), unit(group, starts)));
    }
    // The units of a conversation stand together; else those of one instant keep the log's order.
    timed.sort(Comparator.comparing(Timed::start).thenComparing(Timed::conversation));
    return timed.stream().map(Timed::unit).toList();
  }

  private record Timed(Instant start, Unit unit) {
    String conversation() {
      String tied = unit.conversation();
      return tied == null ? "" : tied;
    }
  }

  private static Instant startOf(ScenarioCall call, Map<String, Instant> starts) {
    return call.conversation() == null
        ? call.created()
        : starts.getOrDefault(call.conversation(), call.created());
  }

  private static Map<String, Instant> conversationStarts(List<ScenarioCall> calls) {
    Map<String, List<Instant>> times = new HashMap<>();
    for (ScenarioCall call : calls) {
      if (call.conversation() != null) {
        times.computeIfAbsent(call.conversation(), _ -> new ArrayList<>()).add(call.created());
      }
    }
    Map<String, Instant> starts = new HashMap<>();
    times.forEach((conversation, all) -> {
      Duration span = Duration.between(all.getFirst(), all.getLast());
      if (all.size() <= MAX_CONVERSATION_CALLS && span.compareTo(MAX_CONVERSATION_SPAN) <= 0) {
        starts.put(conversation, all.getFirst());
      }
    });
    return starts;
  }

  private static Unit unit(List<ScenarioCall> group, Map<String, Instant> starts) {
    Map<String, Map<String, Integer>> answers = new LinkedHashMap<>();
    long cost = 0;
    String firstAnswer = null;
    for (ScenarioCall call : group) {
      if (!call.withheld()) {
        String text = text(call);
        firstAnswer = firstAnswer == null ? text : firstAnswer;
        answers
            .computeIfAbsent(call.input(), _ -> new LinkedHashMap<>())
            .merge(text, 1, Integer::sum);
      }
      cost += Math.max(0, call.cost());
    }
    List<Unit.Lesson> lessons = new ArrayList<>();
    answers.forEach((input, counts) -> lessons.add(new Unit.Lesson(input, mostFrequent(counts))));
    ScenarioCall first = group.getFirst();
    String conversation = first.conversation();
    return new Unit(
        first.input(),
        firstAnswer == null ? "" : firstAnswer,
        first.created(),
        first.id(),
        conversation != null && starts.containsKey(conversation) ? conversation : null,
        lessons,
        group.size(),
        cost,
        first.probability(),
        !first.withheld());
  }

  private static String mostFrequent(Map<String, Integer> counts) {
    String best = "";
    int most = 0;
    for (Map.Entry<String, Integer> entry : counts.entrySet()) {
      if (entry.getValue() > most) {
        best = entry.getKey();
        most = entry.getValue();
      }
    }
    return best;
  }

  private static String text(ScenarioCall call) {
    if (call.answer() instanceof Answer.Complete(String text)) {
      return text;
    }
    throw new IllegalArgumentException("call " + call.id() + " has no complete answer");
  }
}
