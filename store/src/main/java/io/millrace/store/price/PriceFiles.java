package io.millrace.store.price;

import io.millrace.model.PriceCatalogue;
import io.millrace.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/// Reads prices from files. docs/prices.md describes the three formats, told apart by what they
/// hold: our own, LiteLLM's `model_prices_and_context_window.json`, and a flat list in USD per
/// million.
///
/// Numbers become [java.math.BigDecimal] straight from their text; no float ever holds a price.
public final class PriceFiles {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private PriceFiles() {}

  /// Reads a file in any of the formats.
  ///
  /// @throws StoreException when the file cannot be read or says something that is no price; the
  ///   message names the file, the key and what to do
  public static PriceCatalogue read(Path file) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new StoreException(
          file.toString(), "there is no such file", "Check the name after --prices", e);
    } catch (IOException e) {
      throw new StoreException(
          file.toString(),
          "cannot be read (" + e.getClass().getSimpleName() + ")",
          "Name a readable file of prices",
          e);
    }
    return parse(file.toString(), bytes);
  }

  /// The catalogue that comes with the program: list prices of well-known models with their dates
  /// and sources, written down by hand and to be checked against the provider before money depends
  /// on them, and the made-up prices of the sandbox.
  public static PriceCatalogue builtIn() {
    try (InputStream in =
        Objects.requireNonNull(PriceFiles.class.getResourceAsStream("catalogue.json"))) {
      return parse("built-in prices", in.readAllBytes());
    } catch (IOException e) {
      throw new StoreException("built-in prices", "cannot be read", "Build the program again", e);
    }
  }

  static PriceCatalogue parse(String file, byte[] bytes) {
    JsonNode root;
    try {
      root = JSON.readTree(bytes);
    } catch (JacksonException e) {
      throw new StoreException(
          file,
          "is not JSON ("
              + e.getOriginalMessage()
              + (e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr())
              + ")",
          "docs/prices.md shows the formats",
          e);
    }
    var at = new PriceNode(file, "", root);
    if (root.has("format")) {
      return OwnPrices.read(at);
    }
    if (root.path("models").isObject()) {
      return FlatPrices.read(at);
    }
    if (LiteLlmPrices.looksLike(root)) {
      return LiteLlmPrices.read(at);
    }
    throw at.error(
        "holds no prices in a known format",
        "docs/prices.md shows the formats; a file of our own begins with \"format\": \""
            + OwnPrices.FORMAT
            + "\"");
  }
}
