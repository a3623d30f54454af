package io.millrace.store.calls;

import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.model.Usage;
import io.millrace.store.journal.Entry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/// Entries of made-up calls: the call of number n began n seconds after the start.
final class SampleCalls {
  static final Instant START = Instant.parse("2026-03-01T08:00:00.000123Z");
  static final Cost COST = new Cost.Priced(new Picodollars(1_234_567_890), "2026-01/usd");
  static final Cost UNPRICED = new Cost.Unpriced(Cost.Reason.UNKNOWN_MODEL, "no model x");

  private SampleCalls() {}

  static CallId id(int number) {
    return CallId.of(START.plusSeconds(number).toEpochMilli(), 7, number);
  }

  static String request(int number) {
    return "{\"model\":\"large\",\"messages\":[{\"role\":\"user\",\"content\":\"第 "
        + number
        + " 个\"}]}";
  }

  static String response(int number) {
    return "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"answer "
        + number
        + "\"},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":10,"
        + "\"completion_tokens\":2}}";
  }

  static Entry.CallStarted started(int number) {
    return started(number, request(number));
  }

  static Entry.CallStarted started(int number, String request) {
    return new Entry.CallStarted(
        id(number),
        START.plusSeconds(number),
        "chat",
        number % 2 == 0 ? "large" : "small",
        "team",
        true,
        "",
        "invoice",
        request.getBytes(StandardCharsets.UTF_8),
        number % 5 == 0 ? "audit" : "",
        number % 5 == 0 ? id(number - 1).text() : "");
  }

  static Entry.AttemptStarted attempt(int number, int attempt) {
    return new Entry.AttemptStarted(
        id(number),
        START.plusSeconds(number).plusMillis(attempt),
        attempt,
        attempt == 1 ? "first" : "retry",
        "east",
        "large-2026");
  }

  static Entry.AttemptEnded attemptEnded(int number, int attempt, boolean answered) {
    return new Entry.AttemptEnded(
        id(number),
        START.plusSeconds(number).plusMillis(100L + attempt),
        attempt,
        answered ? "answered" : "failed",
        answered ? 200 : 503,
        answered ? new Usage(10, 1, 2, 3, 4, 5, 6, 7, 8) : null,
        answered ? COST : UNPRICED,
        answered ? "" : "busy");
  }

  static Entry.CallEnded ended(int number) {
    return ended(number, "answered", response(number));
  }

  static Entry.CallEnded ended(int number, String outcome, String response) {
    return new Entry.CallEnded(
        id(number),
        START.plusSeconds(number).plusMillis(500),
        outcome,
        outcome.equals("answered") ? 200 : 502,
        "teacher",
        "tickets",
        "unsure",
        0.25,
        "what the student said",
        "large-2026",
        new Usage(10, 1, 2, 3, 4, 5, 6, 7, 8),
        COST,
        1500,
        500_000,
        response.getBytes(StandardCharsets.UTF_8),
        new Entry.Draw("p-1", 0.25, number % 2 == 0, number % 3 == 0 ? null : number % 3 == 1, ""));
  }

  /// All entries of a call that failed once and then was answered.
  static Entry[] whole(int number) {
    return new Entry[] {
      started(number),
      attempt(number, 1),
      attemptEnded(number, 1, false),
      attempt(number, 2),
      attemptEnded(number, 2, true),
      ended(number)
    };
  }
}
