package io.millrace.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Prices of models by name and instant. Immutable, safe for threads.
///
/// How a name is resolved, first hit wins:
///
/// 1. a price is listed under exactly this name;
/// 2. the name is a stated alias of one;
/// 3. the name begins with one of the catalogue's prefixes, such as `openai/`: the same again
///    without it.
///
/// Nothing else is guessed: no dated suffix is cut off, no case is folded, and a prefix of a
/// reseller that sets its own prices is no prefix unless the catalogue says so.
public final class PriceCatalogue {
  private final Map<String, List<Price>> byModel;
  private final Map<String, String> aliases;
  private final Set<String> prefixes;
  private final CurrencyRates rates;

  /// @param prices versions of one model may not overlap
  /// @param aliases other names, each to the name of a model with a price
  /// @param prefixes what may stand before a name
  /// @throws IllegalArgumentException when versions overlap, an alias leads nowhere or hides a
  ///   model
  public PriceCatalogue(
      Collection<Price> prices,
      Map<String, String> aliases,
      Collection<String> prefixes,
      CurrencyRates rates) {
    this.byModel = versions(prices);
    this.aliases = Map.copyOf(aliases);
    this.prefixes = Set.copyOf(prefixes);
    this.rates = Objects.requireNonNull(rates, "rates");
    this.aliases.forEach(this::checkAlias);
  }

  private static Map<String, List<Price>> versions(Collection<Price> prices) {
    var grouped = new HashMap<String, List<Price>>();
    for (Price price : prices) {
      grouped.computeIfAbsent(price.model(), _ -> new ArrayList<>()).add(price);
    }
    grouped.replaceAll((_, versions) -> inOrder(versions));
    return Map.copyOf(grouped);
  }

  private static List<Price> inOrder(List<Price> versions) {
    versions.sort(Comparator.comparing(PriceCatalogue::start));
    for (int i = 1; i < versions.size(); i++) {
      Price earlier = versions.get(i - 1);
      Instant end = earlier.to();
      if (end == null || end.isAfter(start(versions.get(i)))) {
        throw new IllegalArgumentException(
            "two prices of "
                + earlier.model()
                + " are in force at once: end the one of "
                + start(earlier)
                + " before "
                + start(versions.get(i)));
      }
    }
    return List.copyOf(versions);
  }

  private static Instant start(Price price) {
    Instant from = price.from();
    return from == null ? Instant.MIN : from;
  }

  private void checkAlias(String alias, String model) {
    if (!byModel.containsKey(model)) {
      throw new IllegalArgumentException(
          "the alias " + alias + " leads to " + model + ", which has no price");
    }
    if (byModel.containsKey(alias)) {
      throw new IllegalArgumentException("the alias " + alias + " is a model with its own price");
    }
  }

  /// What a call costs.
  ///
  /// @param model the name in the log
  /// @param at when the call was made
  /// @param usage null when the log does not say
  public Cost cost(String model, Instant at, @Nullable Usage usage) {
    String listed = listedName(model);
    if (listed == null) {
      return new Cost.Unpriced(Cost.Reason.UNKNOWN_MODEL, "no price is listed for " + model);
    }
    Optional<Price> price = inForce(listed, at);
    if (price.isEmpty()) {
      return new Cost.Unpriced(
          Cost.Reason.NOT_IN_FORCE, "no price of " + listed + " was in force at " + at);
    }
    Optional<CurrencyRate> rate = rates.at(price.get().currency(), at);
    if (rate.isEmpty()) {
      return new Cost.Unpriced(
          Cost.Reason.NO_EXCHANGE_RATE,
          "no exchange rate of " + price.get().currency() + " was in force at " + at);
    }
    if (usage == null) {
      return new Cost.Unpriced(Cost.Reason.NO_USAGE, "the log does not say what was used");
    }
    return new PriceQuote(price.get(), rate.get()).cost(usage);
  }

  /// What a call costs, by its own model, time and usage.
  public Cost cost(Call call) {
    return cost(call.model(), call.created(), call.usage());
  }

  /// The price and exchange rate in force for a model at an instant.
  public Optional<PriceQuote> find(String model, Instant at) {
    String listed = listedName(model);
    if (listed == null) {
      return Optional.empty();
    }
    return inForce(listed, at)
        .flatMap(price -> rates.at(price.currency(), at).map(rate -> new PriceQuote(price, rate)));
  }

  private Optional<Price> inForce(String listed, Instant at) {
    return byModel.getOrDefault(listed, List.of()).stream()
        .filter(price -> price.covers(at))
        .findFirst();
  }

  /// The name that a model's price is listed under, by the rules above; null when there is none.
  private @Nullable String listedName(String model) {
    if (byModel.containsKey(model)) {
      return model;
    }
    String aliased = aliases.get(model);
    if (aliased != null) {
      return aliased;
    }
    for (int slash = model.indexOf('/'); slash >= 0; slash = model.indexOf('/', slash + 1)) {
      if (prefixes.contains(model.substring(0, slash + 1))) {
        return listedName(model.substring(slash + 1));
      }
    }
    return null;
  }

  /// The names that prices are listed under, sorted.
  public Set<String> models() {
    return new TreeSet<>(byModel.keySet());
  }

  /// All versions of the price listed under a name, the earliest first; empty when there is none.
  public List<Price> versionsOf(String model) {
    return byModel.getOrDefault(model, List.of());
  }

  /// The exchange rates that prices in other currencies than USD are converted with.
  public CurrencyRates rates() {
    return rates;
  }
}
