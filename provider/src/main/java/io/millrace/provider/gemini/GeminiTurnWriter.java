package io.millrace.provider.gemini;

import io.millrace.provider.chat.ChatRequest.Role;
import io.millrace.provider.chat.ChatRequest.Turn;
import io.millrace.provider.chat.Part;
import io.millrace.provider.chat.Part.Media;
import io.millrace.provider.wire.Json;
import io.millrace.provider.wire.RequestJson;
import java.net.URLConnection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Writes a conversation as Gemini's contents. Results of tools are told by the name of the
/// function, which is found at the call with the same id.
final class GeminiTurnWriter {
  /// What stands for the signature of a call that Gemini did not make; models from generation 3 on
  /// refuse a call without one ([thought
  /// signatures](https://ai.google.dev/gemini-api/docs/thought-signatures)).
  private static final String FOREIGN = "skip_thought_signature_validator";

  private final List<Turn> turns;
  private final boolean signed;
  private final Map<String, String> names = new HashMap<>();
  private int at;

  /// @param signed whether calls in the history must be signed
  GeminiTurnWriter(List<Turn> turns, boolean signed) {
    this.turns = turns;
    this.signed = signed;
  }

  void write(ObjectNode body) {
    ArrayNode instructions = Json.array();
    while (at < turns.size() && isInstruction(turns.get(at))) {
      parts(turns.get(at)).forEach(instructions::add);
      at++;
    }
    if (!instructions.isEmpty()) {
      body.putObject("systemInstruction").set("parts", instructions);
    }
    ArrayNode contents = body.putArray("contents");
    while (at < turns.size()) {
      content(contents);
    }
    if (contents.isEmpty()) {
      throw RequestJson.refused("messages", "must hold at least one message of the user");
    }
    if (contents.get(contents.size() - 1).path("role").asString("").equals("model")) {
      at = turns.size() - 1;
      throw refused(
          "is the assistant's, and Gemini does not promise to continue or to answer it: end with"
              + " a message of the user or of a tool");
    }
  }

  private static boolean isInstruction(Turn turn) {
    return turn.role() == Role.SYSTEM || turn.role() == Role.DEVELOPER;
  }

  /// The next turns of one speaker; results of tools stand first, right after their calls.
  private void content(ArrayNode contents) {
    String role = role(turns.get(at));
    var results = new ArrayList<ObjectNode>();
    var others = new ArrayList<ObjectNode>();
    while (at < turns.size() && role(turns.get(at)).equals(role)) {
      for (ObjectNode part : parts(turns.get(at))) {
        (part.has("functionResponse") ? results : others).add(part);
      }
      at++;
    }
    results.addAll(others);
    if (!results.isEmpty()) {
      contents.addObject().put("role", role).putArray("parts").addAll(results);
    }
  }

  private String role(Turn turn) {
    return switch (turn.role()) {
      case USER -> "user";
      case ASSISTANT -> "model";
      case SYSTEM, DEVELOPER ->
          throw refused(
              "is an instruction between other messages; Gemini takes instructions only before"
                  + " all of them");
    };
  }

  private RuntimeException refused(String fault) {
    return RequestJson.refused("messages[" + at + "]", fault);
  }

  private List<ObjectNode> parts(Turn turn) {
    var parts = new ArrayList<ObjectNode>();
    boolean unsigned = signed;
    for (Part part : turn.parts()) {
      if (part instanceof Part.File(_, String name) && name != null) {
        parts.add(Json.object().put("text", name)); // Gemini's files have no names
      }
      ObjectNode node = part(part);
      if (node == null) {
        continue;
      }
      if (part instanceof Part.ToolCall) {
        if (unsigned && !node.has("thoughtSignature")) {
          node.put("thoughtSignature", FOREIGN);
        }
        unsigned = false;
      }
      parts.add(node);
    }
    return parts;
  }

  /// A part; null for what says nothing, and for thoughts: they are not wanted back.
  private @Nullable ObjectNode part(Part part) {
    return switch (part) {
      case Part.Text(String text) -> text.isEmpty() ? null : Json.object().put("text", text);
      case Part.Refusal(String text) -> text.isEmpty() ? null : Json.object().put("text", text);
      case Part.Image(Media media) -> media(media);
      case Part.Audio(Media.Inline media) -> media(media);
      case Part.File(Media media, _) -> media(media);
      case Part.ToolCall call -> call(call);
      case Part.ToolResult result -> result(result);
      case Part.Thinking _, Part.HiddenThinking _ -> null;
    };
  }

  private ObjectNode media(Media media) {
    ObjectNode part = Json.object();
    switch (media) {
      case Media.Inline(String type, String base64) ->
          part.putObject("inlineData").put("mimeType", type).put("data", base64);
      case Media.Url(String url, String type) -> {
        if (!url.matches("(?i)(https?|gs)://.*")) {
          throw refused("holds a URL that is neither http(s) nor gs");
        }
        ObjectNode file = part.putObject("fileData").put("fileUri", url);
        String known = type == null ? URLConnection.guessContentTypeFromName(url) : type;
        if (known != null) {
          file.put("mimeType", known);
        }
      }
    }
    return part;
  }

  private ObjectNode call(Part.ToolCall call) {
    ObjectNode arguments =
        call.arguments().isBlank() ? Json.object() : Json.objectIn(call.arguments());
    if (arguments == null) {
      throw refused("holds a tool call whose arguments are not a JSON object");
    }
    names.put(call.id(), call.name());
    CallId id = CallId.of(call.id());
    ObjectNode part = Json.object();
    ObjectNode function = part.putObject("functionCall");
    if (id.own() != null) {
      function.put("id", id.own());
    }
    function.put("name", call.name()).set("args", arguments);
    return id.signature() == null ? part : part.put("thoughtSignature", id.signature());
  }

  private ObjectNode result(Part.ToolResult result) {
    String name = names.get(result.id());
    if (name == null) {
      throw refused("holds the result of a tool call that no earlier message makes");
    }
    CallId id = CallId.of(result.id());
    ObjectNode part = Json.object();
    ObjectNode response = part.putObject("functionResponse");
    if (id.own() != null) {
      response.put("id", id.own());
    }
    response.put("name", name);
    var text = new StringBuilder();
    ArrayNode media = Json.array();
    for (Part inner : result.content()) {
      switch (inner) {
        case Part.Text(String own) -> text.append(own);
        case Part.Image(Media own) -> media.add(media(own));
        case Part.File(Media own, String title) -> {
          text.append(title == null ? "" : title);
          media.add(media(own));
        }
        case Part.Audio(Media.Inline own) -> media.add(media(own));
        case Part.ToolCall _, Part.ToolResult _, Part.Thinking _ -> throw strange();
        case Part.HiddenThinking _, Part.Refusal _ -> throw strange();
      }
    }
    response.putObject("response").put(result.failed() ? "error" : "output", text.toString());
    if (!media.isEmpty()) {
      response.set("parts", media);
    }
    return part;
  }

  private RuntimeException strange() {
    return refused("holds a tool's result that is neither text nor a file");
  }
}
