package io.millrace.provider.gemini;

import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.ChatAnswer.Finish;
import io.millrace.provider.chat.Part;
import io.millrace.provider.wire.AnswerJson;
import io.millrace.provider.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Reads one answer of Gemini's, whole or in pieces: a stream's events have the shape of the whole.
/// One thread at a time.
final class GeminiAnswerReader {
  private int calls;
  private @Nullable String reason;
  private @Nullable JsonNode usage;

  GeminiAnswerReader() {}

  ChatAnswer whole(JsonNode body) {
    List<Part> parts = parts(body);
    return new ChatAnswer(
        AnswerJson.stringOrEmpty(body, "responseId"),
        AnswerJson.stringOrEmpty(body, "modelVersion"),
        0,
        parts,
        finish(),
        null,
        usage == null ? null : GeminiUsage.read(usage));
  }

  /// The content of a body or of one event of a stream; remembers its counts and why it ended.
  List<Part> parts(JsonNode body) {
    if (body.has("error")) {
      throw AnswerJson.failed(body.path("error"), "status");
    }
    if (body.path("usageMetadata").isObject()) {
      usage = body.path("usageMetadata");
    }
    if (body.path("promptFeedback").path("blockReason").isString()) {
      reason = "SAFETY";
    }
    JsonNode candidate = body.path("candidates").path(0);
    String why = AnswerJson.stringOrNull(candidate, "finishReason");
    if (why != null) {
      reason = why;
    }
    var parts = new ArrayList<Part>();
    for (JsonNode part : candidate.path("content").path("parts")) {
      Part read = part(part, AnswerJson.stringOrEmpty(body, "responseId"));
      if (read != null) {
        parts.add(read);
      }
    }
    return parts;
  }

  @Nullable JsonNode usage() {
    return usage;
  }

  /// A part; null for one that only carries a signature for text, which Gemini does not insist on.
  private @Nullable Part part(JsonNode part, String answerId) {
    if (part.has("functionCall")) {
      return call(AnswerJson.child(part, "functionCall"), signature(part), answerId);
    }
    if (part.has("text")) {
      String text = AnswerJson.string(part, "text");
      if (text.isEmpty()) {
        return null;
      }
      boolean thought = part.path("thought").asBoolean(false);
      return thought ? new Part.Thinking(text, null) : new Part.Text(text);
    }
    for (String field : part.propertyNames()) {
      if (!field.equals("thoughtSignature") && !field.equals("thought")) {
        throw new BadAnswerException(
            "the upstream answered with a part of kind "
                + AnswerJson.word(field)
                + ", which cannot be translated");
      }
    }
    return null;
  }

  private static @Nullable String signature(JsonNode part) {
    return AnswerJson.stringOrNull(part, "thoughtSignature");
  }

  private Part.ToolCall call(JsonNode call, @Nullable String signature, String answerId) {
    String name = AnswerJson.string(call, "name");
    String arguments = call.path("args").isObject() ? Json.text(call.path("args")) : "{}";
    String own = AnswerJson.stringOrNull(call, "id");
    String base = answerId.replaceAll("[^A-Za-z0-9-]", "");
    String made = (base.isEmpty() ? sum(name + arguments) : base) + "_" + calls++;
    boolean plain = own != null && own.matches("[A-Za-z0-9_-]+");
    return new Part.ToolCall(
        new CallId(plain ? own : null, made, signature).text(), name, arguments);
  }

  private static String sum(String text) {
    var sum = new CRC32();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return Long.toHexString(sum.getValue());
  }

  /// Why the answer ended.
  ///
  /// @throws BadAnswerException when it did not, or not as an answer
  Finish finish() {
    return switch (reason) {
      case null -> throw new BadAnswerException("the upstream's answer is not complete");
      case "STOP" -> calls > 0 ? Finish.TOOL_CALLS : Finish.STOP;
      case "MAX_TOKENS" -> Finish.LENGTH;
      case "SAFETY",
          "RECITATION",
          "LANGUAGE",
          "BLOCKLIST",
          "PROHIBITED_CONTENT",
          "SPII",
          "IMAGE_SAFETY",
          "IMAGE_PROHIBITED_CONTENT",
          "IMAGE_RECITATION",
          "MODEL_ARMOR" ->
          Finish.CONTENT_FILTER;
      default ->
          throw new BadAnswerException(
              "the upstream ended its answer for a reason that is none: "
                  + AnswerJson.word(reason));
    };
  }
}
