package io.millrace.console.report;

import java.math.BigDecimal;
import java.time.Instant;

/// One language's prose and its way of writing figures: what every part of a report speaks with.
/// Immutable.
record Voice(Language language, Prose prose, Figures figures) {
  static Voice of(Language language) {
    return new Voice(language, Prose.of(language), new Figures(language));
  }

  String say(String key, String... namesAndValues) {
    return prose.say(key, namesAndValues);
  }

  /// The prose of a code that others made up, or the code itself where there is none.
  String sayCode(String prefix, String code) {
    String key = prefix + code;
    return prose.has(key) && prose.placeholders(key).isEmpty() ? prose.say(key) : code;
  }

  String count(long number) {
    return figures.count(number);
  }

  String money(BigDecimal usd) {
    return figures.money(usd);
  }

  String percent(double share) {
    return figures.percent(share);
  }

  String days(Instant from, Instant to) {
    return figures.days(from, to);
  }
}
