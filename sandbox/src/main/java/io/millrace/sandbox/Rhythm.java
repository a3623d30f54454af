package io.millrace.sandbox;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.List;

/// How the calls of a job spread over the hours of a day (UTC+8) and the days of a week. Immutable.
///
/// @param hourWeights 24 weights, midnight first
/// @param weekendPercent calls of a day of the weekend, in percent of another day's
record Rhythm(String name, List<Integer> hourWeights, int weekendPercent) {

  /// People at work, Monday to Friday.
  static final Rhythm OFFICE =
      new Rhythm(
          "office",
          List.of(
              1, 1, 1, 1, 1, 1, 2, 6, 30, 60, 70, 64, 30, 46, 66, 70, 62, 48, 26, 16, 12, 8, 4, 2),
          30);

  /// Shoppers: noon, late evening, weekends.
  static final Rhythm SHOPPING =
      new Rhythm(
          "shopping",
          List.of(
              8, 4, 2, 1, 1, 2, 6, 14, 24, 32, 40, 46, 60, 52, 40, 38, 40, 42, 48, 60, 78, 84, 60,
              26),
          130);

  /// Around the clock, with a low at night.
  static final Rhythm ALL_DAY =
      new Rhythm(
          "all-day",
          List.of(
              10, 8, 6, 6, 8, 14, 26, 38, 46, 50, 50, 46, 42, 44, 46, 48, 46, 42, 40, 36, 32, 28,
              20, 14),
          85);

  /// One batch between two and four at night.
  static final Rhythm NIGHTLY =
      new Rhythm(
          "nightly",
          List.of(0, 0, 70, 50, 5, 0, 0, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0),
          100);

  Rhythm {
    hourWeights = List.copyOf(hourWeights);
  }

  /// The weight of an hour (0 to 23) of a day; only ratios matter.
  long weight(LocalDate date, int hour) {
    boolean weekend =
        date.getDayOfWeek() == DayOfWeek.SATURDAY || date.getDayOfWeek() == DayOfWeek.SUNDAY;
    int mood = 85 + TextHash.index("mood", name + date.toEpochDay(), 31);
    return (long) hourWeights.get(hour) * (weekend ? weekendPercent : 100) * mood;
  }
}
