package io.millrace.provider.anthropic;

import io.millrace.provider.chat.CallerCodec;
import io.millrace.provider.chat.Dialect;
import io.millrace.provider.chat.FieldTableContract;
import io.millrace.provider.chat.PlainUpstream;
import io.millrace.provider.chat.UpstreamCodec;
import io.millrace.provider.gemini.GeminiUpstream;
import io.millrace.provider.wire.Json;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

final class AnthropicFieldsTest extends FieldTableContract {
  @Override
  protected CallerCodec codec() {
    return new AnthropicCaller();
  }

  @Override
  protected Map<Dialect, UpstreamCodec> upstreams() {
    return Map.of(Dialect.OPENAI, new PlainUpstream(), Dialect.GEMINI, new GeminiUpstream());
  }

  @Override
  protected ObjectNode smallest() {
    return Objects.requireNonNull(
        Json.objectIn(
            """
            {"model": "m", "max_tokens": 100, "messages": [{"role": "user", "content": "Hi?"}]}
            """));
  }

  @Override
  protected void complete(ObjectNode request, String path) {
    if (path.startsWith("tool_choice")) {
      request.set(
          "tools", Json.value("[{\"name\":\"look_up\",\"input_schema\":{\"type\":\"object\"}}]"));
    }
    if (path.contains("[tool_result]")) {
      ArrayNode messages = (ArrayNode) request.path("messages");
      messages.insert(0, calls());
    }
    List<JsonNode> sources = request.findValues("source");
    if (path.contains("[document].source.content")) {
      ((ObjectNode) sources.getFirst()).put("type", "content");
    }
    if (path.endsWith(".source.url")) {
      Objects.requireNonNull(request.findParent("url")).put("type", "url");
    }
  }

  private static JsonNode calls() {
    return Json.value(
        """
        {"role": "assistant", "content": [
          {"type": "tool_use", "id": "toolu_1", "name": "look_up", "input": {}},
          {"type": "tool_use", "id": "toolu_2", "name": "find", "input": {}}]}
        """);
  }

  /// The model's name and the wish for a stream are said by the path at Gemini, and the model is
  /// chosen by the route at all; empty objects say nothing.
  @Override
  protected Set<String> silent(Dialect dialect) {
    return dialect == Dialect.GEMINI
        ? Set.of("model", "metadata", "output_config", "stream")
        : Set.of("model", "metadata", "output_config");
  }
}
