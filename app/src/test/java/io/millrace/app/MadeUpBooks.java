package io.millrace.app;

import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.model.Picodollars;
import io.millrace.model.Usage;
import io.millrace.store.journal.Entry;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/// Journals of random calls, callers' and the platform's own, with attempts that fail, costs that
/// are unknown, huge or nothing; and what they cost, added up while they are made.
final class MadeUpBooks {
  static final Instant START = Instant.parse("2026-03-01T20:00:00.000123Z");
  private static final List<String> SCENARIOS = List.of("s1", "s1", "s1", "s1", "", "工单");
  private static final List<String> MODELS = List.of("large", "large", "large", "大模型");
  private static final List<String> OWN =
      List.of("audit", "audit", "audit", "audit", "shadow", "judge", "probe", "training");
  private static final List<String> TIERS = List.of("teacher", "student", "cache", "model", "");

  private final RandomGenerator random;
  private final List<String> answered = new ArrayList<>();
  private int number;
  private BigInteger cost = BigInteger.ZERO;
  private long unpriced;

  MadeUpBooks(long seed) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /// What all priced calls cost together.
  BigInteger cost() {
    return cost;
  }

  long unpriced() {
    return unpriced;
  }

  int calls() {
    return number;
  }

  /// The entries of the next call.
  List<Entry> next() {
    Instant at = START.plusSeconds(97L * number);
    var id = CallId.of(at.toEpochMilli(), 3, ++number);
    String purpose = random.nextInt(4) == 0 ? pick(OWN) : "";
    String tier = purpose.isEmpty() ? pick(TIERS) : "teacher";
    String subject = purpose.equals("audit") && !answered.isEmpty() ? pick(answered) : "";
    List<Entry> entries = new ArrayList<>();
    entries.add(
        new Entry.CallStarted(
            id, at, "chat", pick(MODELS), "key", false, "", "", null, purpose, subject));
    Cost total = attempts(entries, id, at, tier.equals("student") ? 0 : random.nextInt(4));
    switch (total) {
      case Cost.Priced(var amount, _) -> cost = cost.add(BigInteger.valueOf(amount.amount()));
      case Cost.Unpriced _ -> unpriced++;
    }
    if (tier.equals("student")) {
      answered.add(id.text());
    }
    entries.add(ended(id, at, tier, total));
    return entries;
  }

  private Cost attempts(List<Entry> entries, CallId id, Instant at, int count) {
    Cost sum = new Cost.Priced(Picodollars.ZERO, "no attempt");
    for (int i = 1; i <= count; i++) {
      Cost one = cost(random.nextInt(10));
      boolean first = i == 1;
      entries.add(
          new Entry.AttemptStarted(id, at, i, first ? "first" : "retry", "east", "large-2026"));
      entries.add(
          new Entry.AttemptEnded(
              id, at.plusMillis(5), i, i == count ? "answered" : "failed", 200, usage(), one, ""));
      sum = sum(sum, one);
    }
    return sum;
  }

  private Cost cost(int kind) {
    return switch (kind) {
      case 0 -> new Cost.Unpriced(Cost.Reason.NO_USAGE, "nobody said");
      case 1 -> new Cost.Priced(Picodollars.ZERO, "error answer");
      case 2 -> new Cost.Priced(new Picodollars(random.nextLong(1L << 58)), "large@2026");
      default -> new Cost.Priced(new Picodollars(random.nextLong(1L << 34)), "large@2026");
    };
  }

  private static Cost sum(Cost a, Cost b) {
    if (a instanceof Cost.Priced(var one, _) && b instanceof Cost.Priced(var other, _)) {
      return new Cost.Priced(one.plus(other), "large@2026");
    }
    return a instanceof Cost.Unpriced ? a : b;
  }

  private @Nullable Usage usage() {
    return random.nextInt(5) == 0 ? null : Usage.of(10 + random.nextInt(90), 1 + random.nextInt(5));
  }

  private Entry.CallEnded ended(CallId id, Instant at, String tier, Cost total) {
    return new Entry.CallEnded(
        id,
        at.plusMillis(50),
        tier.isEmpty() ? "failed" : "answered",
        200,
        tier,
        pick(SCENARIOS),
        "",
        Double.NaN,
        null,
        "large-2026",
        usage(),
        total,
        1000,
        50_000,
        null,
        tier.equals("student")
            ? new Entry.Draw("p1", 0.25, random.nextBoolean(), null, "")
            : Entry.Draw.NONE);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }
}
