package io.millrace.store.price;

import io.millrace.model.Currency;
import io.millrace.store.StoreException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A place in a file of prices that knows its way there, so that whatever is wrong with it can be
/// named: `models[3].prices[0].from`.
record PriceNode(String file, String path, JsonNode node) {
  StoreException error(String problem, String remedy) {
    return new StoreException(file, path.isEmpty() ? problem : path + " " + problem, remedy, null);
  }

  /// A field that may be missing or null.
  @Nullable PriceNode find(String key) {
    JsonNode child = node.get(key);
    return child == null || child.isNull()
        ? null
        : new PriceNode(file, path.isEmpty() ? key : path + "." + key, child);
  }

  PriceNode need(String key) {
    PriceNode child = find(key);
    if (child == null) {
      throw error("has no \"" + key + "\"", "Add it");
    }
    return child;
  }

  /// The elements of an array.
  List<PriceNode> elements() {
    if (!node.isArray()) {
      throw error("is not an array", "Put it in [ ]");
    }
    var elements = new ArrayList<PriceNode>();
    for (int i = 0; i < node.size(); i++) {
      elements.add(new PriceNode(file, path + "[" + i + "]", node.get(i)));
    }
    return elements;
  }

  /// The elements of an array that may be missing.
  List<PriceNode> elements(String key) {
    PriceNode child = find(key);
    return child == null ? List.of() : child.elements();
  }

  /// Refuses keys other than these.
  void allow(Set<String> keys) {
    if (!node.isObject()) {
      throw error("is not an object", "Put it in { }");
    }
    for (String key : node.propertyNames()) {
      if (!keys.contains(key)) {
        throw error("has an unknown key \"" + key + "\"", "Known are " + sorted(keys));
      }
    }
  }

  private static String sorted(Set<String> keys) {
    return String.join(", ", keys.stream().sorted().toList());
  }

  String text() {
    if (!node.isString() || node.stringValue().isBlank()) {
      throw error("is not a text", "Put it in quotes");
    }
    return node.stringValue();
  }

  String text(String key, String otherwise) {
    PriceNode child = find(key);
    return child == null ? otherwise : child.text();
  }

  /// A number, or a text that is one, exactly as written; not negative.
  BigDecimal amount() {
    BigDecimal value = null;
    if (node.isNumber()) {
      value = node.decimalValue();
    } else if (node.isString()) {
      try {
        value = new BigDecimal(node.stringValue());
      } catch (NumberFormatException e) {
        throw error("is not a number: " + node.stringValue(), "Write a decimal such as 2.50");
      }
    }
    if (value == null || value.signum() < 0) {
      throw error("is not a number from zero on", "Write a decimal such as 2.50");
    }
    return value;
  }

  /// Midnight UTC of a date, or an instant with its zone.
  Instant instant() {
    String text = text();
    try {
      return text.length() == 10
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeException e) {
      throw error(
          "is not a date: " + text, "Write 2025-03-01 (midnight UTC) or 2025-03-01T08:00:00Z");
    }
  }

  Currency currency() {
    return checked(() -> new Currency(text()));
  }

  /// Makes something of this place; what it refuses is reported with the way here.
  <T> T checked(Supplier<T> maker) {
    try {
      return maker.get();
    } catch (IllegalArgumentException e) {
      throw error("is refused: " + e.getMessage(), "Correct it");
    }
  }
}
