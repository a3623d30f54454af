package io.millrace.app;

import io.millrace.app.config.Quantities;
import io.millrace.store.calls.CallFilter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which calls a command is about.
final class CallOptions {
  @Option(
      names = "--model",
      paramLabel = "NAME",
      description = "Only calls for this model, as callers named it.")
  @Nullable String model;

  @Option(names = "--scenario", paramLabel = "ID", description = "Only calls of this scenario.")
  @Nullable String scenario;

  @Option(
      names = "--tier",
      paramLabel = "TIER",
      description = "Only calls answered by: teacher, student, model, experiment, cache.")
  @Nullable String tier;

  @Option(
      names = "--state",
      paramLabel = "STATE",
      description = "Only calls that are: open, answered, failed, refused, cancelled, interrupted.")
  @Nullable String state;

  @Option(names = "--key", paramLabel = "NAME", description = "Only calls with the key so named.")
  @Nullable String key;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "From then on: 15m, 2h or 7d ago, a date, or a time such as 2026-11-24T22:00.")
  @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Before then; written likewise.")
  @Nullable String until;

  CallFilter filter(int limit) {
    return new CallFilter(
        time("--since", since),
        time("--until", until),
        Optional.ofNullable(model),
        Optional.ofNullable(scenario),
        Optional.ofNullable(tier),
        Optional.ofNullable(state),
        Optional.ofNullable(key),
        limit);
  }

  private static Optional<Instant> time(String option, @Nullable String text) {
    return text == null
        ? Optional.empty()
        : Optional.of(time(option, text, InstantSource.system().instant(), ZoneId.systemDefault()));
  }

  /// @param zone of a date or time that names none
  static Instant time(String option, String text, Instant now, ZoneId zone) {
    var ago = Quantities.duration(text);
    if (ago.isPresent()) {
      return now.minus(ago.get());
    }
    try {
      if (text.length() == "2026-11-24".length()) {
        return LocalDate.parse(text).atStartOfDay(zone).toInstant();
      }
      boolean zoned = text.endsWith("Z") || text.matches(".*T.*[+-]\\d\\d:\\d\\d");
      return zoned
          ? java.time.OffsetDateTime.parse(text).toInstant()
          : LocalDateTime.parse(text).atZone(zone).toInstant();
    } catch (DateTimeException e) {
      throw new UsageException(
          option
              + " "
              + text
              + ": write 15m, 2h or 7d for so long ago, a date such as 2026-11-24, or a time such"
              + " as 2026-11-24T22:00",
          e);
    }
  }
}
