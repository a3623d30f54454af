package io.millrace.app.config;

import io.millrace.provider.route.Deadlines;
import java.time.Duration;

/// Reads `deadlines`.
final class DeadlineSection {
  private DeadlineSection() {}

  /// @param defaults what is not written
  static Deadlines read(Section section, Deadlines defaults) {
    var deadlines =
        new Deadlines(
            duration(section, "connect", defaults.connect()),
            duration(section, "first_token", defaults.firstToken()),
            duration(section, "between_tokens", defaults.betweenTokens()),
            duration(section, "total", defaults.total()));
    section.done();
    return deadlines;
  }

  static Duration duration(Section section, String key, Duration otherwise) {
    Value value = section.value(key);
    Duration read = value == null ? null : value.duration();
    return read == null ? otherwise : read;
  }
}
