package io.millrace.model;

import java.util.Objects;

/// Other rates for long prompts. The length is that of the whole prompt, cached or not, and a
/// prompt that reaches the tier is priced by it from its first token to its answer's last.
///
/// @param threshold tokens of the prompt, at least 0
/// @param inclusive true when a prompt of exactly the threshold belongs to the tier
/// @param rates buckets without a rate here keep that of the base price
public record PriceTier(long threshold, boolean inclusive, PriceRates rates) {
  public PriceTier {
    Objects.requireNonNull(rates, "rates");
    if (threshold < 0) {
      throw new IllegalArgumentException("the threshold of a tier is negative: " + threshold);
    }
  }

  boolean reachedBy(long promptTokens) {
    return inclusive ? promptTokens >= threshold : promptTokens > threshold;
  }
}
