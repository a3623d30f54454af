package io.millrace.sandbox.server;

import io.millrace.model.Usage;
import io.millrace.sandbox.server.Reply.End;
import io.millrace.sandbox.server.Reply.ToolUse;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// OpenAI's responses.
record ResponsesProtocol() implements Protocol {
  @Override
  public ChatCall read(JsonNode body, String model, boolean stream) throws Refused {
    return ResponsesReader.read(body, model);
  }

  @Override
  public JsonNode error(Refused refused) {
    return OpenAiErrors.of(refused);
  }

  @Override
  public StreamEvent errorEvent(Refused refused) {
    var inner = OpenAiErrors.of(refused).path("error");
    var event = Json.object().put("type", "error");
    event.set("code", inner.path("code"));
    event.put("message", refused.reason()).putNull("param").put("sequence_number", 0);
    return StreamEvent.named(StreamEvent.Kind.FRAME, event);
  }

  @Override
  public JsonNode answer(ChatCall call, Generated generated, Stamp stamp) {
    boolean cut = generated.first().end() == End.LENGTH;
    var response = response(call, stamp, cut ? "incomplete" : "completed");
    output((ArrayNode) response.path("output"), generated.first(), stamp);
    response.set("usage", usage(generated.usage()));
    return response;
  }

  /// A response without output and usage.
  static ObjectNode response(ChatCall call, Stamp stamp, String status) {
    var body = call.body();
    var response = Json.object().put("id", stamp.id("resp_")).put("object", "response");
    response.put("created_at", stamp.created()).put("status", status).put("background", false);
    response.putNull("error");
    if (status.equals("incomplete")) {
      response.putObject("incomplete_details").put("reason", "max_output_tokens");
    } else {
      response.putNull("incomplete_details");
    }
    repeat(response, body, "instructions", "max_output_tokens", "max_tool_calls");
    response.put("model", call.model());
    response.putArray("output");
    response.put("parallel_tool_calls", call.tools().parallel());
    response.putNull("previous_response_id");
    var reasoning = response.putObject("reasoning");
    repeat(reasoning, body.path("reasoning"), "effort", "summary");
    response.put("service_tier", "default");
    response.set("store", body.path("store").isBoolean() ? body.path("store") : bool(true));
    response.set("temperature", orNumber(body.path("temperature")));
    response.set("text", body.path("text").isObject() ? body.path("text") : plainText());
    response.set("tool_choice", toolChoice(body.path("tool_choice")));
    response.set("tools", body.path("tools").isArray() ? body.path("tools") : Json.array());
    response.put("top_logprobs", 0);
    response.set("top_p", orNumber(body.path("top_p")));
    response.put("truncation", "disabled").putNull("usage");
    repeat(response, body, "user");
    var metadata = body.path("metadata");
    response.set("metadata", metadata.isObject() ? metadata : Json.object());
    return response;
  }

  private static void repeat(ObjectNode to, JsonNode from, String... fields) {
    for (String field : fields) {
      var value = from.path(field);
      if (value.isMissingNode()) {
        to.putNull(field);
      } else {
        to.set(field, value);
      }
    }
  }

  private static JsonNode bool(boolean value) {
    return Json.object().booleanNode(value);
  }

  private static JsonNode orNumber(JsonNode number) {
    return number.isNumber() ? number : Json.object().numberNode(1.0);
  }

  private static JsonNode toolChoice(JsonNode choice) {
    return choice.isMissingNode() || choice.isNull() ? Json.object().stringNode("auto") : choice;
  }

  private static ObjectNode plainText() {
    var text = Json.object();
    text.putObject("format").put("type", "text");
    return text;
  }

  private static void output(ArrayNode output, Reply reply, Stamp stamp) {
    if (!reply.thinking().isEmpty()) {
      output.add(reasoning(stamp));
    }
    if (!reply.tokens().isEmpty() || reply.uses().isEmpty()) {
      String status = reply.end() == End.LENGTH ? "incomplete" : "completed";
      output.add(message(stamp, status, reply.text()));
    }
    for (int i = 0; i < reply.uses().size(); i++) {
      var use = reply.uses().get(i);
      output.add(functionCall(stamp, i, use, "completed", Json.text(use.arguments())));
    }
  }

  static ObjectNode reasoning(Stamp stamp) {
    var item = Json.object().put("id", stamp.id("rs_")).put("type", "reasoning");
    item.putArray("summary");
    return item;
  }

  static ObjectNode message(Stamp stamp, String status, String text) {
    var item = Json.object().put("id", stamp.id("msg_")).put("type", "message");
    item.put("status", status).put("role", "assistant");
    var content = item.putArray("content");
    if (!status.equals("in_progress")) {
      content.add(part(text));
    }
    return item;
  }

  static ObjectNode part(String text) {
    var part = Json.object().put("type", "output_text").put("text", text);
    part.putArray("annotations");
    part.putArray("logprobs");
    return part;
  }

  static ObjectNode functionCall(
      Stamp stamp, int number, ToolUse use, String status, String arguments) {
    return Json.object()
        .put("id", stamp.id("fc_", number))
        .put("type", "function_call")
        .put("status", status)
        .put("arguments", arguments)
        .put("call_id", stamp.id("call_", number))
        .put("name", use.name());
  }

  static ObjectNode usage(Usage usage) {
    var node = Json.object().put("input_tokens", usage.prompt());
    node.putObject("input_tokens_details")
        .put("cached_tokens", usage.cacheRead())
        .put("cache_write_tokens", usage.cacheWrite() + usage.cacheWriteHour());
    node.put("output_tokens", usage.answer());
    node.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
    return node.put("total_tokens", usage.prompt() + usage.answer());
  }

  @Override
  public List<StreamEvent> events(ChatCall call, Generated generated, Stamp stamp) {
    var stream = new ResponsesStream(call, stamp);
    return stream.write(generated.first(), answer(call, generated, stamp));
  }
}
