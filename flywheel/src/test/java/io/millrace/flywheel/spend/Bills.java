package io.millrace.flywheel.spend;

import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.model.CurrencyRates;
import io.millrace.model.Picodollars;
import io.millrace.model.PriceCatalogue;
import io.millrace.model.Usage;
import io.millrace.store.calls.BilledCall;
import io.millrace.store.control.Round;
import io.millrace.store.control.RoundState;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// Billed calls for tests: the call of number n began n seconds after the start.
final class Bills {
  static final Instant START = Instant.parse("2026-03-01T23:59:00Z");
  static final PriceCatalogue NO_PRICES =
      new PriceCatalogue(List.of(), Map.of(), List.of(), CurrencyRates.NONE);

  private Bills() {}

  static String id(int number) {
    return CallId.of(START.plusSeconds(number).toEpochMilli(), 1, number).text();
  }

  static Cost picodollars(long amount) {
    return new Cost.Priced(new Picodollars(amount), "large@2026");
  }

  static BilledCall caller(int number, String tier, String scenario, Usage usage, Cost cost) {
    return call(number, "", "", tier, scenario, 0.2, usage, cost);
  }

  static BilledCall audit(int number, int subject, String scenario, Cost cost) {
    return call(
        number, "audit", id(subject), "teacher", scenario, Double.NaN, Usage.of(10, 2), cost);
  }

  static BilledCall call(
      int number,
      String purpose,
      String subject,
      String tier,
      String scenario,
      double probability,
      Usage usage,
      Cost cost) {
    return new BilledCall(
        id(number),
        START.plusSeconds(number),
        "chat",
        "large",
        "large-2026",
        "team",
        purpose,
        subject,
        "answered",
        tier,
        scenario,
        tier.equals("student") ? "p1" : "",
        probability,
        "",
        "",
        1000,
        usage,
        cost);
  }

  static Round round(int number, long picodollars) {
    Instant at = START.plusSeconds(number);
    return new Round(
        "r" + number, at, at, "schedule", RoundState.DONE, 10, 1_000, picodollars, "{}", "");
  }
}
