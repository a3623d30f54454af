package io.millrace.app;

import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.model.Usage;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.journal.Entry;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;

/// Records of calls for tests.
final class CallRecords {
  static final Instant BEGUN = Instant.parse("2026-11-24T22:58:12.345Z");
  static final CallId ID = CallId.of(BEGUN.toEpochMilli(), 1, 2);

  private CallRecords() {}

  /// A call that was answered at its second attempt.
  static CallRecord answered() {
    Cost cost = new Cost.Priced(new Picodollars(1_234_500_000L), "gpt-4o@2024-10-02");
    var failed =
        new CallRecord.Attempt(
            new Entry.AttemptStarted(ID, BEGUN, 1, "first", "openai/eu", "gpt-4o"),
            new Entry.AttemptEnded(
                ID,
                BEGUN.plusMillis(200),
                1,
                "failed",
                503,
                null,
                new Cost.Unpriced(Cost.Reason.NO_USAGE, "the provider said nothing"),
                "overloaded"));
    var answered =
        new CallRecord.Attempt(
            new Entry.AttemptStarted(ID, BEGUN.plusMillis(300), 2, "retry", "openai/us", "gpt-4o"),
            new Entry.AttemptEnded(
                ID, BEGUN.plusMillis(1700), 2, "answered", 200, Usage.of(120, 30), cost, ""));
    return new CallRecord(started("工单分类模型-大"), List.of(failed, answered), ended(cost), "answered");
  }

  /// A call under way.
  @SuppressWarnings("NullAway") // annotations of qualified types are not seen across modules
  static CallRecord open() {
    return new CallRecord(started("gpt-4o"), List.of(), null, "open");
  }

  private static Entry.CallStarted started(String model) {
    return new Entry.CallStarted(
        ID,
        BEGUN,
        "chat",
        model,
        "shop",
        true,
        "",
        "",
        "{\"model\":\"gpt-4o\",\"messages\":[]}".getBytes(StandardCharsets.UTF_8));
  }

  private static Entry.CallEnded ended(Cost cost) {
    return new Entry.CallEnded(
        ID,
        BEGUN.plusMillis(1750),
        "answered",
        200,
        "teacher",
        "ticket-class",
        "shadow",
        0.87,
        "billing",
        "gpt-4o",
        Usage.of(120, 30),
        cost,
        402_000,
        1_750_000,
        "not \u001b[31mJSON".getBytes(StandardCharsets.UTF_8));
  }
}
