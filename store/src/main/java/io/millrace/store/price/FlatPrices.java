package io.millrace.store.price;

import io.millrace.model.Currency;
import io.millrace.model.CurrencyRates;
import io.millrace.model.Price;
import io.millrace.model.PriceBucket;
import io.millrace.model.PriceCatalogue;
import io.millrace.model.PriceRates;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The flat format: `{"models": {name: {"input": …, "output": …}}}` in USD per million tokens, in
/// force for ever. Keys it does not know are left alone.
final class FlatPrices {
  private static final Map<String, PriceBucket> BUCKETS =
      Map.of(
          "input", PriceBucket.INPUT,
          "output", PriceBucket.OUTPUT,
          "cache_read", PriceBucket.CACHE_READ,
          "cached_input", PriceBucket.CACHE_READ,
          "cache_write", PriceBucket.CACHE_WRITE,
          "cache_write_hour", PriceBucket.CACHE_WRITE_HOUR,
          "reasoning", PriceBucket.REASONING);

  private FlatPrices() {}

  static PriceCatalogue read(PriceNode root) {
    PriceNode models = root.need("models");
    var prices = new ArrayList<Price>();
    for (Map.Entry<String, JsonNode> entry : models.node().properties()) {
      var node = new PriceNode(root.file(), "models[\"" + entry.getKey() + "\"]", entry.getValue());
      prices.add(price(entry.getKey(), node));
    }
    if (prices.isEmpty()) {
      throw models.error("is empty", "Add a model with its \"input\" and \"output\"");
    }
    return root.checked(
        () -> new PriceCatalogue(prices, Map.of(), Prefixes.OF_MAKERS, CurrencyRates.NONE));
  }

  private static Price price(String name, PriceNode node) {
    if (!node.node().isObject()) {
      throw node.error("is not an object", "Write {\"input\": 2.50, \"output\": 10}");
    }
    PriceNode currency = node.find("currency");
    if (currency != null && !currency.currency().equals(Currency.USD)) {
      throw currency.error(
          "is not USD", "The flat format has no exchange rates: use our own format");
    }
    node.need("input");
    var rates = new EnumMap<PriceBucket, BigDecimal>(PriceBucket.class);
    BUCKETS.forEach((key, bucket) -> put(rates, bucket, node.find(key)));
    String source = node.text("source", "flat price file");
    return node.checked(
        () -> new Price(name, Currency.USD, new PriceRates(rates), List.of(), null, null, source));
  }

  private static void put(
      Map<PriceBucket, BigDecimal> rates, PriceBucket bucket, @Nullable PriceNode rate) {
    if (rate != null && rates.put(bucket, rate.amount()) != null) {
      throw rate.error("says again what another key says", "Keep one of them");
    }
  }
}
