package io.millrace.flywheel.spend;

import io.millrace.store.calls.BilledCall;
import java.time.ZoneOffset;
import java.util.Locale;

/// What spending can be told apart by.
public enum Dimension {
  SCENARIO,
  MODEL,
  /// The day a call began, in UTC as providers bill.
  DAY,
  TIER,
  KEY,
  PURPOSE;

  /// The name in options and JSON.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// What a call has of it; empty where it has none.
  String of(BilledCall call) {
    return switch (this) {
      case SCENARIO -> call.scenario();
      case MODEL -> call.model();
      case DAY -> call.started().atOffset(ZoneOffset.UTC).toLocalDate().toString();
      case TIER -> call.tier();
      case KEY -> call.key();
      case PURPOSE -> call.purpose();
    };
  }
}
