package io.millrace.console.report;

import io.millrace.flywheel.report.AuditReport.Traffic;
import io.millrace.flywheel.report.AuditReport.Unpriced;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/// What the figures leave out: calls without a price, and lines that were skipped.
final class Leftovers {
  private final Traffic traffic;
  private final Voice voice;

  Leftovers(Traffic traffic, Voice voice) {
    this.traffic = traffic;
    this.voice = voice;
  }

  /// Sentences for a terminal; none when nothing was left out.
  List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    if (traffic.unpricedCalls() > 0) {
      String models =
          String.join(
              voice.say("list.comma"), traffic.unpriced().stream().map(this::model).toList());
      sentences.add(
          voice.say(
              models.isEmpty() ? "unpriced.plain" : "unpriced.models",
              "calls",
              voice.count(traffic.unpricedCalls()),
              "models",
              models));
    }
    String problems = String.join(voice.say("list.comma"), problems());
    if (traffic.skipped() > 0) {
      sentences.add(voice.say("skipped", "lines", voice.count(traffic.skipped())));
    }
    if (!problems.isEmpty()) {
      sentences.add(voice.say("problems", "kinds", problems));
    }
    return sentences;
  }

  private String model(Unpriced unpriced) {
    return voice.say(
        "unpriced.model",
        "model",
        unpriced.model(),
        "calls",
        voice.count(unpriced.calls()),
        "why",
        voice.sayCode("unpriced.", unpriced.reason()));
  }

  private List<String> problems() {
    List<String> kinds = new ArrayList<>();
    new TreeMap<>(traffic.problems())
        .forEach((kind, lines) ->
            kinds.add(
                voice.say(
                    "problems.kind",
                    "kind",
                    voice.sayCode("problem.", kind.toLowerCase(Locale.ROOT)),
                    "lines",
                    voice.count(lines))));
    return kinds;
  }
}
