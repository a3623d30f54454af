package io.millrace.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.RateLimitException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.SystemMessage;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.messages.UserMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.tool.function.FunctionToolCallback;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeTypeUtils;

/// Spring AI's client of OpenAI's interface, against every upstream.
final class SpringAiTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String CITY =
      """
      {"type":"object","properties":{"city":{"type":"string"}},"required":["city"],
       "additionalProperties":false}
      """;
  private static final String CLIMATE =
      """
      {"type":"object","properties":{"city":{"type":"string"},"degrees":{"type":"integer"}},
       "required":["city","degrees"],"additionalProperties":false}
      """;

  @TempDir static Path folder;
  private static ServedGateway gateway;

  @BeforeAll
  static void serve() throws IOException {
    gateway = ServedGateway.start(folder);
  }

  @AfterAll
  static void stop() throws IOException {
    gateway.close();
  }

  private static OpenAiChatOptions.Builder options(String model) {
    var options = OpenAiChatOptions.builder();
    options.baseUrl(gateway.url() + "/v1").apiKey("any").model(model);
    options.maxRetries(0).timeout(PATIENCE);
    return options;
  }

  private static OpenAiChatModel model(OpenAiChatOptions.Builder options) {
    return OpenAiChatModel.builder().options(options.build()).build();
  }

  private static ChatResponse call(OpenAiChatOptions.Builder options, Message... messages) {
    return model(options).call(new Prompt(messages));
  }

  private static List<ChatResponse> stream(OpenAiChatOptions.Builder options, String question) {
    return Objects.requireNonNull(
        model(options).stream(new Prompt(question)).collectList().block(PATIENCE));
  }

  private static AssistantMessage output(ChatResponse response) {
    return Objects.requireNonNull(response.getResult()).getOutput();
  }

  private static String text(ChatResponse response) {
    return String.valueOf(output(response).getText());
  }

  private static String joined(List<ChatResponse> parts) {
    return parts.stream()
        .filter(part -> part.getResult() != null && output(part).getText() != null)
        .map(SpringAiTest::text)
        .collect(Collectors.joining());
  }

  private static String finish(ChatResponse response) {
    return String.valueOf(
        Objects.requireNonNull(response.getResult()).getMetadata().getFinishReason());
  }

  @ParameterizedTest
  @EnumSource
  void answersAQuestion(Upstream upstream) {
    var response = call(options(upstream.chat()), new UserMessage(Questions.PLAIN));

    assertThat(text(response)).contains("Simulated answer of", "rivers bend");
    assertThat(finish(response)).isEqualToIgnoringCase("stop");
    assertThat(response.getMetadata().getModel()).isEqualTo(upstream.chat());
    var usage = response.getMetadata().getUsage();
    assertThat(usage.getPromptTokens()).isPositive();
    assertThat(usage.getTotalTokens())
        .isEqualTo(usage.getPromptTokens() + usage.getCompletionTokens());
  }

  @ParameterizedTest
  @EnumSource
  void answersAConversation(Upstream upstream) {
    var response =
        call(
            options(upstream.chat()),
            new SystemMessage("You are a geographer."),
            new UserMessage("Hello"),
            new AssistantMessage("Hello, what would you like to know?"),
            new UserMessage(Questions.PLAIN));

    assertThat(text(response)).contains("rivers bend");
    assertThat(gateway.sandbox().last().orElseThrow().text())
        .contains("You are a geographer.", "what would you like to know?");
  }

  @ParameterizedTest
  @EnumSource
  void streamsWhatItWouldHaveAnswered(Upstream upstream) {
    var whole = call(options(upstream.chat()), new UserMessage(Questions.PLAIN));

    var parts = stream(options(upstream.chat()), Questions.PLAIN);

    assertThat(parts.size()).isGreaterThan(3);
    assertThat(joined(parts)).isEqualTo(text(whole));
    assertThat(parts)
        .filteredOn(part -> part.getResult() != null)
        .extracting(SpringAiTest::finish)
        .anySatisfy(reason -> assertThat(reason).isEqualToIgnoringCase("stop"));
  }

  @ParameterizedTest
  @EnumSource
  void tellsTheUsageOfAStreamToOneWhoAsked(Upstream upstream) {
    var whole = call(options(upstream.chat()), new UserMessage(Questions.PLAIN));
    var asking = options(upstream.chat());
    asking.streamUsage(true);

    var usage = stream(asking, Questions.PLAIN).getLast().getMetadata().getUsage();

    assertThat(usage.getCompletionTokens())
        .isEqualTo(whole.getMetadata().getUsage().getCompletionTokens());
  }

  private static OpenAiChatOptions.Builder withTool(Upstream upstream) {
    var options = options(upstream.chat());
    options.toolCallbacks(
        FunctionToolCallback.builder(Questions.TOOL, () -> Questions.TOOL_RESULT)
            .description(Questions.TOOL_SAYS)
            .inputSchema(CITY)
            .inputType(Void.class)
            .build());
    return options;
  }

  private static AssistantMessage.ToolCall only(ChatResponse response) {
    assertThat(output(response).getToolCalls()).hasSize(1);
    return output(response).getToolCalls().getFirst();
  }

  @ParameterizedTest
  @EnumSource
  void callsAToolAndUsesItsResult(Upstream upstream) {
    var question = new UserMessage(Questions.WEATHER);

    var first = call(withTool(upstream), question);

    var toolCall = only(first);
    assertThat(toolCall.name()).isEqualTo(Questions.TOOL);
    assertThat(Questions.json(toolCall.arguments()).path("city").isString()).isTrue();
    var result =
        ToolResponseMessage.builder()
            .responses(
                List.of(
                    new ToolResponseMessage.ToolResponse(
                        toolCall.id(), toolCall.name(), Questions.TOOL_RESULT)))
            .build();
    var second = call(withTool(upstream), question, output(first), result);
    assertThat(text(second)).contains(Questions.TOOL_RESULT);
  }

  @ParameterizedTest
  @EnumSource
  void streamsACallOfATool(Upstream upstream) {
    var whole = only(call(withTool(upstream), new UserMessage(Questions.WEATHER)));

    var calls =
        stream(withTool(upstream), Questions.WEATHER).stream()
            .filter(part -> part.getResult() != null)
            .flatMap(part -> output(part).getToolCalls().stream())
            .toList();

    assertThat(calls).hasSize(1);
    assertThat(calls.getFirst().name()).isEqualTo(Questions.TOOL);
    assertThat(Questions.json(calls.getFirst().arguments()))
        .isEqualTo(Questions.json(whole.arguments()));
  }

  @ParameterizedTest
  @EnumSource
  void answersInAStructure(Upstream upstream) {
    var options = options(upstream.chat());
    options.outputSchema(CLIMATE);

    var json = Questions.json(text(call(options, new UserMessage(Questions.WEATHER))));

    assertThat(json.path("city").isString()).isTrue();
    assertThat(json.path("degrees").isIntegralNumber()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void seesAnImage(Upstream upstream) {
    var image = new ByteArrayResource(Base64.getDecoder().decode(Questions.PNG));
    var message =
        UserMessage.builder()
            .text("What is this?")
            .media(new Media(MimeTypeUtils.IMAGE_PNG, image))
            .build();

    var response = call(options(upstream.chat()), message);

    assertThat(text(response)).contains("I received 1 image");
    assertThat(gateway.sandbox().last().orElseThrow().text()).contains(Questions.PNG);
  }

  private static List<float[]> embeddings(
      Upstream upstream, OpenAiEmbeddingOptions.EncodingFormat format) {
    var options = OpenAiEmbeddingOptions.builder();
    options.baseUrl(gateway.url() + "/v1").apiKey("any").model(upstream.embedding()).maxRetries(0);
    var model =
        OpenAiEmbeddingModel.builder().options(options.encodingFormat(format).build()).build();
    return model.embed(List.of("a river", "a road"));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ANTHROPIC")
  void embedsTextsInBothEncodings(Upstream upstream) {
    var floats = embeddings(upstream, OpenAiEmbeddingOptions.EncodingFormat.FLOAT);

    assertThat(floats).hasSize(2);
    assertThat(floats.getFirst()).isNotEmpty().isNotEqualTo(floats.getLast());
    assertThat(embeddings(upstream, OpenAiEmbeddingOptions.EncodingFormat.BASE64).getFirst())
        .isEqualTo(floats.getFirst());
  }

  @Test
  void saysThatAnthropicHasNoEmbeddings() {
    assertThatThrownBy(
            () -> embeddings(Upstream.ANTHROPIC, OpenAiEmbeddingOptions.EncodingFormat.FLOAT))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("embeddings");
  }

  private static ChatResponse ask(String model) {
    return call(options(model), new UserMessage(Questions.PLAIN));
  }

  @Test
  void saysThatAModelIsUnknown() {
    assertThatThrownBy(() -> ask("nothing-like-it"))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("nothing-like-it");
  }

  @ParameterizedTest
  @EnumSource
  void tellsAnUpstreamsErrors(Upstream upstream) {
    assertThatThrownBy(() -> ask(upstream.failing("status=429")))
        .isInstanceOf(RateLimitException.class)
        .hasMessageContaining("sandbox");
    assertThatThrownBy(() -> ask(upstream.failing("status=500")))
        .isInstanceOf(InternalServerException.class)
        .hasMessageContaining("sandbox");
    assertThatThrownBy(() -> ask(upstream.failing("status=401")))
        .isInstanceOf(InternalServerException.class)
        .hasMessageNotContaining("upstream-key");
  }

  @ParameterizedTest
  @EnumSource
  void letsAnImpatientClientGo(Upstream upstream) {
    long before = gateway.sandbox().cancelled();
    var impatient = options(upstream.failing("slow=20000"));
    impatient.timeout(Duration.ofMillis(300));

    assertThatThrownBy(() -> call(impatient, new UserMessage(Questions.PLAIN)))
        .isInstanceOf(OpenAIIoException.class);

    assertThat(Questions.reached(gateway.sandbox()::cancelled, before + 1)).isEqualTo(before + 1);
  }

  /// Ended from within, while parts keep coming. Ended from another thread, openai-java below waits
  /// for the next part, and now and then leaves the connection open and unread.
  @ParameterizedTest
  @EnumSource
  void stopsTheUpstreamWhenAStreamIsEndedEarly(Upstream upstream) {
    long before = gateway.sandbox().cancelled();

    var parts =
        model(options(upstream.paced())).stream(new Prompt(Questions.LONG))
            .take(3)
            .collectList()
            .block(PATIENCE);

    assertThat(parts).hasSize(3);
    assertThat(Questions.reached(gateway.sandbox()::cancelled, before + 1)).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @EnumSource
  void failsAStreamThatTheUpstreamBroke(Upstream upstream) {
    for (String fault : List.of("cut-after=3", "error-after=3")) {
      assertThatThrownBy(() -> stream(options(upstream.failing(fault)), Questions.PLAIN))
          .isInstanceOf(OpenAIException.class);
    }
  }
}
