package io.millrace.model;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A table of dated exchange rates. Immutable after it is made.
///
/// The rate in force at an instant is the last one published at or before it. Before the first one
/// there is none: a rate is never applied backwards.
public final class CurrencyRates {
  public static final CurrencyRates NONE = new CurrencyRates(List.of());

  private final Map<Currency, TreeMap<Instant, CurrencyRate>> byCurrency = new HashMap<>();

  /// @throws IllegalArgumentException when a currency has two rates from one instant on
  public CurrencyRates(Collection<CurrencyRate> rates) {
    for (CurrencyRate rate : rates) {
      var dated = byCurrency.computeIfAbsent(rate.currency(), _ -> new TreeMap<>());
      if (dated.put(rate.from(), rate) != null) {
        throw new IllegalArgumentException(
            rate.currency() + " has two exchange rates from " + rate.from());
      }
    }
  }

  /// The rate of a currency in force at an instant; for USD always one.
  public Optional<CurrencyRate> at(Currency currency, Instant instant) {
    if (currency.equals(Currency.USD)) {
      return Optional.of(CurrencyRate.USD);
    }
    var dated = byCurrency.get(currency);
    var entry = dated == null ? null : dated.floorEntry(instant);
    return entry == null ? Optional.empty() : Optional.of(entry.getValue());
  }

  /// How many rates the table holds.
  public int size() {
    return byCurrency.values().stream().mapToInt(TreeMap::size).sum();
  }
}
