package io.millrace.provider.openai;

import io.millrace.provider.anthropic.AnthropicUpstream;
import io.millrace.provider.chat.CallerCodec;
import io.millrace.provider.chat.Dialect;
import io.millrace.provider.chat.FieldTableContract;
import io.millrace.provider.chat.UpstreamCodec;
import io.millrace.provider.gemini.GeminiUpstream;
import io.millrace.provider.wire.Json;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

final class ResponseFieldsTest extends FieldTableContract {
  @Override
  protected CallerCodec codec() {
    return new ResponsesCaller();
  }

  @Override
  protected Map<Dialect, UpstreamCodec> upstreams() {
    return Map.of(
        Dialect.OPENAI, new OpenAiUpstream(),
        Dialect.ANTHROPIC, new AnthropicUpstream(),
        Dialect.GEMINI, new GeminiUpstream());
  }

  @Override
  protected ObjectNode smallest() {
    return Objects.requireNonNull(
        Json.objectIn("{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":\"Hi?\"}]}"));
  }

  @Override
  protected void complete(ObjectNode request, String path) {
    if (path.startsWith("tool_choice") || path.equals("parallel_tool_calls")) {
      request.set(
          "tools", Json.value("[{\"type\":\"function\",\"name\":\"look_up\",\"parameters\":{}}]"));
    }
    if (path.equals("tool_choice.type") || path.equals("tool_choice.name")) {
      ObjectNode choice = (ObjectNode) request.path("tool_choice");
      choice.put("type", "function").put("name", "look_up");
    }
    if (path.contains("[function_call_output]")) {
      ArrayNode input = (ArrayNode) request.path("input");
      input.insert(0, call("call_2"));
      input.insert(0, call("call_1"));
    }
    if (path.contains("[output_text]") || path.contains("[refusal]")) {
      ObjectNode first = (ObjectNode) request.path("input").get(0);
      first.put("role", "assistant");
    }
    if (path.endsWith(".file_url")) {
      Objects.requireNonNull(request.findParent("file_url")).remove("file_data");
    }
  }

  private static JsonNode call(String id) {
    return Json.value(
        "{\"type\":\"function_call\",\"call_id\":\""
            + id
            + "\",\"name\":\"f\",\"arguments\":\"{}\"}");
  }

  /// What is said by the path, by the route or by Millrace itself, and labels that the other
  /// protocols do without.
  @Override
  protected Set<String> silent(Dialect dialect) {
    var silent = new HashSet<>(Set.of("model", "stream_options", "text", "reasoning"));
    silent.add("input[message].type"); // a message is one without it too
    if (dialect != Dialect.OPENAI) {
      silent.add("text.format.name");
      silent.add("text.format.strict");
    }
    if (dialect == Dialect.GEMINI) {
      silent.add("stream");
    }
    return silent;
  }
}
