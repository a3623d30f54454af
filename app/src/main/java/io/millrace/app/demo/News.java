package io.millrace.app.demo;

import io.millrace.app.demo.Frame.Happening;
import io.millrace.app.demo.Frame.Tone;
import io.millrace.app.text.Texts;
import io.millrace.console.report.DisplayWidth;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Event;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.Round;
import io.millrace.store.control.RoundState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Says what happened, from the events and rounds of the control store. One thread at a time.
final class News {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int NAME = 30;
  private static final int MOST = 1000;

  private final ControlStore control;
  private final Instant begun;
  private final Texts texts;

  News(ControlStore control, Instant begun, Texts texts) {
    this.control = control;
    this.begun = begun;
    this.texts = texts;
  }

  private record Dated(Instant at, Happening happening) {}

  /// Everything that happened, the latest last.
  List<Happening> happened() {
    Map<String, String> names = new HashMap<>();
    control.scenarios().forEach(each -> names.put(each.template().id(), each.template().name()));
    Map<String, PolicyRecord> policies = new HashMap<>();
    control.policies().forEach(each -> policies.put(each.id(), each));
    List<Dated> all = new ArrayList<>();
    for (Event event : control.events(Optional.empty(), MOST).reversed()) {
      String name = DisplayWidth.elide(names.getOrDefault(event.scenario(), ""), NAME);
      event(event, name, policies.get(event.policy()))
          .ifPresent(each -> all.add(new Dated(event.at(), each)));
    }
    for (Round round : control.rounds(100)) {
      all.add(new Dated(round.begun(), begins(round)));
      Instant ended = round.ended();
      if (ended != null) {
        all.add(new Dated(ended, ends(round, ended)));
      }
    }
    all.sort(Comparator.comparing(Dated::at));
    return all.stream().map(Dated::happening).toList();
  }

  private Happening said(Instant at, Tone tone, String key, String... values) {
    return new Happening(since(at), tone, texts.say("demo.news." + key, values));
  }

  private Duration since(Instant at) {
    Duration since = Duration.between(begun, at);
    return since.isNegative() ? Duration.ZERO : since;
  }

  private Happening begins(Round round) {
    return said(round.begun(), Tone.PLAIN, "round", "round", round.id());
  }

  private Happening ends(Round round, Instant ended) {
    if (round.state() != RoundState.DONE) {
      return said(ended, Tone.BAD, "round_failed", "round", round.id());
    }
    JsonNode summary = json(round.summaryJson());
    int jobs = summary.path("scenarios").size();
    int certified = 0;
    for (JsonNode each : summary.path("scenarios")) {
      certified += each.path("status").asString("").equals("certified") ? 1 : 0;
    }
    return said(
        ended,
        Tone.PLAIN,
        "round_done",
        "round",
        round.id(),
        "calls",
        String.format(Locale.ROOT, "%,d", round.calls()),
        "jobs",
        Integer.toString(jobs),
        "certified",
        Integer.toString(certified));
  }

  private Optional<Happening> event(Event event, String name, @Nullable PolicyRecord policy) {
    JsonNode evidence = json(event.evidenceJson());
    return switch (event.kind()) {
      case "added" -> {
        JsonNode certificate = json(policy == null ? "" : policy.certificateJson());
        yield Optional.of(
            said(
                event.at(),
                Tone.GOOD,
                "certified",
                "name",
                name,
                "risk",
                percent(certificate.path("risk_upper").asDouble(Double.NaN)),
                "n",
                Integer.toString(certificate.path("n").asInt(0))));
      }
      case "canary" ->
          Optional.of(
              said(
                  event.at(), Tone.PLAIN, "canary", "name", name, "share", percent(event.share())));
      case "full" -> Optional.of(said(event.at(), Tone.GOOD, "full", "name", name));
      case "alarm" ->
          Optional.of(
              said(
                  event.at(),
                  Tone.BAD,
                  "alarm",
                  "name",
                  name,
                  "last",
                  Integer.toString(evidence.path("since_change").asInt(0))));
      case "teacher_changed", "calls_changed" ->
          Optional.of(
              said(
                  event.at(),
                  Tone.NEWS,
                  event.kind(),
                  "name",
                  name,
                  "changed",
                  Integer.toString(evidence.path("changed").asInt(0)),
                  "asked",
                  Integer.toString(evidence.path("asked").asInt(0))));
      case Story.SHIFT -> Optional.of(said(event.at(), Tone.NEWS, "shift", "name", name));
      case "warning" -> Optional.of(said(event.at(), Tone.PLAIN, "warning", "name", name));
      default -> Optional.empty();
    };
  }

  private static JsonNode json(String text) {
    try {
      return MAPPER.readTree(text.isEmpty() ? "{}" : text);
    } catch (JacksonException e) {
      return MAPPER.createObjectNode();
    }
  }

  private static String percent(double share) {
    double percent = 100 * share;
    return percent == Math.rint(percent)
        ? String.format(Locale.ROOT, "%.0f%%", percent)
        : String.format(Locale.ROOT, "%.1f%%", percent);
  }
}
