package io.millrace.store.price;

import io.millrace.model.Currency;
import io.millrace.model.CurrencyRate;
import io.millrace.model.CurrencyRates;
import io.millrace.model.Price;
import io.millrace.model.PriceBucket;
import io.millrace.model.PriceCatalogue;
import io.millrace.model.PriceRates;
import io.millrace.model.PriceTier;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Our own format of prices. Strict: an unknown key is an error.
final class OwnPrices {
  static final String FORMAT = "millrace-prices/1";

  private static final Map<String, PriceBucket> BUCKETS =
      Stream.of(PriceBucket.values())
          .collect(
              Collectors.toUnmodifiableMap(
                  bucket -> bucket.name().toLowerCase(Locale.ROOT), bucket -> bucket));

  private OwnPrices() {}

  static PriceCatalogue read(PriceNode root) {
    root.allow(Set.of("format", "note", "prefixes", "exchange", "models"));
    if (!root.need("format").text().equals(FORMAT)) {
      throw root.need("format")
          .error("is not " + FORMAT, "This version reads that format only: convert the file");
    }
    var prices = new ArrayList<Price>();
    var aliases = new HashMap<String, String>();
    for (PriceNode model : root.need("models").elements()) {
      readModel(model, prices, aliases);
    }
    List<String> prefixes = root.elements("prefixes").stream().map(PriceNode::text).toList();
    List<CurrencyRate> exchange =
        root.elements("exchange").stream().map(OwnPrices::exchange).toList();
    return root.checked(
        () -> new PriceCatalogue(prices, aliases, prefixes, new CurrencyRates(exchange)));
  }

  private static void readModel(PriceNode node, List<Price> prices, Map<String, String> aliases) {
    node.allow(Set.of("model", "aliases", "note", "prices"));
    String name = node.need("model").text();
    for (PriceNode alias : node.elements("aliases")) {
      String earlier = aliases.put(alias.text(), name);
      if (earlier != null) {
        throw alias.error("is an alias of " + earlier + " too", "Keep one of them");
      }
    }
    for (PriceNode price : node.need("prices").elements()) {
      prices.add(price(price, name));
    }
  }

  private static Price price(PriceNode node, String model) {
    node.allow(Set.of("from", "to", "currency", "source", "note", "per_million", "tiers"));
    PriceNode currency = node.find("currency");
    Currency quoted = currency == null ? Currency.USD : currency.currency();
    PriceRates rates = rates(node.need("per_million"));
    List<PriceTier> tiers = node.elements("tiers").stream().map(OwnPrices::tier).toList();
    Instant from = instant(node.find("from"));
    Instant to = instant(node.find("to"));
    String source = node.need("source").text();
    return node.checked(() -> new Price(model, quoted, rates, tiers, from, to, source));
  }

  private static @Nullable Instant instant(@Nullable PriceNode node) {
    return node == null ? null : node.instant();
  }

  private static PriceTier tier(PriceNode node) {
    node.allow(Set.of("above", "from", "per_million"));
    PriceNode above = node.find("above");
    PriceNode threshold = above == null ? node.need("from") : above;
    if (above != null && node.find("from") != null) {
      throw node.error(
          "has both \"above\" and \"from\"",
          "Keep \"above\" (more tokens than that) or \"from\" (that many or more)");
    }
    PriceRates rates = rates(node.need("per_million"));
    return threshold.checked(() -> new PriceTier(wholeTokens(threshold), above == null, rates));
  }

  private static long wholeTokens(PriceNode node) {
    try {
      return node.amount().longValueExact();
    } catch (ArithmeticException e) {
      throw node.error("is not a whole number of tokens", "Write a number such as 200000");
    }
  }

  private static PriceRates rates(PriceNode node) {
    node.allow(BUCKETS.keySet());
    var rates = new EnumMap<PriceBucket, BigDecimal>(PriceBucket.class);
    BUCKETS.forEach((key, bucket) -> {
      PriceNode rate = node.find(key);
      if (rate != null) {
        rates.put(bucket, rate.amount());
      }
    });
    return node.checked(() -> new PriceRates(rates));
  }

  private static CurrencyRate exchange(PriceNode node) {
    node.allow(Set.of("currency", "units", "usd", "from", "source"));
    Currency currency = node.need("currency").currency();
    BigDecimal units = node.need("units").amount();
    BigDecimal usd = node.need("usd").amount();
    Instant from = node.need("from").instant();
    String source = node.need("source").text();
    return node.checked(() -> new CurrencyRate(currency, units, usd, from, source));
  }
}
