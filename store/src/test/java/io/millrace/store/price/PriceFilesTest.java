package io.millrace.store.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Cost;
import io.millrace.model.Currency;
import io.millrace.model.PriceBucket;
import io.millrace.model.PriceCatalogue;
import io.millrace.model.PriceQuote;
import io.millrace.model.Usage;
import io.millrace.store.StoreException;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PriceFilesTest {
  private static final Instant SUMMER = Instant.parse("2025-07-15T00:00:00Z");

  private static PriceCatalogue parse(String json) {
    return PriceFiles.parse("my.json", json.getBytes(StandardCharsets.UTF_8));
  }

  private static String usd(PriceCatalogue catalogue, String model, Usage usage) {
    return catalogue.cost(model, SUMMER, usage) instanceof Cost.Priced(var amount, _)
        ? amount.toUsd()
        : "unpriced";
  }

  @Test
  void readsOurOwnFormatInFull() {
    PriceCatalogue catalogue =
        parse(
            """
            {"format": "millrace-prices/1", "note": "mine", "prefixes": ["acme/"],
             "exchange": [
               {"currency": "CNY", "units": 8, "usd": 1, "from": "2025-01-01", "source": "bank"}],
             "models": [
               {"model": "alpha", "aliases": ["alpha-latest"], "prices": [
                 {"from": "2025-01-01", "to": "2025-06-01T00:00:00Z", "source": "page",
                  "per_million": {"input": 9, "output": 9}},
                 {"from": "2025-06-01", "currency": "CNY", "source": "page", "note": "cheaper",
                  "per_million": {"input": "4", "output": 8.0, "cache_read": 0.4},
                  "tiers": [{"above": 1000, "per_million": {"input": 8}},
                            {"from": 5000, "per_million": {"input": 16}}]}]}]}
            """);
    assertThat(usd(catalogue, "acme/alpha-latest", new Usage(500, 500, 0, 0, 0, 0, 100, 0, 0)))
        .isEqualTo("0.000375");
    assertThat(usd(catalogue, "alpha", Usage.of(1_001, 0))).isEqualTo("0.001001");
    assertThat(usd(catalogue, "alpha", Usage.of(5_000, 0))).isEqualTo("0.01");
    assertThat(catalogue.find("alpha", SUMMER).map(PriceQuote::id))
        .contains("alpha@2025-06-01+CNY@2025-01-01");
  }

  @Test
  void keepsDecimalsThatNoFloatCanHold() {
    PriceCatalogue catalogue =
        parse(
            """
            {"models": {"m": {"input": 0.10000000000000000000000001, "output": 3e-1}}}
            """);
    assertThat(catalogue.versionsOf("m").getFirst().rates().stated(PriceBucket.INPUT))
        .contains(new BigDecimal("0.10000000000000000000000001"));
    assertThat(usd(catalogue, "m", Usage.of(0, 1))).isEqualTo("0.0000003");
  }

  @Test
  void readsTheFlatFormat() {
    PriceCatalogue catalogue =
        parse(
            """
            {"note": "USD per million", "models": {
              "beta": {"input": 2.5, "output": 10.0, "cached_input": 1.25, "priced_as": "b"}}}
            """);
    assertThat(usd(catalogue, "beta", new Usage(100, 100, 0, 0, 0, 0, 100, 0, 0)))
        .isEqualTo("0.001375");
    assertThat(usd(catalogue, "gamma", Usage.of(1, 1))).isEqualTo("unpriced");
  }

  @Test
  void readsLiteLlmsFileWithTiersAndLifetimes() {
    PriceCatalogue catalogue =
        parse(
            """
            {"sample_spec": {"input_cost_per_token": 0.0, "litellm_provider": "one of …"},
             "delta": {"litellm_provider": "x", "mode": "chat",
               "input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05,
               "cache_read_input_token_cost": 3e-07,
               "cache_creation_input_token_cost": 3.75e-06,
               "cache_creation_input_token_cost_above_1hr": 6e-06,
               "input_cost_per_token_batches": 1.5e-06,
               "input_cost_per_token_above_200k_tokens": 6e-06,
               "output_cost_per_token_above_200k_tokens": 2.25e-05,
               "input_cost_per_token_above_200k_tokens_priority": 9,
               "cache_creation_input_token_cost_above_200k_tokens": 7.5e-06,
               "cache_creation_input_token_cost_above_1hr_above_200k_tokens": 1.2e-05},
             "painter": {"litellm_provider": "x", "output_cost_per_image": 0.04},
             "vectors": {"litellm_provider": "x", "mode": "embedding",
               "input_cost_per_token": 2e-08, "output_cost_per_token": 0}}
            """);
    assertThat(usd(catalogue, "delta", new Usage(1, 10, 100, 1_000, 0, 0, 1, 1, 0)))
        .isEqualTo("0.006411");
    assertThat(usd(catalogue, "delta", new Usage(200_000, 0, 0, 0, 0, 0, 0, 0, 0)))
        .isEqualTo("0.6");
    assertThat(usd(catalogue, "delta", new Usage(200_000, 0, 1, 1, 0, 0, 1, 0, 0)))
        .isEqualTo("1.200042");
    assertThat(usd(catalogue, "vectors", Usage.of(50, 0))).isEqualTo("0.000001");
    assertThat(catalogue.models()).containsExactly("delta", "vectors");
  }

  @Test
  void namesFileKeyAndRemedy(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("prices.json");
    Files.writeString(file, "{\"models\": {\"m\": {\"input\": \"cheap\"}}}");
    assertThatThrownBy(() -> PriceFiles.read(file))
        .isInstanceOf(StoreException.class)
        .hasMessage(
            file
                + ": models[\"m\"].input is not a number: cheap."
                + " Write a decimal such as 2.50");
    assertThatThrownBy(() -> PriceFiles.read(folder.resolve("none.json")))
        .hasMessageContaining("none.json: there is no such file");
    assertThatThrownBy(() -> PriceFiles.read(folder)).isInstanceOf(StoreException.class);
  }

  @Test
  void refusesWhatIsNoPriceFile() {
    refused("{", "is not JSON");
    refused("", "holds no prices");
    refused("[]", "holds no prices");
    refused("{\"a\": {\"b\": 1}}", "holds no prices");
    refused("{\"models\": {}}", "models is empty");
    refused("{\"models\": {\"m\": {\"output\": 1}}}", "has no \"input\"");
    refused("{\"models\": {\"m\": {\"input\": -1}}}", "models[\"m\"].input is not a number from");
    refused("{\"models\": {\"m\": {\"input\": 1, \"currency\": \"CNY\"}}}", "is not USD");
    refused("{\"models\": {\"m\": {\"input\": 1}, \"m\": {\"input\": 2}}}", "is not JSON");
    refused("{\"format\": \"millrace-prices/2\", \"models\": []}", "format is not millrace-prices");
    refused(own("{\"per_million\": {\"input\": 1}}"), "models[0].prices[0] has no \"source\"");
    refused(own("{\"source\": \"s\", \"per_milion\": {}}"), "unknown key \"per_milion\"");
    refused(
        own("{\"source\": \"s\", \"from\": \"May\", \"per_million\": {}}"),
        "models[0].prices[0].from is not a date: May");
    refused(own("{\"source\": \"s\", \"per_million\": {\"inputs\": 1}}"), "unknown key \"inputs\"");
    refused(
        own(
            "{\"source\": \"s\", \"per_million\": {}, \"tiers\": [{\"above\": 1.5,"
                + " \"per_million\": {}}]}"),
        "tiers[0].above is not a whole number");
    refused(
        own("{\"source\": \"s\", \"currency\": \"yuan\", \"per_million\": {}}"),
        "models[0].prices[0].currency is refused");
    refused(
        own(
            "{\"source\": \"s\", \"per_million\": {}}, {\"source\": \"s\", \"from\":"
                + " \"2025-01-01\", \"per_million\": {}}"),
        "two prices of m");
  }

  private static String own(String price) {
    return "{\"format\": \"millrace-prices/1\", \"models\": [{\"model\": \"m\", \"prices\": ["
        + price
        + "]}]}";
  }

  private static void refused(String json, String problem) {
    assertThatThrownBy(() -> parse(json))
        .as(json)
        .isInstanceOf(StoreException.class)
        .hasMessageStartingWith("my.json: ")
        .hasMessageContaining(problem);
  }

  @Test
  void theBuiltInCatalogueIsReadableAndDated() {
    PriceCatalogue catalogue = PriceFiles.builtIn();
    for (String model : catalogue.models()) {
      for (var price : catalogue.versionsOf(model)) {
        assertThat(price.source()).as(model).isNotBlank();
        assertThat(price.from() != null || price.source().equals("synthetic")).as(model).isTrue();
        Instant at = price.from() == null ? SUMMER : price.from();
        assertThat(catalogue.cost(model, at, Usage.of(1_000, 0)))
            .as(price.id())
            .isInstanceOf(Cost.Priced.class);
      }
    }
    assertThat(catalogue.models()).hasSizeGreaterThan(60);
  }

  @Test
  void theBuiltInCatalogueKnowsTheSandboxAndTheWellKnown() {
    PriceCatalogue catalogue = PriceFiles.builtIn();
    var million = Usage.of(1_000_000, 1_000_000);
    assertThat(usd(catalogue, "sandbox-large", million)).isEqualTo("12.5");
    assertThat(usd(catalogue, "sandbox-small", million)).isEqualTo("0.75");
    assertThat(usd(catalogue, "sandbox-embedding", Usage.of(1_000_000, 0))).isEqualTo("0.02");
    assertThat(usd(catalogue, "openai/gpt-4o", million)).isEqualTo("12.5");
    assertThat(
            usd(
                catalogue,
                "claude-sonnet-4-20250514",
                new Usage(10_000, 100_000, 1_000, 1_000, 0, 0, 0, 0, 0)))
        .isEqualTo("0.06975");
    assertThat(usd(catalogue, "no-such-model", million)).isEqualTo("unpriced");
    assertThat(catalogue.rates().at(new Currency("CNY"), SUMMER)).isPresent();
    assertThat(catalogue.rates().at(new Currency("EUR"), SUMMER)).isPresent();
  }
}
