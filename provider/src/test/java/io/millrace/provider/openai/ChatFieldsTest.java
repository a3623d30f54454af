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

final class ChatFieldsTest extends FieldTableContract {
  @Override
  protected CallerCodec codec() {
    return new OpenAiChatCaller();
  }

  @Override
  protected Map<Dialect, UpstreamCodec> upstreams() {
    return Map.of(Dialect.ANTHROPIC, new AnthropicUpstream(), Dialect.GEMINI, new GeminiUpstream());
  }

  @Override
  protected ObjectNode smallest() {
    return Objects.requireNonNull(
        Json.objectIn("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi?\"}]}"));
  }

  @Override
  protected void complete(ObjectNode request, String path) {
    if (path.startsWith("tool_choice") || path.equals("parallel_tool_calls")) {
      request.set(
          "tools", Json.value("[{\"type\":\"function\",\"function\":{\"name\":\"look_up\"}}]"));
    }
    if (path.startsWith("tool_choice.")) {
      ObjectNode choice = (ObjectNode) request.path("tool_choice");
      choice.put("type", "function");
      choice.withObjectProperty("function").put("name", "look_up");
    }
    if (path.contains("[tool]")) {
      ((ArrayNode) request.path("messages")).insert(0, calls());
    }
  }

  private static JsonNode calls() {
    return Json.value(
        """
        {"role": "assistant", "content": null, "tool_calls": [
          {"type": "function", "id": "call_1", "function": {"name": "f", "arguments": "{}"}},
          {"type": "function", "id": "call_2", "function": {"name": "g", "arguments": "{}"}}]}
        """);
  }

  /// What is said by the path, by the route or by Millrace itself, and labels that the other
  /// protocols do without.
  @Override
  protected Set<String> silent(Dialect dialect) {
    var silent =
        new HashSet<>(
            Set.of(
                "model",
                "stream_options",
                "stream_options.include_usage",
                "response_format.json_schema.name",
                "response_format.json_schema.strict"));
    if (dialect == Dialect.GEMINI) {
      silent.add("stream");
    }
    return silent;
  }
}
