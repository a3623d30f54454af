package io.millrace.store.policy;

import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How two answers are held against each other.
public enum AnswerCheck {
  /// They are the same bytes.
  EXACT,
  /// They are equal as JSON values: spaces, the order of an object's members and the spelling of
  /// numbers and texts do not count. Answers that are not JSON are compared as they are.
  JSON,
  /// A model says whether they are equally good.
  JUDGE;

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /// Whether two answers are the same, as far as that can be said without a judge: a judge is not
  /// asked about answers of the same bytes.
  public boolean same(String one, String other) {
    return one.equals(other) || this == JSON && sameJson(one, other);
  }

  private static boolean sameJson(String one, String other) {
    try {
      JsonNode left = MAPPER.readTree(one);
      return left.equals(AnswerCheck::compare, MAPPER.readTree(other));
    } catch (JacksonException e) {
      return false;
    }
  }

  private static int compare(JsonNode one, JsonNode other) {
    boolean same =
        one.isNumber() && other.isNumber()
            ? one.decimalValue().compareTo(other.decimalValue()) == 0
            : one.equals(other);
    return same ? 0 : 1;
  }

  /// Whether a text is one JSON value.
  public static boolean isJson(String text) {
    try {
      JsonNode node = MAPPER.readTree(text);
      return node != null && !node.isMissingNode();
    } catch (JacksonException e) {
      return false;
    }
  }

  /// Its name in files: `exact`, `json`, `judge`.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The check of a name.
  ///
  /// @throws IllegalArgumentException for another word
  public static AnswerCheck of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
