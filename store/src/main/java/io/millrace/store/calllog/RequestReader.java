package io.millrace.store.calllog;

import io.millrace.model.Message;
import io.millrace.model.Request;
import io.millrace.model.RequestForm;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads the body of a request in OpenAI's or Anthropic's shape. One request, one reader.
final class RequestReader {
  private final List<Message> messages = new ArrayList<>();
  private boolean plain = true;

  private RequestReader() {}

  /// @param body the request's body, with the parameters; null when the log does not hold it
  /// @param messages the messages where the log keeps them apart from the body, else null
  static Request read(String model, @Nullable JsonNode body, @Nullable JsonNode messages) {
    var reader = new RequestReader();
    reader.readMessages(body, messages);
    boolean plain = reader.plain && !reader.messages.isEmpty() && isPlain(body);
    var form = new RequestForm(responseFormat(body), stops(body), maxTokens(body), plain);
    return new Request(model, reader.messages, form);
  }

  private void readMessages(@Nullable JsonNode body, @Nullable JsonNode apart) {
    JsonNode system = Fields.first(body, "system", "instructions");
    if (system != null) {
      messages.add(new Message("system", contentText(system)));
    }
    JsonNode list = apart == null ? Fields.nested(body, "messages") : apart;
    if (list == null) {
      list = Fields.first(body, "input", "prompt");
    }
    if (list == null) {
      return;
    }
    if (list.isString()) {
      messages.add(new Message("user", list.stringValue()));
    } else if (list.isArray()) {
      list.forEach(this::readMessage);
    } else if (Fields.first(list, "messages") != null) {
      readMessages(list, null);
    } else {
      readMessage(list);
    }
  }

  private void readMessage(JsonNode message) {
    if (message.isString()) {
      messages.add(new Message("user", message.stringValue()));
      return;
    }
    String role = Fields.text(message, "role");
    if (role == null) {
      // an item of another kind: a call of a tool, its result, a reference
      plain = false;
      return;
    }
    if (Fields.hasContent(message.get("tool_calls"))
        || Fields.first(message, "function_call", "tool_call_id", "audio") != null
        || role.equals("tool")
        || role.equals("function")) {
      plain = false;
    }
    messages.add(new Message(role, contentText(Fields.first(message, "content"))));
  }

  /// The text of a message's content; parts that are not text make the request not plain.
  private String contentText(@Nullable JsonNode content) {
    if (content == null) {
      return "";
    }
    if (content.isString()) {
      return content.stringValue();
    }
    var text = new StringBuilder();
    boolean first = true;
    for (JsonNode part : content.isArray() ? content : List.of(content)) {
      String partText = part.isString() ? part.stringValue() : textOfPart(part);
      if (partText == null) {
        plain = false;
      } else {
        text.append(first ? "" : "\n").append(partText);
        first = false;
      }
    }
    return text.toString();
  }

  private static @Nullable String textOfPart(JsonNode part) {
    JsonNode text = part.isObject() ? part.get("text") : null;
    String type = Fields.text(part, "type");
    boolean isText = type == null || type.equals("text") || type.endsWith("_text");
    return isText && text != null && text.isString() ? text.stringValue() : null;
  }

  private static boolean isPlain(@Nullable JsonNode body) {
    if (body == null) {
      return true;
    }
    BigDecimal choices = Fields.decimal(Fields.first(body, "n"));
    BigDecimal top = Fields.decimal(Fields.first(body, "top_logprobs"));
    JsonNode logprobs = Fields.first(body, "logprobs");
    BigDecimal logprobCount = Fields.decimal(logprobs);
    return Fields.nested(body, "tools", "functions", "mcp_servers") == null
        && !readsMore(body)
        && (choices == null || choices.compareTo(BigDecimal.ONE) <= 0)
        && !Fields.isTrue(logprobs)
        && (logprobCount == null || logprobCount.signum() <= 0)
        && (top == null || top.signum() <= 0)
        && onlyText(Fields.first(body, "modalities"));
  }

  /// Whether the answer depends on what is not in the request: a conversation or a prompt that the
  /// provider keeps, its search, its containers. One that is fetched later is no answer either.
  private static boolean readsMore(JsonNode body) {
    JsonNode kept =
        Fields.first(
            body, "previous_response_id", "conversation", "container", "web_search_options");
    // In old logs the prompt is the text itself.
    return kept != null
        || Fields.text(Fields.first(body, "prompt"), "id") != null
        || Fields.isTrue(Fields.first(body, "background"));
  }

  private static boolean onlyText(@Nullable JsonNode modalities) {
    if (modalities == null || !modalities.isArray()) {
      return true;
    }
    for (JsonNode modality : modalities) {
      if (!modality.isString() || !modality.stringValue().equals("text")) {
        return false;
      }
    }
    return true;
  }

  private static String responseFormat(@Nullable JsonNode body) {
    JsonNode format = Fields.first(body, "response_format", "output_format");
    if (format == null) {
      format = Fields.first(Fields.first(body, "text"), "format");
    }
    JsonNode decoded = Fields.decoded(format);
    if (decoded == null) {
      return "";
    }
    boolean isDefault =
        decoded.isObject() && decoded.size() == 1 && "text".equals(Fields.text(decoded, "type"));
    return isDefault ? "" : Fields.canonical(decoded);
  }

  private static List<String> stops(@Nullable JsonNode body) {
    JsonNode stop = Fields.decoded(Fields.first(body, "stop", "stop_sequences"));
    if (stop == null) {
      return List.of();
    }
    var stops = new ArrayList<String>();
    for (JsonNode one : stop.isArray() ? stop : List.of(stop)) {
      if (one.isString()) {
        stops.add(one.stringValue());
      }
    }
    return stops;
  }

  private static OptionalInt maxTokens(@Nullable JsonNode body) {
    BigDecimal limit =
        Fields.decimal(
            Fields.first(body, "max_completion_tokens", "max_tokens", "max_output_tokens"));
    if (limit == null || limit.signum() < 0) {
      return OptionalInt.empty();
    }
    return OptionalInt.of(limit.min(BigDecimal.valueOf(Integer.MAX_VALUE)).intValue());
  }
}
