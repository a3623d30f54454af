package io.millrace.sandbox.server;

import io.millrace.model.Usage;
import io.millrace.sandbox.server.Reply.ToolUse;
import io.millrace.sandbox.server.StreamEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Gemini's generateContent and streamGenerateContent.
record GeminiProtocol() implements Protocol {
  @Override
  public ChatCall read(JsonNode body, String model, boolean stream) throws Refused {
    return GeminiReader.read(body, model, stream);
  }

  @Override
  public JsonNode error(Refused refused) {
    var error = Json.object();
    error
        .putObject("error")
        .put("code", refused.status())
        .put("message", refused.reason())
        .put("status", status(refused.status()));
    return error;
  }

  private static String status(int status) {
    return switch (status) {
      case 401 -> "UNAUTHENTICATED";
      case 403 -> "PERMISSION_DENIED";
      case 404 -> "NOT_FOUND";
      case 409 -> "ABORTED";
      case 429 -> "RESOURCE_EXHAUSTED";
      case 503, 529 -> "UNAVAILABLE";
      case 408, 504 -> "DEADLINE_EXCEEDED";
      default -> status < 500 ? "INVALID_ARGUMENT" : "INTERNAL";
    };
  }

  @Override
  public JsonNode answer(ChatCall call, Generated generated, Stamp stamp) {
    var answer = Json.object();
    var candidates = answer.putArray("candidates");
    for (int i = 0; i < generated.replies().size(); i++) {
      var reply = generated.replies().get(i);
      var parts = parts(candidates.addObject());
      if (showsThoughts(call) && !reply.thinking().isEmpty()) {
        parts.addObject().put("text", reply.thought()).put("thought", true);
      }
      if (!reply.tokens().isEmpty()) {
        parts.addObject().put("text", reply.text());
      }
      reply.uses().forEach(use -> use(parts, use));
      finish((ObjectNode) candidates.get(i), reply, i);
    }
    return tail(answer, call, generated.usage(), stamp);
  }

  private static boolean showsThoughts(ChatCall call) {
    var config = call.body().path("generationConfig").path("thinkingConfig");
    return Json.isTrue(config, "includeThoughts");
  }

  private static ArrayNode parts(ObjectNode candidate) {
    var content = candidate.putObject("content");
    var parts = content.putArray("parts");
    content.put("role", "model");
    return parts;
  }

  private static void use(ArrayNode parts, ToolUse use) {
    var call = parts.addObject().putObject("functionCall").put("name", use.name());
    call.set("args", use.arguments());
  }

  private static void finish(ObjectNode candidate, Reply reply, int index) {
    boolean cut = reply.end() == Reply.End.LENGTH;
    candidate.put("finishReason", cut ? "MAX_TOKENS" : "STOP").put("index", index);
  }

  private static ObjectNode tail(ObjectNode answer, ChatCall call, Usage usage, Stamp stamp) {
    var counts = answer.putObject("usageMetadata").put("promptTokenCount", usage.prompt());
    counts.put("candidatesTokenCount", usage.output());
    if (usage.reasoning() > 0) {
      counts.put("thoughtsTokenCount", usage.reasoning());
    }
    if (usage.cacheRead() > 0) {
      counts.put("cachedContentTokenCount", usage.cacheRead());
    }
    counts.put("totalTokenCount", usage.prompt() + usage.answer());
    counts
        .putArray("promptTokensDetails")
        .addObject()
        .put("modality", "TEXT")
        .put("tokenCount", usage.prompt());
    return answer.put("modelVersion", call.model()).put("responseId", stamp.id());
  }

  @Override
  public List<StreamEvent> events(ChatCall call, Generated generated, Stamp stamp) {
    var stream = new Stream(call, stamp, new ArrayList<>());
    for (int i = 0; i < generated.replies().size(); i++) {
      boolean last = i == generated.replies().size() - 1;
      stream.candidate(i, generated.replies().get(i), last, generated.usage());
    }
    return stream.events;
  }

  /// Writes chunks; the last one of each candidate has its finishReason.
  private record Stream(ChatCall call, Stamp stamp, List<StreamEvent> events) {
    void candidate(int index, Reply reply, boolean last, Usage usage) {
      var nothing = Usage.of(usage.prompt(), 0);
      if (showsThoughts(call)) {
        for (String token : reply.thinking()) {
          var chunk = Json.object();
          var candidate = candidate(chunk, index);
          parts(candidate).addObject().put("text", token).put("thought", true);
          add(Kind.TOKEN, tail(chunk, call, nothing, stamp));
        }
      }
      for (String token : reply.tokens()) {
        var chunk = Json.object();
        parts(candidate(chunk, index)).addObject().put("text", token);
        add(Kind.TOKEN, tail(chunk, call, nothing, stamp));
      }
      for (ToolUse use : reply.uses()) {
        var chunk = Json.object();
        use(parts(candidate(chunk, index)), use);
        add(Kind.TOKEN, tail(chunk, call, nothing, stamp));
      }
      var chunk = Json.object();
      var end = candidate(chunk, index);
      parts(end).addObject().put("text", "");
      finish(end, reply, index);
      add(last ? Kind.DONE : Kind.FRAME, tail(chunk, call, last ? usage : nothing, stamp));
    }

    private static ObjectNode candidate(ObjectNode chunk, int index) {
      return chunk.putArray("candidates").addObject().put("index", index);
    }

    private void add(Kind kind, ObjectNode chunk) {
      events.add(StreamEvent.of(kind, chunk));
    }
  }
}
