package io.millrace.provider.wire;

import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.SseEvent;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Reads what an upstream answered. Whatever is not as it should be is a [BadAnswerException] that
/// names the place and quotes nothing.
public final class AnswerJson {
  /// How much of a provider's message is told, in characters.
  private static final int LONGEST = 300;

  private AnswerJson() {}

  /// A whole body, which must be an object.
  public static JsonNode object(byte[] body) {
    return object(body, 0, body.length);
  }

  /// The data of an event, which must be an object.
  public static JsonNode object(SseEvent event) {
    return object(event.data(), event.from(), event.to());
  }

  private static JsonNode object(byte[] data, int from, int to) {
    JsonNode node;
    try {
      node = Json.MAPPER.readTree(data, from, to - from);
    } catch (JacksonException fault) {
      throw new BadAnswerException("the upstream's answer is not JSON, or is cut off", fault);
    }
    if (node == null || !node.isObject()) {
      throw new BadAnswerException("the upstream's answer is not a JSON object");
    }
    return node;
  }

  /// A text that must be there.
  public static String string(JsonNode holder, String name) {
    JsonNode value = holder.path(name);
    if (!value.isString()) {
      throw new BadAnswerException("the upstream's answer has no text in '" + name + "'");
    }
    return value.stringValue();
  }

  /// A text that may be missing; empty then.
  public static String stringOrEmpty(JsonNode holder, String name) {
    String value = stringOrNull(holder, name);
    return value == null ? "" : value;
  }

  /// A text that may be missing.
  public static @Nullable String stringOrNull(JsonNode holder, String name) {
    JsonNode value = holder.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    return string(holder, name);
  }

  /// An object that must be there.
  public static JsonNode child(JsonNode holder, String name) {
    JsonNode value = holder.path(name);
    if (!value.isObject()) {
      throw new BadAnswerException("the upstream's answer has no object in '" + name + "'");
    }
    return value;
  }

  /// A list that must be there.
  public static JsonNode list(JsonNode holder, String name) {
    JsonNode value = holder.path(name);
    if (!value.isArray()) {
      throw new BadAnswerException("the upstream's answer has no list in '" + name + "'");
    }
    return value;
  }

  /// An upstream told of an error in place of an answer, or inside of one.
  ///
  /// @param error with the provider's `message`
  /// @param kind the field of it that holds the provider's word for the error
  public static BadAnswerException failed(JsonNode error, String kind) {
    JsonNode word = error.path(kind);
    JsonNode message = error.path("message");
    String told = message.isString() ? message.stringValue() : "";
    return new BadAnswerException(
        "the upstream broke its answer off: "
            + (word.isString() ? word(word.stringValue()) : "error")
            + (told.isEmpty() ? "" : ": " + told.substring(0, Math.min(told.length(), LONGEST))));
  }

  /// A word of a protocol, safe to be told: an answer's text never is one.
  public static String word(String word) {
    return word.length() <= 40 && word.matches("[A-Za-z0-9_.-]*")
        ? word.toLowerCase(Locale.ROOT)
        : "unreadable";
  }
}
