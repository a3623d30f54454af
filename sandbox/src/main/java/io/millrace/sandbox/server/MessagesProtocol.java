package io.millrace.sandbox.server;

import io.millrace.model.Usage;
import io.millrace.sandbox.server.Reply.ToolUse;
import io.millrace.sandbox.server.StreamEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Anthropic's messages.
record MessagesProtocol() implements Protocol {
  private static final String SIGNATURE = "c2FuZGJveC1zaWduYXR1cmU=";

  @Override
  public ChatCall read(JsonNode body, String model, boolean stream) throws Refused {
    return MessagesReader.read(body, model);
  }

  @Override
  public JsonNode error(Refused refused) {
    var error = Json.object().put("type", "error");
    error.putObject("error").put("type", type(refused.status())).put("message", refused.reason());
    return error.put("request_id", "req_sandbox");
  }

  @Override
  public StreamEvent errorEvent(Refused refused) {
    return StreamEvent.named(Kind.FRAME, error(refused));
  }

  private static String type(int status) {
    return switch (status) {
      case 401 -> "authentication_error";
      case 403 -> "permission_error";
      case 404 -> "not_found_error";
      case 413 -> "request_too_large";
      case 429 -> "rate_limit_error";
      case 504 -> "timeout_error";
      case 529 -> "overloaded_error";
      default -> status < 500 ? "invalid_request_error" : "api_error";
    };
  }

  @Override
  public JsonNode answer(ChatCall call, Generated generated, Stamp stamp) {
    var reply = generated.first();
    var answer = head(call, stamp);
    var content = answer.putArray("content");
    if (!reply.thinking().isEmpty()) {
      content.add(thinking(reply.thought(), SIGNATURE));
    }
    if (!reply.tokens().isEmpty()) {
      content.add(text(reply.text()).putNull("citations"));
    }
    for (int i = 0; i < reply.uses().size(); i++) {
      content.add(toolUse(stamp, i, reply.uses().get(i), reply.uses().get(i).arguments()));
    }
    reason(answer, reply);
    answer.set("usage", usage(generated.usage(), generated.usage().answer()));
    return answer;
  }

  private static ObjectNode head(ChatCall call, Stamp stamp) {
    return Json.object()
        .put("id", stamp.id("msg_"))
        .put("type", "message")
        .put("role", "assistant")
        .put("model", call.model());
  }

  private static ObjectNode text(String text) {
    return Json.object().put("type", "text").put("text", text);
  }

  private static ObjectNode thinking(String text, String signature) {
    return Json.object().put("type", "thinking").put("thinking", text).put("signature", signature);
  }

  private static JsonNode toolUse(Stamp stamp, int number, ToolUse use, JsonNode input) {
    var block = Json.object().put("type", "tool_use").put("id", stamp.id("toolu_", number));
    return block.put("name", use.name()).set("input", input);
  }

  private static void reason(ObjectNode node, Reply reply) {
    node.put(
        "stop_reason",
        switch (reply.end()) {
          case FINISHED -> "end_turn";
          case LENGTH -> "max_tokens";
          case STOP_SEQUENCE -> "stop_sequence";
          case TOOLS -> "tool_use";
        });
    if (reply.stop().isEmpty()) {
      node.putNull("stop_sequence");
    } else {
      node.put("stop_sequence", reply.stop());
    }
  }

  private static ObjectNode usage(Usage usage, long output) {
    var node =
        Json.object()
            .put("input_tokens", usage.input() + usage.audioInput() + usage.imageInput())
            .put("cache_creation_input_tokens", usage.cacheWrite() + usage.cacheWriteHour())
            .put("cache_read_input_tokens", usage.cacheRead());
    node.putObject("cache_creation")
        .put("ephemeral_5m_input_tokens", usage.cacheWrite())
        .put("ephemeral_1h_input_tokens", usage.cacheWriteHour());
    return node.put("output_tokens", output).put("service_tier", "standard");
  }

  @Override
  public List<StreamEvent> events(ChatCall call, Generated generated, Stamp stamp) {
    var stream = new Stream(stamp, new ArrayList<>());
    stream.open(call, generated.usage());
    var reply = generated.first();
    int index = 0;
    if (!reply.thinking().isEmpty()) {
      stream.thinkingBlock(index++, reply.thinking());
    }
    if (!reply.tokens().isEmpty()) {
      stream.textBlock(index++, reply.tokens());
    }
    for (int i = 0; i < reply.uses().size(); i++) {
      stream.toolUseBlock(index++, i, reply.uses().get(i));
    }
    stream.close(reply, generated.usage());
    return stream.events;
  }

  /// Writes typed events.
  private record Stream(Stamp stamp, List<StreamEvent> events) {
    void open(ChatCall call, Usage usage) {
      var message = head(call, stamp);
      message.putArray("content");
      message.putNull("stop_reason").putNull("stop_sequence");
      message.set("usage", usage(usage, 1));
      add(Kind.FRAME, event("message_start").set("message", message));
      add(Kind.FRAME, event("ping"));
    }

    void thinkingBlock(int index, List<String> tokens) {
      start(index, thinking("", ""));
      for (String token : tokens) {
        delta(Kind.TOKEN, index, "thinking_delta", "thinking", token);
      }
      delta(Kind.FRAME, index, "signature_delta", "signature", SIGNATURE);
      stop(index);
    }

    void textBlock(int index, List<String> tokens) {
      start(index, MessagesProtocol.text(""));
      for (String token : tokens) {
        delta(Kind.TOKEN, index, "text_delta", "text", token);
      }
      stop(index);
    }

    void toolUseBlock(int index, int number, ToolUse use) {
      start(index, MessagesProtocol.toolUse(stamp, number, use, Json.object()));
      delta(Kind.FRAME, index, "input_json_delta", "partial_json", "");
      for (String token : use.tokens()) {
        delta(Kind.TOKEN, index, "input_json_delta", "partial_json", token);
      }
      stop(index);
    }

    void close(Reply reply, Usage usage) {
      var last = event("message_delta");
      reason(last.putObject("delta"), reply);
      var counts = usage(usage, usage.answer());
      counts.remove("cache_creation");
      counts.remove("service_tier");
      last.set("usage", counts);
      add(Kind.FRAME, last);
      add(Kind.DONE, event("message_stop"));
    }

    private void start(int index, JsonNode block) {
      var start = event("content_block_start").put("index", index);
      add(Kind.FRAME, start.set("content_block", block));
    }

    private void delta(Kind kind, int index, String type, String field, String value) {
      var event = event("content_block_delta").put("index", index);
      event.putObject("delta").put("type", type).put(field, value);
      add(kind, event);
    }

    private void stop(int index) {
      add(Kind.FRAME, event("content_block_stop").put("index", index));
    }

    private static ObjectNode event(String type) {
      return Json.object().put("type", type);
    }

    private void add(Kind kind, JsonNode event) {
      events.add(StreamEvent.named(kind, event));
    }
  }
}
