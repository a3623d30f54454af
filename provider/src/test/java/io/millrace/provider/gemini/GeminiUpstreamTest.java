package io.millrace.provider.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.provider.anthropic.AnthropicCaller;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.Part;
import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class GeminiUpstreamTest {
  private final GeminiUpstream upstream = new GeminiUpstream();

  private static byte[] wire(String name) throws IOException {
    return Files.readAllBytes(Path.of("src", "test", "resources", "wire").resolve(name));
  }

  private static JsonNode object(byte[] bytes) {
    return Objects.requireNonNull(Json.objectIn(bytes));
  }

  @Test
  void theModelIsPartOfThePathAndCannotLeaveIt() {
    assertThat(upstream.path("gemini-2.5-pro", false))
        .isEqualTo("/models/gemini-2.5-pro:generateContent");
    assertThat(upstream.path("gemini-2.5-pro", true))
        .isEqualTo("/models/gemini-2.5-pro:streamGenerateContent?alt=sse");
    assertThat(upstream.path("tunedModels/mine", false))
        .isEqualTo("/tunedModels/mine:generateContent");
    assertThat(upstream.path("../secret?key=1#x", false))
        .isEqualTo("/models/%2E%2E/secret%3Fkey%3D1%23x:generateContent");
  }

  @Test
  void aSignatureAndAnIdComeBackAsTheyWent() throws IOException {
    ChatAnswer answer = upstream.decode(wire("gemini/tools.answer.json"));
    ObjectNode request = Json.object().put("model", "m").put("max_tokens", 9);
    var messages = request.putArray("messages");
    messages.addObject().put("role", "user").put("content", "Weather?");
    var calls = messages.addObject().put("role", "assistant").putArray("content");
    var results = messages.addObject().put("role", "user").putArray("content");
    JsonNode said = object(new AnthropicCaller().encode(answer, request));
    for (JsonNode block : said.path("content")) {
      calls.add(block);
      if (block.has("id")) {
        results
            .addObject()
            .put("type", "tool_result")
            .put("tool_use_id", block.path("id").stringValue())
            .put("content", "ok");
      }
    }
    ChatRequest next = new AnthropicCaller().decode(request);
    JsonNode body = object(upstream.encode(next, "gemini-3-pro"));
    JsonNode model = body.path("contents").path(1).path("parts");
    assertThat(model.path(0).path("functionCall").path("id").stringValue()).isEqualTo("fc-1");
    assertThat(model.path(0).path("thoughtSignature").stringValue()).isEqualTo("AVSo+/8=");
    assertThat(model.path(1).path("functionCall").has("id")).isFalse();
    assertThat(model.path(1).has("thoughtSignature")).isFalse();
    JsonNode back = body.path("contents").path(2).path("parts");
    assertThat(back.path(0).path("functionResponse").path("id").stringValue()).isEqualTo("fc-1");
    assertThat(back.path(1).path("functionResponse").path("name").stringValue()).isEqualTo("clock");
  }

  @Test
  void callsOfOneAnswerHaveIdsOfTheirOwn() throws IOException {
    String answer =
        """
        {"candidates": [{"finishReason": "STOP", "content": {"parts": [
          {"functionCall": {"name": "f", "args": {}}},
          {"functionCall": {"name": "f", "args": {}}}]}}]}
        """;
    assertThat(upstream.decode(answer.getBytes(StandardCharsets.UTF_8)).parts())
        .extracting(part -> ((Part.ToolCall) part).id())
        .doesNotHaveDuplicates();
  }

  @Test
  void aCallOfAnotherProviderIsSignedForNewModelsOnly() {
    JsonNode request =
        Json.value(
            """
            {"model": "m", "max_tokens": 9, "messages": [
              {"role": "user", "content": "Go."},
              {"role": "assistant", "content": [
                {"type": "tool_use", "id": "toolu_1", "name": "f", "input": {}},
                {"type": "tool_use", "id": "toolu_2", "name": "f", "input": {}}]},
              {"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": "toolu_1", "content": "a"},
                {"type": "tool_result", "tool_use_id": "toolu_2", "content": "b"}]}]}
            """);
    ChatRequest chat = new AnthropicCaller().decode(request);
    String mark = "skip_thought_signature_validator";
    String said = new String(upstream.encode(chat, "gemini-3-pro"), StandardCharsets.UTF_8);
    assertThat(said).containsOnlyOnce(mark);
    said = new String(upstream.encode(chat, "gemini-2.5-pro"), StandardCharsets.UTF_8);
    assertThat(said).doesNotContain(mark);
  }

  @Test
  void errorsAreReadInEveryShape() throws IOException {
    WireError limit = upstream.error(429, wire("errors/gemini.json"));
    assertThat(limit.kind()).isEqualTo(WireError.Kind.RATE_LIMIT);
    assertThat(limit.message()).isEqualTo("Resource has been exhausted.");
    assertThat(limit.code()).isEqualTo("RESOURCE_EXHAUSTED");
    assertThat(upstream.error(503, wire("errors/gemini-list.json")).message())
        .isEqualTo("The model is overloaded.");
    assertThat(upstream.error(400, wire("errors/gemini-key.json")).kind())
        .isEqualTo(WireError.Kind.AUTHENTICATION);
    assertThat(upstream.error(502, "<html>".getBytes(StandardCharsets.UTF_8)).message())
        .contains("502");
  }

  @Test
  void aLocalFileIsNoUrl() {
    JsonNode request =
        Json.value(
            """
            {"model": "m", "max_tokens": 9, "messages": [{"role": "user", "content": [
              {"type": "image", "source": {"type": "url", "url": "file:///etc/passwd"}}]}]}
            """);
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> upstream.encode(new AnthropicCaller().decode(request), "m"))
        .satisfies(refused -> assertThat(refused.error().param()).isEqualTo("messages[0]"));
  }
}
