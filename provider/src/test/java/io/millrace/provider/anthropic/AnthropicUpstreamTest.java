package io.millrace.provider.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.ChatRequest.Format;
import io.millrace.provider.chat.ChatRequest.Reasoning;
import io.millrace.provider.chat.ChatRequest.Role;
import io.millrace.provider.chat.ChatRequest.Sampling;
import io.millrace.provider.chat.ChatRequest.Tool;
import io.millrace.provider.chat.ChatRequest.ToolChoice;
import io.millrace.provider.chat.ChatRequest.Turn;
import io.millrace.provider.chat.Part;
import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.chat.WireError;
import io.millrace.provider.wire.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

final class AnthropicUpstreamTest {
  private static final Turn HELLO = turn(Role.USER, new Part.Text("Hello."));

  private final AnthropicUpstream upstream = new AnthropicUpstream();

  private static Turn turn(Role role, Part... parts) {
    return new Turn(role, List.of(parts), null);
  }

  private static ChatRequest request(
      List<Turn> turns, Sampling sampling, Format format, @Nullable Reasoning reasoning) {
    return new ChatRequest(
        turns,
        sampling,
        List.of(),
        OptionalLong.empty(),
        List.of(),
        new ToolChoice.Auto(),
        null,
        format,
        reasoning,
        null,
        false);
  }

  private JsonNode said(List<Turn> turns, String model, @Nullable Reasoning reasoning) {
    ChatRequest request = request(turns, Sampling.DEFAULT, new Format.Text(), reasoning);
    return Objects.requireNonNull(Json.objectIn(upstream.encode(request, model)));
  }

  private static Sampling temperature(double temperature, double penalty) {
    return new Sampling(
        OptionalDouble.of(temperature),
        OptionalDouble.empty(),
        OptionalLong.empty(),
        OptionalLong.of(7),
        OptionalDouble.of(penalty),
        OptionalDouble.empty());
  }

  private void refuses(String field, Sampling sampling, Format format) {
    ChatRequest request = request(List.of(HELLO), sampling, format, null);
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> upstream.encode(request, "claude-opus-4-7"))
        .satisfies(refused -> assertThat(refused.error().param()).isEqualTo(field));
  }

  @Test
  void whatAnthropicCannotBeToldIsRefusedByName() {
    refuses("temperature", temperature(1.5, 0), new Format.Text());
    refuses("frequency_penalty", temperature(1, 0.5), new Format.Text());
    refuses("response_format", Sampling.DEFAULT, new Format.JsonObject());
  }

  @Test
  void aLimitIsAlwaysSent() {
    assertThat(said(List.of(HELLO), "claude-opus-4-7", null).path("max_tokens").longValue())
        .isEqualTo(AnthropicUpstream.DEFAULT_MAX_TOKENS);
  }

  @Test
  void theGenerationOfTheModelDecidesHowThinkingIsSaid() {
    var high = new Reasoning("high", OptionalLong.empty());
    JsonNode old = said(List.of(HELLO), "claude-sonnet-4-5-20250929", high);
    assertThat(old.path("thinking").toString())
        .isEqualTo("{\"type\":\"enabled\",\"budget_tokens\":16384}");
    assertThat(old.path("max_tokens").longValue()).isEqualTo(8192 + 16384);
    assertThat(old.has("output_config")).isFalse();
    JsonNode recent = said(List.of(HELLO), "claude-opus-4-7", high);
    assertThat(recent.path("thinking").toString()).isEqualTo("{\"type\":\"adaptive\"}");
    assertThat(recent.path("output_config").toString()).isEqualTo("{\"effort\":\"high\"}");
  }

  @Test
  void generationsAreKnownByName() {
    assertThat(
            List.of(
                "claude-3-7-sonnet-latest",
                "claude-opus-4-20250514",
                "claude-opus-4-1",
                "claude-opus-4-1-20250805",
                "claude-haiku-4-5-20251001",
                "claude-sonnet-4-5@20250929",
                "anthropic/claude-sonnet-4",
                "us.anthropic.claude-sonnet-4-5-20250929-v1:0"))
        .allMatch(ThinkingWords::isBudgeted);
    assertThat(List.of("claude-opus-4-6", "claude-opus-4-7", "claude-sonnet-5", "claude-opus-5-1"))
        .noneMatch(ThinkingWords::isBudgeted);
  }

  @Test
  void resultsOfToolsStandTogetherBeforeWordsOfTheUser() {
    JsonNode body =
        said(
            List.of(
                HELLO,
                turn(
                    Role.ASSISTANT,
                    new Part.ToolCall("call:1", "f", "{\"a\":1}"),
                    new Part.ToolCall("call:2", "g", "")),
                turn(Role.USER, new Part.Text("Wait.")),
                turn(Role.USER, new Part.ToolResult("call:1", List.of(), false)),
                turn(Role.USER, new Part.ToolResult("call:2", List.of(), true))),
            "claude-opus-4-7",
            null);
    JsonNode last = body.path("messages").path(2);
    assertThat(last.path("content").findValuesAsString("type"))
        .containsExactly("tool_result", "tool_result", "text");
    assertThat(last.path("content").path(0).path("tool_use_id").stringValue()).isEqualTo("call_1");
    assertThat(body.path("messages").path(1).path("content").path(0).path("id").stringValue())
        .isEqualTo("call_1");
    assertThat(body.path("messages").size()).isEqualTo(3);
  }

  @Test
  void aLastTurnOfTheAssistantIsRefused() {
    var turns = List.of(HELLO, turn(Role.ASSISTANT, new Part.Text("Well")));
    assertThatExceptionOfType(RefusedException.class)
        .isThrownBy(() -> said(turns, "claude-opus-4-7", null))
        .satisfies(refused -> assertThat(refused.error().param()).isEqualTo("messages[1]"));
  }

  @Test
  void anOldModelIsNotAskedToThinkWithinARoundOfTools() {
    var turns =
        List.of(
            HELLO,
            turn(Role.ASSISTANT, new Part.ToolCall("call_1", "f", "{}")),
            turn(Role.USER, new Part.ToolResult("call_1", List.of(), false)));
    var low = new Reasoning("low", OptionalLong.empty());
    assertThat(said(turns, "claude-sonnet-4-5", low).has("thinking")).isFalse();
    assertThat(said(turns, "claude-opus-4-7", low).has("thinking")).isTrue();
  }

  @Test
  void toolsWithoutASchemaTakeAnyObject() {
    var request =
        new ChatRequest(
            List.of(HELLO),
            Sampling.DEFAULT,
            List.of(),
            OptionalLong.of(5),
            List.of(new Tool("f", null, null, null)),
            new ToolChoice.Required(),
            false,
            new Format.Text(),
            null,
            null,
            false);
    JsonNode body = Objects.requireNonNull(Json.objectIn(upstream.encode(request, "m")));
    assertThat(body.path("tools").toString())
        .isEqualTo("[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\",\"properties\":{}}}]");
    assertThat(body.path("tool_choice").toString())
        .isEqualTo("{\"type\":\"any\",\"disable_parallel_tool_use\":true}");
  }

  @Test
  void errorsKeepTheProvidersMessage() throws java.io.IOException {
    byte[] body = Files.readAllBytes(Path.of("src/test/resources/wire/errors/anthropic.json"));
    WireError error = upstream.error(429, body);
    assertThat(error.kind()).isEqualTo(WireError.Kind.RATE_LIMIT);
    assertThat(error.message()).isEqualTo("This request would exceed your limit.");
    assertThat(error.code()).isEqualTo("rate_limit_error");
    assertThat(upstream.error(529, new byte[0]).kind()).isEqualTo(WireError.Kind.OVERLOADED);
    assertThat(upstream.error(502, "<html>".getBytes(StandardCharsets.UTF_8)).message())
        .contains("502");
  }
}
