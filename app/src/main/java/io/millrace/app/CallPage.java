package io.millrace.app;

import io.millrace.app.text.Texts;
import io.millrace.console.report.DisplayWidth;
import io.millrace.model.Cost;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.journal.Entry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// Everything about one call, for people.
final class CallPage {
  private static final int LABEL = 16;

  private final Texts texts;
  private final DateTimeFormatter times;
  private final List<String> lines = new ArrayList<>();

  private CallPage(Texts texts, ZoneId zone) {
    this.texts = texts;
    this.times =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS xxx", Locale.ROOT).withZone(zone);
  }

  static String render(CallRecord call, Texts texts, ZoneId zone) {
    var page = new CallPage(texts, zone);
    page.write(call);
    return String.join("\n", page.lines);
  }

  private void write(CallRecord call) {
    Entry.CallStarted started = call.started();
    lines.add(started.call().text());
    lines.add("");
    line("time", times.format(started.at()));
    line("state", CallFigures.word(texts, "calls.state.", call.state()));
    line(
        "operation", started.operation() + (started.streamed() ? texts.say("calls.streamed") : ""));
    line("model", started.model());
    line("key", started.key());
    line("named", started.named());
    line("action", started.action());
    Entry.CallEnded ended = call.ended();
    if (ended != null) {
      end(ended);
    }
    attempts(call);
    body("request", started.request());
    body("response", ended == null ? null : ended.response());
  }

  private void end(Entry.CallEnded ended) {
    line("status", ended.status() == 0 ? "" : Integer.toString(ended.status()));
    line("tier", CallFigures.word(texts, "calls.tier.", ended.tier()));
    line("reason", ended.reason());
    line("scenario", ended.scenario());
    line("confidence", Double.isNaN(ended.confidence()) ? "" : Double.toString(ended.confidence()));
    line("shadow", ended.shadow());
    line("served_model", ended.servedModel());
    line("tokens", CallFigures.tokens(ended.usage()));
    line("cost", exact(ended.cost()));
    line("first_byte", CallFigures.time(ended.firstByteMicros()));
    line("total", CallFigures.time(ended.totalMicros()));
  }

  private static String exact(Cost cost) {
    return switch (cost) {
      case Cost.Priced(var amount, var version) -> amount.toUsd() + " (" + version + ")";
      case Cost.Unpriced(_, var detail) -> CallFigures.NONE + " (" + detail + ")";
    };
  }

  private void line(String label, @Nullable String text) {
    if (text == null || text.isEmpty()) {
      return;
    }
    String title = texts.say("calls.column." + label);
    lines.add("  " + DisplayWidth.padRight(title, LABEL) + DisplayWidth.oneLine(text));
  }

  private void attempts(CallRecord call) {
    if (call.attempts().isEmpty()) {
      return;
    }
    lines.add("");
    lines.add(texts.say("calls.attempts"));
    for (CallRecord.Attempt attempt : call.attempts()) {
      lines.add("  " + DisplayWidth.oneLine(attempt(attempt)));
    }
  }

  private String attempt(CallRecord.Attempt attempt) {
    Entry.AttemptStarted started = attempt.started();
    Entry.AttemptEnded ended = attempt.ended();
    var parts = new ArrayList<String>();
    parts.add(started.number() + ". " + CallFigures.word(texts, "calls.kind.", started.kind()));
    parts.add(started.endpoint() + " " + started.model());
    if (ended == null) {
      parts.add(texts.say("calls.no_end"));
      return String.join(" · ", parts);
    }
    String status = ended.status() == 0 ? "" : " " + ended.status();
    parts.add(CallFigures.word(texts, "calls.result.", ended.result()) + status);
    parts.add(CallFigures.time(Duration.between(started.at(), ended.at()).toNanos() / 1000));
    if (ended.usage() != null) {
      parts.add(CallFigures.tokens(ended.usage()));
      parts.add(CallFigures.cost(ended.cost()) + " USD");
    }
    if (!ended.detail().isEmpty()) {
      parts.add(ended.detail());
    }
    return String.join(" · ", parts);
  }

  private void body(String label, byte @Nullable [] body) {
    lines.add("");
    lines.add(texts.say("calls." + label));
    if (body == null) {
      lines.add("  " + texts.say("calls.no_body"));
      return;
    }
    readable(body)
        .lines()
        .forEach(l ->
            lines.add(
                "  " + DisplayWidth.oneLine(l.replace(" ", "\u00a0")).replace("\u00a0", " ")));
  }

  /// Indented where it is JSON.
  private static String readable(byte[] body) {
    try {
      return CallJson.JSON
          .writerWithDefaultPrettyPrinter()
          .writeValueAsString(CallJson.JSON.readTree(body));
    } catch (JacksonException e) {
      return new String(body, StandardCharsets.UTF_8);
    }
  }
}
