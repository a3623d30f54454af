package io.millrace.store.calllog;

import io.millrace.model.Answer;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads what came back in OpenAI's or Anthropic's shape, or as bare text. docs/call-logs.md holds
/// the rules.
final class AnswerReader {
  private static final Set<String> COMPLETE =
      Set.of("stop", "end_turn", "stop_sequence", "eos", "eos_token", "completed", "none", "null");
  private static final Set<String> TRUNCATED =
      Set.of("length", "max_tokens", "max_output_tokens", "model_length", "incomplete");
  private static final Set<String> TOOLS = Set.of("tool_calls", "function_call", "tool_use");

  private AnswerReader() {}

  /// @param response null when the log does not hold it
  /// @param bare true when JSON in no known shape is the answer itself, as tools log it that decode
  ///   the answer's text
  static Answer read(@Nullable JsonNode response, boolean bare) {
    if (response == null || response.isNull()) {
      return new Answer.Absent();
    }
    if (response.isString()) {
      return ofString(response, bare);
    }
    if (response.isArray()) {
      return ofArray(response, bare);
    }
    if (!response.isObject()) {
      return bare ? new Answer.Complete(Fields.compact(response)) : new Answer.Absent();
    }
    return ofObject(response, bare);
  }

  private static Answer ofString(JsonNode response, boolean bare) {
    JsonNode decoded = Fields.decoded(response);
    if (decoded != null && decoded.isObject() && isEnvelope(decoded)) {
      return ofObject(decoded, bare);
    }
    return withReason(response.stringValue(), null);
  }

  private static Answer ofArray(JsonNode response, boolean bare) {
    JsonNode last = response.isEmpty() ? null : response.get(response.size() - 1);
    if (last != null && last.isObject() && isEnvelope(last)) {
      return ofObject(last, bare);
    }
    return bare && last != null
        ? new Answer.Complete(Fields.compact(response))
        : new Answer.Absent();
  }

  /// Whether an object wraps an answer, rather than being one.
  static boolean isEnvelope(JsonNode object) {
    return object.path("choices").isArray()
        || object.path("output").isArray()
        || object.path("content").isArray()
        || (object.has("role") && object.has("content"))
        || object.path("error").isObject();
  }

  private static Answer ofObject(JsonNode response, boolean bare) {
    if (response.isEmpty()) {
      return new Answer.Absent();
    }
    JsonNode error = Fields.first(response, "error");
    if (error != null && !(error.isContainer() && error.isEmpty())) {
      return new Answer.Failed(reasonOf(error));
    }
    if (response.path("choices").isArray()) {
      return ofChoices(response.path("choices"));
    }
    if (response.path("output").isArray()) {
      return ofOutput(response);
    }
    if (response.path("content").isArray()) {
      return ofBlocks(response);
    }
    if (response.has("role") || (!bare && response.has("content"))) {
      return ofMessage(response, Fields.text(response, "finish_reason", "stop_reason"));
    }
    return bare ? new Answer.Complete(Fields.compact(response)) : new Answer.Absent();
  }

  private static Answer ofChoices(JsonNode choices) {
    JsonNode choice = choices.isEmpty() ? null : choices.get(0);
    for (JsonNode other : choices) {
      if ("0".equals(Fields.text(other, "index"))) {
        choice = other;
        break;
      }
    }
    if (choice == null) {
      return new Answer.Failed("no choices");
    }
    String reason = Fields.text(choice, "finish_reason");
    JsonNode message = Fields.first(choice, "message", "delta");
    if (message != null) {
      return ofMessage(message, reason);
    }
    JsonNode text = choice.get("text");
    return withReason(text != null && text.isString() ? text.stringValue() : "", reason);
  }

  private static Answer ofMessage(JsonNode message, @Nullable String reason) {
    if (Fields.hasContent(message.get("tool_calls"))
        || Fields.first(message, "function_call") != null) {
      return new Answer.ToolUse();
    }
    if (Fields.first(message, "refusal") != null) {
      return new Answer.Failed("refusal");
    }
    JsonNode content = message.get("content");
    if (content != null && content.isArray()) {
      return withReason(joined(content), reason);
    }
    return withReason(content != null && content.isString() ? content.stringValue() : "", reason);
  }

  /// Anthropic's message: blocks of content, of which only the text is the answer.
  private static Answer ofBlocks(JsonNode response) {
    for (JsonNode block : response.path("content")) {
      if ("tool_use".equals(Fields.text(block, "type"))) {
        return new Answer.ToolUse();
      }
    }
    return withReason(
        joined(response.path("content")), Fields.text(response, "stop_reason", "finish_reason"));
  }

  /// OpenAI's Responses: a list of items, of which only messages are the answer.
  private static Answer ofOutput(JsonNode response) {
    var text = new StringBuilder();
    for (JsonNode item : response.path("output")) {
      String type = Fields.text(item, "type");
      if (type != null && type.endsWith("_call")) {
        return new Answer.ToolUse();
      }
      if (item.path("content").isArray() && !"reasoning".equals(type)) {
        text.append(joined(item.path("content")));
      }
    }
    return withReason(text.toString(), Fields.text(response, "status"));
  }

  private static String joined(JsonNode parts) {
    var text = new StringBuilder();
    for (JsonNode part : parts) {
      JsonNode own = part.isString() ? part : part.path("text");
      if (own.isString() && !"thinking".equals(Fields.text(part, "type"))) {
        text.append(own.stringValue());
      }
    }
    return text.toString();
  }

  private static Answer withReason(String text, @Nullable String reason) {
    String lower = reason == null ? "stop" : reason.toLowerCase(Locale.ROOT);
    if (TOOLS.contains(lower)) {
      return new Answer.ToolUse();
    }
    if (TRUNCATED.contains(lower)) {
      return new Answer.Truncated(text);
    }
    if (!COMPLETE.contains(lower)) {
      return new Answer.Failed(word(lower));
    }
    return text.isEmpty() ? new Answer.Failed("empty answer") : new Answer.Complete(text);
  }

  /// A word for an error: its type or code, never its message, which may quote the prompt.
  static String reasonOf(JsonNode error) {
    String named = Fields.text(error, "type", "code", "error_class", "error_code", "status");
    return named == null ? "error" : word(named);
  }

  private static String word(String text) {
    return text.length() <= 40 && text.chars().allMatch(c -> c > ' ' && c < 127) ? text : "error";
  }
}
