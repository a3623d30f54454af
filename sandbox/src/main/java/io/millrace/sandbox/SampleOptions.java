package io.millrace.sandbox;

import java.time.LocalDate;

/// What a sample log should be: equal options give equal bytes on every machine. Immutable.
///
/// @param seed chooses the log; any value
/// @param calls number of calls in the log, at least 1; from 2,000 on every scenario is in it
/// @param firstDay the first calendar day of the log at UTC+8
/// @param days number of days that the calls are spread over, 1 to 3,660
public record SampleOptions(long seed, int calls, LocalDate firstDay, int days) {

  /// Checks the ranges.
  ///
  /// @throws IllegalArgumentException if `calls` or `days` is out of range
  public SampleOptions {
    if (calls < 1) {
      throw new IllegalArgumentException("calls is " + calls + "; it must be at least 1");
    }
    if (days < 1 || days > 3_660) {
      throw new IllegalArgumentException("days is " + days + "; it must be 1 to 3,660");
    }
  }

  /// The log of the demo: seed 1, 12,000 calls in the 14 days from 1 September 2026.
  public static SampleOptions defaults() {
    return new SampleOptions(1, 12_000, LocalDate.of(2026, 9, 1), 14);
  }

  /// These options with another seed.
  public SampleOptions withSeed(long other) {
    return new SampleOptions(other, calls, firstDay, days);
  }

  /// These options with another number of calls.
  public SampleOptions withCalls(int other) {
    return new SampleOptions(seed, other, firstDay, days);
  }
}
