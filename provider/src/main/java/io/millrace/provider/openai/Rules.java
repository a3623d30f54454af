package io.millrace.provider.openai;

import io.millrace.provider.chat.Dialect;
import io.millrace.provider.chat.FieldClass;
import io.millrace.provider.chat.FieldRule;
import io.millrace.provider.wire.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Gathers the rules of a table. Samples and harmless values are JSON.
final class Rules {
  private final List<FieldRule> rules = new ArrayList<>();

  /// A rule that is the same at every dialect of another protocol.
  void all(String path, FieldClass verdict, String sample, String note, String... harmless) {
    add(path, verdict, verdict, verdict, sample, note, harmless);
  }

  /// A rule that differs between Anthropic and Gemini.
  void rule(
      String path,
      FieldClass anthropic,
      FieldClass gemini,
      String sample,
      String note,
      String... harmless) {
    add(path, FieldClass.TRANSLATED, anthropic, gemini, sample, note, harmless);
  }

  void add(
      String path,
      FieldClass openai,
      FieldClass anthropic,
      FieldClass gemini,
      String sample,
      String note,
      String... harmless) {
    var values = new ArrayList<JsonNode>();
    for (String value : harmless) {
      values.add(Json.value(value));
    }
    rules.add(
        new FieldRule(
            path,
            Map.of(Dialect.OPENAI, openai, Dialect.ANTHROPIC, anthropic, Dialect.GEMINI, gemini),
            values,
            Json.value(sample),
            note));
  }

  List<FieldRule> list() {
    return List.copyOf(rules);
  }
}
