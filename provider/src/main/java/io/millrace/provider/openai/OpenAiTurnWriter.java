package io.millrace.provider.openai;

import io.millrace.provider.chat.ChatRequest.Role;
import io.millrace.provider.chat.ChatRequest.Turn;
import io.millrace.provider.chat.Part;
import io.millrace.provider.chat.Part.Media;
import io.millrace.provider.wire.Json;
import io.millrace.provider.wire.RequestJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes turns as messages of chat completions. A user's turn with results of tools becomes one
/// message for each result and one for what else it says; pictures in a result, which a tool's
/// message cannot hold, are said by the user right after it.
final class OpenAiTurnWriter {
  private static final String PICTURE_FOLLOWS = "(The picture is in the next message.)";

  private final boolean ownModel;
  private final ArrayNode messages = Json.array();
  private String path = "";

  /// @param ownModel whether it is a model of OpenAI's, which knows the role of the developer
  OpenAiTurnWriter(boolean ownModel) {
    this.ownModel = ownModel;
  }

  ArrayNode messages(List<Turn> turns) {
    int index = 0;
    for (Turn turn : turns) {
      path = "messages[" + index++ + "]";
      switch (turn.role()) {
        case SYSTEM, DEVELOPER -> instruction(turn);
        case USER -> user(turn);
        case ASSISTANT -> assistant(turn);
      }
    }
    return messages;
  }

  private void instruction(Turn turn) {
    String role = turn.role() == Role.DEVELOPER && ownModel ? "developer" : "system";
    contents(message(role, turn), turn.parts());
  }

  private ObjectNode message(String role, Turn turn) {
    ObjectNode message = messages.addObject().put("role", role);
    return turn.name() == null ? message : message.put("name", turn.name());
  }

  private void user(Turn turn) {
    var others = new ArrayList<Part>();
    for (Part part : turn.parts()) {
      if (part instanceof Part.ToolResult result) {
        result(result, others);
      } else {
        others.add(part);
      }
    }
    if (!others.isEmpty()) {
      contents(message("user", turn), others);
    }
  }

  private void result(Part.ToolResult result, List<Part> others) {
    var text = new StringBuilder(result.failed() ? "Error: " : "");
    boolean picture = false;
    for (Part part : result.content()) {
      if (part instanceof Part.Text(String own)) {
        text.append(own);
      } else if (part instanceof Part.File(Media.Inline inline, _) && isText(inline)) {
        text.append(decoded(inline));
      } else {
        picture = true;
        others.add(part);
      }
    }
    if (picture && text.isEmpty()) {
      text.append(PICTURE_FOLLOWS);
    }
    messages
        .addObject()
        .put("role", "tool")
        .put("tool_call_id", result.id())
        .put("content", text.toString());
  }

  private void assistant(Turn turn) {
    ObjectNode message = message("assistant", turn);
    var texts = new ArrayList<Part>();
    ArrayNode calls = Json.array();
    for (Part part : turn.parts()) {
      switch (part) {
        case Part.ToolCall call -> calls.add(call(call));
        case Part.Refusal(String text) -> message.put("refusal", text);
        case Part.Thinking _, Part.HiddenThinking _ -> {}
        default -> texts.add(part);
      }
    }
    if (texts.isEmpty()) {
      message.putNull("content");
    } else {
      contents(message, texts);
    }
    if (!calls.isEmpty()) {
      message.set("tool_calls", calls);
    }
  }

  static ObjectNode call(Part.ToolCall call) {
    ObjectNode node = Json.object().put("id", call.id()).put("type", "function");
    node.putObject("function").put("name", call.name()).put("arguments", call.arguments());
    return node;
  }

  private void contents(ObjectNode message, List<Part> parts) {
    if (parts.size() == 1 && parts.getFirst() instanceof Part.Text(String text)) {
      message.put("content", text);
      return;
    }
    ArrayNode content = message.putArray("content");
    for (Part part : parts) {
      content.add(content(part));
    }
  }

  private ObjectNode content(Part part) {
    return switch (part) {
      case Part.Text(String text) -> text(text);
      case Part.Refusal(String text) -> text(text);
      case Part.Image(Media media) -> {
        ObjectNode node = Json.object().put("type", "image_url");
        node.putObject("image_url").put("url", url(media));
        yield node;
      }
      case Part.Audio(Media.Inline(String type, String base64)) -> {
        ObjectNode node = Json.object().put("type", "input_audio");
        node.putObject("input_audio").put("data", base64).put("format", audioFormat(type));
        yield node;
      }
      case Part.File(Media media, String name) -> file(media, name);
      case Part.ToolCall _, Part.ToolResult _, Part.Thinking _, Part.HiddenThinking _ ->
          throw RequestJson.refused(path, "holds content that only an assistant's turn may hold");
    };
  }

  private static ObjectNode text(String text) {
    return Json.object().put("type", "text").put("text", text);
  }

  private static String url(Media media) {
    return switch (media) {
      case Media.Inline(String type, String base64) -> "data:" + type + ";base64," + base64;
      case Media.Url(String url, _) -> url;
    };
  }

  private static String audioFormat(String type) {
    return switch (type) {
      case "audio/mpeg", "audio/mp3" -> "mp3";
      case "audio/wav", "audio/x-wav" -> "wav";
      default -> type.substring(type.indexOf('/') + 1);
    };
  }

  private ObjectNode file(Media media, @org.jspecify.annotations.Nullable String name) {
    if (!(media instanceof Media.Inline inline)) {
      throw RequestJson.refused(
          path, "holds a file by its address, which chat completions cannot: send its bytes");
    }
    if (isText(inline)) {
      return text(decoded(inline));
    }
    ObjectNode node = Json.object().put("type", "file");
    node.putObject("file")
        .put("filename", name == null ? "file.pdf" : name)
        .put("file_data", url(media));
    return node;
  }

  private static boolean isText(Media.Inline media) {
    return media.type().startsWith("text/");
  }

  private String decoded(Media.Inline media) {
    try {
      return new String(Base64.getDecoder().decode(media.base64()), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      throw RequestJson.refused(path, "holds a file that is not base64");
    }
  }
}
