package io.millrace.sandbox.server;

import io.millrace.model.Usage;
import io.millrace.sandbox.server.Reply.ToolUse;
import io.millrace.sandbox.server.StreamEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's chat completions.
record ChatProtocol() implements Protocol {
  @Override
  public ChatCall read(JsonNode body, String model, boolean stream) throws Refused {
    return ChatReader.read(body, model);
  }

  @Override
  public JsonNode error(Refused refused) {
    return OpenAiErrors.of(refused);
  }

  @Override
  public JsonNode answer(ChatCall call, Generated generated, Stamp stamp) {
    var answer = envelope("chat.completion", call, stamp);
    var choices = answer.putArray("choices");
    for (int i = 0; i < generated.replies().size(); i++) {
      var reply = generated.replies().get(i);
      var choice = choices.addObject().put("index", i);
      message(choice.putObject("message"), reply, stamp, i);
      if (call.delivery().logprobs() >= 0) {
        choice.set("logprobs", Logprobs.of(reply.tokens(), call.delivery().logprobs()));
      } else {
        choice.putNull("logprobs");
      }
      choice.put("finish_reason", reason(reply));
    }
    answer.set("usage", usage(generated.usage()));
    return answer.put("service_tier", "default").put("system_fingerprint", "fp_sandbox");
  }

  private static ObjectNode envelope(String object, ChatCall call, Stamp stamp) {
    return Json.object()
        .put("id", stamp.id("chatcmpl-"))
        .put("object", object)
        .put("created", stamp.created())
        .put("model", call.model());
  }

  private static void message(ObjectNode message, Reply reply, Stamp stamp, int choice) {
    message.put("role", "assistant");
    if (reply.tokens().isEmpty() && !reply.uses().isEmpty()) {
      message.putNull("content");
    } else {
      message.put("content", reply.text());
    }
    message.putNull("refusal");
    message.putArray("annotations");
    if (!reply.uses().isEmpty()) {
      var calls = message.putArray("tool_calls");
      for (int i = 0; i < reply.uses().size(); i++) {
        var use = reply.uses().get(i);
        toolCall(calls.addObject(), use, callId(stamp, choice, i), Json.text(use.arguments()));
      }
    }
  }

  private static String callId(Stamp stamp, int choice, int number) {
    return stamp.id("call_", choice * 16 + number);
  }

  private static void toolCall(ObjectNode call, ToolUse use, String id, String arguments) {
    call.put("id", id).put("type", "function");
    call.putObject("function").put("name", use.name()).put("arguments", arguments);
  }

  private static String reason(Reply reply) {
    return switch (reply.end()) {
      case FINISHED, STOP_SEQUENCE -> "stop";
      case LENGTH -> "length";
      case TOOLS -> "tool_calls";
    };
  }

  private static ObjectNode usage(Usage usage) {
    var node =
        Json.object()
            .put("prompt_tokens", usage.prompt())
            .put("completion_tokens", usage.answer())
            .put("total_tokens", usage.prompt() + usage.answer());
    node.putObject("prompt_tokens_details")
        .put("cached_tokens", usage.cacheRead())
        .put("audio_tokens", usage.audioInput());
    node.putObject("completion_tokens_details")
        .put("reasoning_tokens", usage.reasoning())
        .put("audio_tokens", usage.audioOutput())
        .put("accepted_prediction_tokens", 0)
        .put("rejected_prediction_tokens", 0);
    return node;
  }

  @Override
  public List<StreamEvent> events(ChatCall call, Generated generated, Stamp stamp) {
    var writer = new Stream(call, stamp, new ArrayList<>());
    for (int i = 0; i < generated.replies().size(); i++) {
      writer.open(i);
    }
    for (int i = 0; i < generated.replies().size(); i++) {
      writer.content(i, generated.replies().get(i));
    }
    if (call.delivery().usage()) {
      var last = envelope("chat.completion.chunk", call, stamp);
      last.put("service_tier", "default").put("system_fingerprint", "fp_sandbox");
      last.putArray("choices");
      last.set("usage", usage(generated.usage()));
      writer.events.add(StreamEvent.of(Kind.USAGE, last));
    }
    writer.events.add(new StreamEvent(Kind.DONE, "", "[DONE]"));
    return writer.events;
  }

  /// Writes chunks.
  private record Stream(ChatCall call, Stamp stamp, List<StreamEvent> events) {
    void open(int index) {
      add(
          Kind.FRAME,
          index,
          choice -> {
            var delta = choice.putObject("delta").put("role", "assistant").put("content", "");
            delta.putNull("refusal");
            choice.putNull("finish_reason");
          });
    }

    void content(int index, Reply reply) {
      for (String token : reply.tokens()) {
        add(Kind.TOKEN, index, choice -> token(choice, token));
      }
      for (int i = 0; i < reply.uses().size(); i++) {
        use(index, i, reply.uses().get(i));
      }
      add(
          Kind.FRAME,
          index,
          choice -> {
            choice.putObject("delta");
            choice.put("finish_reason", reason(reply));
          });
    }

    private void token(ObjectNode choice, String token) {
      choice.putObject("delta").put("content", token);
      if (call.delivery().logprobs() >= 0) {
        choice.set("logprobs", Logprobs.of(List.of(token), call.delivery().logprobs()));
      }
      choice.putNull("finish_reason");
    }

    private void use(int index, int number, ToolUse use) {
      add(
          Kind.FRAME,
          index,
          choice -> {
            var head = toolDelta(choice).put("index", number);
            toolCall(head, use, callId(stamp, index, number), "");
          });
      for (String token : use.tokens()) {
        add(
            Kind.TOKEN,
            index,
            choice ->
                toolDelta(choice)
                    .put("index", number)
                    .putObject("function")
                    .put("arguments", token));
      }
    }

    private static ObjectNode toolDelta(ObjectNode choice) {
      ArrayNode calls = choice.putObject("delta").putArray("tool_calls");
      choice.putNull("finish_reason");
      return calls.addObject();
    }

    private void add(Kind kind, int index, Consumer<ObjectNode> filling) {
      var chunk = envelope("chat.completion.chunk", call, stamp);
      chunk.put("service_tier", "default").put("system_fingerprint", "fp_sandbox");
      var choice = chunk.putArray("choices").addObject().put("index", index);
      filling.accept(choice);
      if (!choice.has("logprobs")) {
        choice.putNull("logprobs");
      }
      if (call.delivery().usage()) {
        chunk.putNull("usage");
      }
      events.add(StreamEvent.of(kind, chunk));
    }
  }
}
