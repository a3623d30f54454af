package io.millrace.store.price;

import io.millrace.model.Currency;
import io.millrace.model.CurrencyRates;
import io.millrace.model.Price;
import io.millrace.model.PriceBucket;
import io.millrace.model.PriceCatalogue;
import io.millrace.model.PriceRates;
import io.millrace.model.PriceTier;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// LiteLLM's price file: one object a model, rates in USD per token, no dates.
///
/// Read are the rates of the standard service; those of batches, of flexible and of priority
/// service are left alone, as are prices per picture, second, character or query. A key that ends
/// in `_above_…k_tokens` is a tier, reached by prompts of more tokens than that.
final class LiteLlmPrices {
  private static final Map<String, PriceBucket> BUCKETS =
      Map.of(
          "input_cost_per_token", PriceBucket.INPUT,
          "output_cost_per_token", PriceBucket.OUTPUT,
          "cache_read_input_token_cost", PriceBucket.CACHE_READ,
          "cache_creation_input_token_cost", PriceBucket.CACHE_WRITE,
          "cache_creation_input_token_cost_above_1hr", PriceBucket.CACHE_WRITE_HOUR,
          "input_cost_per_audio_token", PriceBucket.AUDIO_INPUT,
          "input_cost_per_image_token", PriceBucket.IMAGE_INPUT,
          "output_cost_per_reasoning_token", PriceBucket.REASONING,
          "output_cost_per_audio_token", PriceBucket.AUDIO_OUTPUT);

  private static final Pattern TIER = Pattern.compile("(.+)_above_(\\d{1,9})k_tokens");
  private static final int PER_MILLION = 6;

  private LiteLlmPrices() {}

  static boolean looksLike(JsonNode root) {
    if (!root.isObject()) {
      return false;
    }
    for (JsonNode entry : root) {
      if (entry.has("litellm_provider") || entry.has("input_cost_per_token")) {
        return true;
      }
    }
    return false;
  }

  static PriceCatalogue read(PriceNode root) {
    var prices = new ArrayList<Price>();
    for (Map.Entry<String, JsonNode> entry : root.node().properties()) {
      if (!entry.getKey().equals("sample_spec") && entry.getValue().isObject()) {
        var node = new PriceNode(root.file(), "[\"" + entry.getKey() + "\"]", entry.getValue());
        addPrice(entry.getKey(), node, prices);
      }
    }
    if (prices.isEmpty()) {
      throw root.error("prices no model by the token", "Use a file with input_cost_per_token");
    }
    return root.checked(
        () -> new PriceCatalogue(prices, Map.of(), Prefixes.OF_MAKERS, CurrencyRates.NONE));
  }

  private static void addPrice(String name, PriceNode node, List<Price> prices) {
    var base = new EnumMap<PriceBucket, BigDecimal>(PriceBucket.class);
    var tiers = new TreeMap<Long, Map<PriceBucket, BigDecimal>>();
    for (String key : node.node().propertyNames()) {
      PriceNode rate = node.find(key);
      Matcher tier = TIER.matcher(key);
      if (rate == null) {
        continue;
      }
      if (BUCKETS.containsKey(key)) {
        base.put(BUCKETS.get(key), perMillion(rate));
      } else if (tier.matches() && BUCKETS.containsKey(tier.group(1))) {
        long threshold = 1000L * Integer.parseInt(tier.group(2));
        tiers
            .computeIfAbsent(threshold, _ -> new EnumMap<>(PriceBucket.class))
            .put(BUCKETS.get(tier.group(1)), perMillion(rate));
      }
    }
    PriceNode hit = node.find("input_cost_per_token_cache_hit");
    if (hit != null) {
      base.putIfAbsent(PriceBucket.CACHE_READ, perMillion(hit));
    }
    if (base.containsKey(PriceBucket.INPUT)) {
      prices.add(node.checked(() -> price(name, node, base, tiers)));
    }
  }

  private static Price price(
      String name,
      PriceNode node,
      Map<PriceBucket, BigDecimal> base,
      Map<Long, Map<PriceBucket, BigDecimal>> tiers) {
    List<PriceTier> stated =
        tiers.entrySet().stream()
            .map(tier -> new PriceTier(tier.getKey(), false, new PriceRates(tier.getValue())))
            .toList();
    String source = node.text("source", "LiteLLM price file");
    return new Price(name, Currency.USD, new PriceRates(base), stated, null, null, source);
  }

  private static BigDecimal perMillion(PriceNode perToken) {
    return perToken.amount().movePointRight(PER_MILLION);
  }
}
