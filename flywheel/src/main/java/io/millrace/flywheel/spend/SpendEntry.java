package io.millrace.flywheel.spend;

import io.millrace.store.calls.BilledCall;
import java.util.Comparator;
import java.util.List;

/// What kind of spending it is: every call is in exactly one entry.
///
/// @param own false for callers' calls, whose code is the tier that answered (`teacher`, `student`,
///   `cache`, `model`, `experiment`, or [#UNANSWERED]); true for what the platform spent by itself,
///   whose code is the purpose (`audit`, `shadow`, `judge`, `probe`, `training`, or
///   [#PENDING_TRAINING])
public record SpendEntry(boolean own, String code) implements Comparable<SpendEntry> {
  /// Callers' calls that no tier answered.
  public static final String UNANSWERED = "unanswered";

  /// Rounds that ended and are not charged in the journal yet.
  public static final String PENDING_TRAINING = "training_pending";

  private static final List<String> ORDER =
      List.of(
          "teacher",
          "model",
          "student",
          "cache",
          "experiment",
          UNANSWERED,
          "audit",
          "shadow",
          "judge",
          "probe",
          "training",
          PENDING_TRAINING);

  static SpendEntry of(BilledCall call) {
    if (!call.purpose().isEmpty()) {
      return new SpendEntry(true, call.purpose());
    }
    return new SpendEntry(false, call.tier().isEmpty() ? UNANSWERED : call.tier());
  }

  private int place() {
    int known = ORDER.indexOf(code);
    return known < 0 ? ORDER.size() : known;
  }

  @Override
  public int compareTo(SpendEntry other) {
    return Comparator.comparing(SpendEntry::own)
        .thenComparingInt(SpendEntry::place)
        .thenComparing(SpendEntry::code)
        .compare(this, other);
  }
}
