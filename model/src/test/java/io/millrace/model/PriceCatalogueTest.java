package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PriceCatalogueTest {
  private static final Currency CNY = new Currency("CNY");
  private static final Instant MARCH = Instant.parse("2025-03-01T00:00:00Z");
  private static final Instant JUNE = Instant.parse("2025-06-01T00:00:00Z");

  private static Price price(
      String model, String input, @Nullable Instant from, @Nullable Instant to) {
    return new Price(
        model, Currency.USD, PriceRates.of(input, "10"), List.of(), from, to, "a page");
  }

  private final PriceCatalogue catalogue =
      new PriceCatalogue(
          List.of(
              price("large", "3", JUNE, null),
              price("large", "5", MARCH, JUNE),
              Price.of("small", PriceRates.of("1", "2"), "a page"),
              new Price("glm", CNY, PriceRates.of("7", "7"), List.of(), null, null, "a page")),
          Map.of("large-latest", "large"),
          Set.of("openai/", "proxy/"),
          new CurrencyRates(
              List.of(
                  new CurrencyRate(CNY, new BigDecimal("7"), BigDecimal.ONE, MARCH, "bank"),
                  new CurrencyRate(CNY, new BigDecimal("14"), BigDecimal.ONE, JUNE, "bank"))));

  private String version(String model, Instant at) {
    return switch (catalogue.cost(model, at, Usage.of(1_000_000, 0))) {
      case Cost.Priced(var amount, var version) -> version + " " + amount.toUsd();
      case Cost.Unpriced(var reason, _) -> reason.name();
    };
  }

  @Test
  void takesTheVersionInForceWithAHalfOpenPeriod() {
    assertThat(version("large", MARCH.minusNanos(1))).isEqualTo("NOT_IN_FORCE");
    assertThat(version("large", MARCH)).isEqualTo("large@2025-03-01 5");
    assertThat(version("large", JUNE.minusNanos(1))).isEqualTo("large@2025-03-01 5");
    assertThat(version("large", JUNE)).isEqualTo("large@2025-06-01 3");
    assertThat(version("small", Instant.EPOCH)).isEqualTo("small 1");
  }

  @Test
  void resolvesNamesByTheThreeRulesOnly() {
    assertThat(version("large-latest", JUNE)).isEqualTo("large@2025-06-01 3");
    assertThat(version("openai/large", JUNE)).isEqualTo("large@2025-06-01 3");
    assertThat(version("proxy/openai/large-latest", JUNE)).isEqualTo("large@2025-06-01 3");
    for (String unknown :
        List.of("", "Large", "large-2025-06-01", "azure/large", "/large", "openai/", "openai")) {
      assertThat(version(unknown, JUNE)).as(unknown).isEqualTo("UNKNOWN_MODEL");
    }
  }

  @Test
  void convertsWithTheRateOfTheDay() {
    assertThat(version("glm", MARCH.minusSeconds(1))).isEqualTo("NO_EXCHANGE_RATE");
    assertThat(version("glm", MARCH)).isEqualTo("glm+CNY@2025-03-01 1");
    assertThat(version("glm", JUNE.plusSeconds(9))).isEqualTo("glm+CNY@2025-06-01 0.5");
  }

  @Test
  void aCallWithoutUsageIsUnpriced() {
    assertThat(catalogue.cost("small", JUNE, null))
        .isEqualTo(new Cost.Unpriced(Cost.Reason.NO_USAGE, "the log does not say what was used"));
  }

  @Test
  void refusesOverlappingVersionsAndAliasesThatLeadNowhere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new PriceCatalogue(
                List.of(price("m", "1", MARCH, null), price("m", "2", JUNE, null)),
                Map.of(),
                Set.of(),
                CurrencyRates.NONE))
        .withMessageContaining("two prices of m");
    assertThatIllegalArgumentException()
        .isThrownBy(() ->
            new PriceCatalogue(List.of(), Map.of("other", "nothing"), Set.of(), CurrencyRates.NONE))
        .withMessageContaining("nothing");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> price("m", "1", JUNE, JUNE))
        .withMessageContaining("not after");
  }

  @Test
  void findsTheQuoteForASeriesOfCalls() {
    assertThat(catalogue.find("glm", JUNE)).map(PriceQuote::id).contains("glm+CNY@2025-06-01");
    assertThat(catalogue.find("glm", Instant.EPOCH)).isEmpty();
    assertThat(catalogue.models()).containsExactly("glm", "large", "small");
    assertThat(catalogue.versionsOf("large")).hasSize(2);
  }
}
