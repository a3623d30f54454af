package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport.Reason;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Why a scenario stands where it does, in words.
///
/// The text of a reason is found under `reason.CODE`. More particular texts go before it:
/// `reason.CODE.WHY` when the value `why` names one, and `reason.CODE+NAME` when the optional value
/// `NAME` is there and not `0`. Where a value that a text needs is missing, the short text takes
/// its place; a code that has no prose is shown as it is.
final class Reasons {
  private static final Set<String> SHARES =
      Set.of("risk", "alpha", "coverage", "floor", "share", "json");
  private static final Set<String> COUNTS =
      Set.of("have", "need", "more", "missing", "examples", "distinct", "judged", "labelled");
  private static final List<String> OPTIONAL = List.of("more", "coverage", "risk");
  private static final int LONGEST_VALUE = 120;

  private final Voice voice;
  private final List<String> prefixes;

  Reasons(Voice voice) {
    this(voice, List.of(""));
  }

  private Reasons(Voice voice, List<String> prefixes) {
    this.voice = voice;
    this.prefixes = prefixes;
  }

  /// Reasons in the words of a round, which comes again by itself, where it has its own.
  static Reasons ofRound(Voice voice) {
    return new Reasons(voice, List.of("round.", ""));
  }

  /// A whole sentence or two: why, and what is missing.
  String sentence(Reason reason) {
    Map<String, String> values = written(reason.values());
    for (String candidate : candidates(reason)) {
      for (String prefix : prefixes) {
        String key = prefix + candidate;
        if (voice.prose().has(key)
            && values.keySet().containsAll(voice.prose().placeholders(key))) {
          return voice.prose().say(key, values);
        }
      }
    }
    return reason.code();
  }

  /// A few words for a table's column.
  String brief(Reason reason) {
    return voice.sayCode("brief.", reason.code());
  }

  private static List<String> candidates(Reason reason) {
    String base = "reason." + reason.code();
    List<String> keys = new ArrayList<>();
    String why = reason.values().get("why");
    if (why != null) {
      keys.add(base + "." + why);
    }
    for (String optional : OPTIONAL) {
      if (!reason.values().getOrDefault(optional, "0").equals("0")) {
        keys.add(base + "+" + optional);
      }
    }
    keys.add(base);
    keys.add("brief." + reason.code());
    return keys;
  }

  private Map<String, String> written(Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    missing(values, all);
    all.replaceAll(this::write);
    return all;
  }

  private static void missing(Map<String, String> values, Map<String, String> into) {
    try {
      long have = Long.parseLong(values.getOrDefault("have", ""));
      long need = Long.parseLong(values.getOrDefault("need", ""));
      into.put("missing", Long.toString(Math.max(1, need - have)));
    } catch (NumberFormatException e) {
      into.remove("missing");
    }
  }

  private String write(String name, String value) {
    try {
      if (SHARES.contains(name)) {
        double share = new BigDecimal(value).doubleValue();
        return name.equals("alpha") ? voice.figures().rate(share) : voice.percent(share);
      }
      if (COUNTS.contains(name)) {
        return voice.count(new BigDecimal(value).longValueExact());
      }
    } catch (NumberFormatException | ArithmeticException e) {
      return value;
    }
    return DisplayWidth.elide(value, LONGEST_VALUE);
  }
}
