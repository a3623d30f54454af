package io.millrace.provider.anthropic;

import io.millrace.provider.chat.ChatRequest.Turn;
import io.millrace.provider.chat.Part;
import io.millrace.provider.chat.Part.Media;
import io.millrace.provider.wire.Json;
import io.millrace.provider.wire.RequestJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes one turn as blocks.
final class AnthropicTurnWriter {
  private final Turn turn;
  private final String path;

  /// @param index of the turn in the conversation, for refusals
  AnthropicTurnWriter(Turn turn, int index) {
    this.turn = turn;
    this.path = "messages[" + index + "]";
  }

  List<ObjectNode> blocks() {
    var blocks = new ArrayList<ObjectNode>();
    for (Part part : turn.parts()) {
      ObjectNode block = block(part);
      if (block != null) {
        blocks.add(block);
      }
    }
    return blocks;
  }

  /// Empty texts are refused by Anthropic and say nothing; thoughts without a signature are not
  /// Anthropic's and would be refused.
  private @Nullable ObjectNode block(Part part) {
    return switch (part) {
      case Part.Text(String text) -> text.isEmpty() ? null : AnthropicAnswerWriter.text(text);
      case Part.Refusal(String text) -> text.isEmpty() ? null : AnthropicAnswerWriter.text(text);
      case Part.Image(Media media) -> Json.object().put("type", "image").set("source", url(media));
      case Part.Audio _ -> throw refused("holds sound, which Anthropic cannot hear");
      case Part.File(Media media, String name) -> document(media, name);
      case Part.ToolCall call -> toolUse(call);
      case Part.ToolResult result -> toolResult(result);
      case Part.Thinking(String text, String signature) ->
          signature == null || signature.isEmpty()
              ? null
              : AnthropicAnswerWriter.thinking(text, signature);
      case Part.HiddenThinking(String data) -> AnthropicAnswerWriter.hiddenThinking(data);
    };
  }

  private RuntimeException refused(String fault) {
    return RequestJson.refused(path, fault);
  }

  private static ObjectNode url(Media media) {
    return switch (media) {
      case Media.Inline(String type, String base64) ->
          Json.object().put("type", "base64").put("media_type", type).put("data", base64);
      case Media.Url(String url, _) -> Json.object().put("type", "url").put("url", url);
    };
  }

  private ObjectNode document(Media media, @Nullable String name) {
    ObjectNode block = Json.object().put("type", "document");
    block.set("source", source(media));
    return name == null ? block : block.put("title", name);
  }

  private ObjectNode source(Media media) {
    if (!(media instanceof Media.Inline(String type, String base64))
        || type.equals("application/pdf")) {
      return url(media);
    }
    if (!type.startsWith("text/") && !type.equals("application/json")) {
      throw refused("holds a file of type " + type + "; Anthropic reads PDF and text");
    }
    try {
      var text = new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
      return Json.object().put("type", "text").put("media_type", "text/plain").put("data", text);
    } catch (IllegalArgumentException _) {
      throw refused("holds a file that is not base64");
    }
  }

  private ObjectNode toolUse(Part.ToolCall call) {
    ObjectNode input = call.arguments().isBlank() ? Json.object() : Json.objectIn(call.arguments());
    if (input == null) {
      throw refused("holds a tool call whose arguments are not a JSON object");
    }
    return AnthropicAnswerWriter.toolUse(id(call.id()), call.name(), input);
  }

  private ObjectNode toolResult(Part.ToolResult result) {
    ObjectNode block = Json.object().put("type", "tool_result").put("tool_use_id", id(result.id()));
    ArrayNode content = Json.array();
    for (Part part : result.content()) {
      ObjectNode inner = block(part);
      if (inner != null) {
        content.add(inner);
      }
    }
    if (!content.isEmpty()) {
      block.set("content", content);
    }
    return result.failed() ? block.put("is_error", true) : block;
  }

  /// Anthropic takes letters, digits, `_` and `-`; ids of other providers are made to fit, calls
  /// and results alike.
  private static String id(String id) {
    return id.replaceAll("[^A-Za-z0-9_-]", "_");
  }
}
