package io.millrace.sandbox.server;

import io.millrace.sandbox.server.ChatCall.Choice;
import io.millrace.sandbox.server.ChatCall.Delivery;
import io.millrace.sandbox.server.ChatCall.Limits;
import io.millrace.sandbox.server.ChatCall.Shape;
import io.millrace.sandbox.server.ChatCall.Tool;
import io.millrace.sandbox.server.ChatCall.Tools;
import io.millrace.sandbox.server.ChatCall.Turn;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// Reads requests for Gemini's generateContent, names in camel or snake case.
final class GeminiReader {
  private GeminiReader() {}

  static ChatCall read(JsonNode body, String model, boolean stream) throws Refused {
    var config = Json.first(body, "generationConfig", "generation_config");
    int choices = Math.max(1, Json.number(config, "candidateCount", 1));
    var thinking = Json.first(config, "thinkingConfig", "thinking_config");
    var limits =
        new Limits(
            Json.number(config, "maxOutputTokens", 0),
            ChatReader.strings(Json.first(config, "stopSequences", "stop_sequences")),
            Math.min(choices, 8),
            Json.isTrue(thinking, "includeThoughts")
                || Json.number(thinking, "thinkingBudget", 0) > 0);
    var delivery = new Delivery(stream, true, -1);
    return new ChatCall(model, turns(body), tools(body), shape(config), limits, delivery, body);
  }

  private static List<Turn> turns(JsonNode body) throws Refused {
    var contents = body.path("contents");
    if (!contents.isArray() || contents.isEmpty()) {
      throw Refused.invalid("* GenerateContentRequest.contents: contents is not specified");
    }
    var turns = new ArrayList<Turn>();
    var system = Json.first(body, "systemInstruction", "system_instruction");
    if (system.isObject()) {
      turns.add(turn("system", system));
    }
    for (JsonNode content : contents) {
      String role = Json.string(content, "role");
      switch (role) {
        case "", "user", "function" -> user(content, turns);
        case "model" -> turns.add(turn("assistant", content));
        default -> throw Refused.invalid("Please use a valid role: user, model.");
      }
    }
    return turns;
  }

  private static void user(JsonNode content, List<Turn> turns) {
    boolean results = false;
    for (JsonNode part : content.path("parts")) {
      var response = Json.first(part, "functionResponse", "function_response");
      if (response.isObject()) {
        turns.add(Turn.of("tool", Json.text(response.path("response"))));
        results = true;
      }
    }
    var turn = turn("user", content);
    if (!results || !turn.text().isEmpty()) {
      turns.add(turn);
    }
  }

  private static Turn turn(String role, JsonNode content) {
    var texts = new ArrayList<String>();
    var attachments = new ArrayList<String>();
    for (JsonNode part : content.path("parts")) {
      var data = Json.first(part, "inlineData", "inline_data", "fileData", "file_data");
      if (part.path("text").isString() && !Json.isTrue(part, "thought")) {
        texts.add(Json.string(part, "text"));
      } else if (data.isObject()) {
        attachments.add(kind(Json.first(data, "mimeType", "mime_type")));
      }
    }
    return new Turn(role, String.join("\n", texts), attachments, false);
  }

  private static String kind(JsonNode mimeType) {
    String type = mimeType.isString() ? mimeType.stringValue() : "";
    return type.startsWith("image/") ? "image" : type.startsWith("audio/") ? "audio" : "file";
  }

  private static Tools tools(JsonNode body) {
    var offered = new ArrayList<Tool>();
    for (JsonNode group : body.path("tools")) {
      for (JsonNode tool : Json.first(group, "functionDeclarations", "function_declarations")) {
        offered.add(
            new Tool(
                Json.string(tool, "name"),
                Json.string(tool, "description"),
                Json.first(tool, "parametersJsonSchema", "parameters")));
      }
    }
    var config =
        Json.first(
            Json.first(body, "toolConfig", "tool_config"),
            "functionCallingConfig",
            "function_calling_config");
    var mode =
        switch (Json.string(config, "mode")) {
          case "ANY" -> Choice.REQUIRED;
          case "NONE" -> Choice.NONE;
          default -> Choice.AUTO;
        };
    var only = ChatReader.strings(Json.first(config, "allowedFunctionNames"));
    return new Tools(offered, mode, only.isEmpty() ? "" : only.getFirst(), true);
  }

  private static Shape shape(JsonNode config) {
    var schema = Json.first(config, "responseJsonSchema", "responseSchema", "response_schema");
    var type = Json.first(config, "responseMimeType", "response_mime_type");
    boolean json = type.isString() && type.stringValue().equals("application/json");
    return json ? new Shape(schema.isObject() ? schema : null, true) : Shape.FREE;
  }
}
