package io.millrace.flywheel.dataset;

import io.millrace.flywheel.audit.Partition;
import io.millrace.model.Answer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which calls may become rows, and which of a unit's is taken first.
final class RowChoice {
  private final Dataset.Options options;
  private final String model;

  /// @param model whose answers are wanted
  RowChoice(Dataset.Options options, String model) {
    this.options = options;
    this.model = model;
  }

  /// Why a call cannot become a row, as far as its body need not be looked at; empty when it may.
  Optional<String> refusal(Partition.Entry entry) {
    if (corrected(entry)) {
      return Optional.empty();
    }
    if (!entry.reference()) {
      return Optional.of("lower_tier");
    }
    return switch (entry.answer()) {
      case Answer.Truncated _ -> Optional.of("truncated");
      case Answer.Failed _ -> Optional.of("failed");
      case Answer.Absent _ -> Optional.of("absent");
      case Answer.Complete _, Answer.ToolUse _ ->
          entry.model().equals(model) ? Optional.empty() : Optional.of("other_model");
    };
  }

  boolean corrected(Partition.Entry entry) {
    return options.corrections().of(entry.id()).isPresent();
  }

  /// The calls of a unit, the best first: corrected ones; then, for rows with one answer, those
  /// that say what is most often said to the unit's first input; then the earliest.
  List<Partition.Entry> order(Partition.Group group) {
    List<Partition.Entry> corrected = new ArrayList<>();
    List<Partition.Entry> usual = new ArrayList<>();
    List<Partition.Entry> rest = new ArrayList<>();
    String most = options.format().pairs() ? "" : mostFrequent(group);
    for (Partition.Entry entry : group.entries()) {
      boolean first = entry.input().equals(group.entries().getFirst().input());
      boolean says = entry.answer().equals(new Answer.Complete(most)) && first;
      (corrected(entry) ? corrected : says ? usual : rest).add(entry);
    }
    corrected.addAll(usual);
    corrected.addAll(rest);
    return corrected;
  }

  private static String mostFrequent(Partition.Group group) {
    String input = group.entries().getFirst().input();
    Map<String, Integer> counts = new HashMap<>();
    String best = "";
    for (Partition.Entry entry : group.entries()) {
      if (entry.input().equals(input) && entry.answer() instanceof Answer.Complete(String text)) {
        counts.merge(text, 1, Integer::sum);
      }
    }
    for (Partition.Entry entry : group.entries()) {
      if (entry.input().equals(input)
          && entry.answer() instanceof Answer.Complete(String text)
          && counts.getOrDefault(text, 0) > counts.getOrDefault(best, 0)) {
        best = text;
      }
    }
    return best;
  }
}
