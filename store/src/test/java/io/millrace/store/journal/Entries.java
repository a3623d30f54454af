package io.millrace.store.journal;

import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.model.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/// Entries for tests.
final class Entries {
  private Entries() {}

  static CallId id(long number) {
    return CallId.of(1_700_000_000_000L + number, number, number * 31);
  }

  static Instant at(long number) {
    return Instant.ofEpochSecond(1_700_000_000L + number, number % 1_000_000_000);
  }

  static Entry.CallStarted started(long call, byte @Nullable [] body) {
    return new Entry.CallStarted(
        id(call),
        at(call),
        "chat",
        "model-名",
        "key",
        true,
        "named",
        "",
        body,
        call % 3 == 0 ? "audit" : "",
        call % 3 == 0 ? id(call - 1).text() : "");
  }

  static Entry.AttemptStarted attempt(long call, int number) {
    return new Entry.AttemptStarted(id(call), at(call), number, "first", "provider/1", "model");
  }

  static Entry.AttemptEnded attemptEnded(long call, int number, @Nullable Usage usage) {
    return new Entry.AttemptEnded(
        id(call),
        at(call),
        number,
        "answered",
        200,
        usage,
        new Cost.Priced(new Picodollars(123_456_789L), "p@2026"),
        "");
  }

  static Entry.CallEnded ended(long call, byte @Nullable [] body) {
    return new Entry.CallEnded(
        id(call),
        at(call),
        "answered",
        200,
        "teacher",
        "s-1",
        "unsure",
        0.25,
        call % 2 == 0 ? "shadow" : null,
        "model-2026",
        Usage.of(call, 3),
        new Cost.Unpriced(Cost.Reason.UNKNOWN_MODEL, "no price"),
        -1,
        42,
        body,
        draw(call));
  }

  private static Entry.Draw draw(long call) {
    return switch ((int) (call % 8)) {
      case 1 -> new Entry.Draw("p-1", 0.05, true, null, "");
      case 2 -> new Entry.Draw("p-2", 1, false, true, "试验/b");
      case 3 -> new Entry.Draw("p-3", 0.5, false, false, "");
      default -> Entry.Draw.NONE;
    };
  }

  /// A call from its start to its end.
  static List<Entry> whole(long call, byte[] body) {
    return List.of(
        started(call, body), attempt(call, 1), attemptEnded(call, 1, null), ended(call, body));
  }

  static byte[] body(Random random, int most) {
    byte[] body = new byte[random.nextInt(most)];
    random.nextBytes(body);
    return body;
  }

  /// Arrays in records compare by identity; texts of entries do not.
  static String text(Entry entry) {
    return switch (entry) {
      case Entry.CallStarted e ->
          new Entry.CallStarted(
                  e.call(),
                  e.at(),
                  e.operation(),
                  e.model(),
                  e.key(),
                  e.streamed(),
                  e.named(),
                  e.action(),
                  null,
                  e.purpose(),
                  e.subject())
              + hash(e.request());
      case Entry.CallEnded e ->
          List.of(
                  e.call(),
                  e.at(),
                  e.outcome(),
                  e.status(),
                  e.tier(),
                  e.scenario(),
                  e.reason(),
                  e.confidence(),
                  String.valueOf(e.shadow()),
                  e.servedModel(),
                  String.valueOf(e.usage()),
                  e.cost(),
                  e.firstByteMicros(),
                  e.totalMicros(),
                  e.draw())
              + hash(e.response());
      case Entry.AttemptStarted e -> e.toString();
      case Entry.AttemptEnded e -> e.toString();
    };
  }

  private static String hash(byte @Nullable [] body) {
    return " body " + (body == null ? "none" : body.length + ":" + java.util.Arrays.hashCode(body));
  }
}
