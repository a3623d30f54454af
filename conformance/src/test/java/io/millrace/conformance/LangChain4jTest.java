package io.millrace.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.catalog.ModelDescription;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiModelCatalog;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// LangChain4j's client of OpenAI's interface, against every upstream.
final class LangChain4jTest {
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

  private static ChatModel model(String name, Duration timeout) {
    return OpenAiChatModel.builder()
        .baseUrl(gateway.url() + "/v1")
        .apiKey("any")
        .modelName(name)
        .maxRetries(0)
        .timeout(timeout)
        .build();
  }

  private static ChatModel model(String name) {
    return model(name, Duration.ofSeconds(20));
  }

  private static StreamedAnswer stream(String name, ChatRequest request) {
    var answer = new StreamedAnswer();
    OpenAiStreamingChatModel.builder()
        .baseUrl(gateway.url() + "/v1")
        .apiKey("any")
        .modelName(name)
        .timeout(Duration.ofSeconds(20))
        .build()
        .chat(request, answer);
    return answer;
  }

  private static ChatRequest ask(ChatMessage... messages) {
    return ChatRequest.builder().messages(messages).build();
  }

  private static ChatRequest ask(String question) {
    return ask(UserMessage.from(question));
  }

  @ParameterizedTest
  @EnumSource
  void answersAQuestion(Upstream upstream) {
    ChatResponse response = model(upstream.chat()).chat(ask(Questions.PLAIN));

    assertThat(response.aiMessage().text()).contains("Simulated answer of", "rivers bend");
    assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(response.modelName()).isEqualTo(upstream.chat());
    var usage = response.tokenUsage();
    assertThat(usage.inputTokenCount()).isPositive();
    assertThat(usage.totalTokenCount())
        .isEqualTo(usage.inputTokenCount() + usage.outputTokenCount());
  }

  @ParameterizedTest
  @EnumSource
  void answersAConversation(Upstream upstream) {
    var response =
        model(upstream.chat())
            .chat(
                ask(
                    SystemMessage.from("You are a geographer."),
                    UserMessage.from("Hello"),
                    AiMessage.from("Hello, what would you like to know?"),
                    UserMessage.from(Questions.PLAIN)));

    assertThat(response.aiMessage().text()).contains("rivers bend");
    assertThat(gateway.sandbox().last().orElseThrow().text())
        .contains("You are a geographer.", "what would you like to know?");
  }

  @ParameterizedTest
  @EnumSource
  void streamsWhatItWouldHaveAnswered(Upstream upstream) {
    ChatResponse whole = model(upstream.chat()).chat(ask(Questions.PLAIN));

    StreamedAnswer streamed = stream(upstream.chat(), ask(Questions.PLAIN));

    ChatResponse response = streamed.response();
    assertThat(streamed.joined()).isEqualTo(whole.aiMessage().text());
    assertThat(response.aiMessage().text()).isEqualTo(whole.aiMessage().text());
    assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(response.tokenUsage().outputTokenCount())
        .isEqualTo(whole.tokenUsage().outputTokenCount());
  }

  private static ChatRequest.Builder askWithTool(ChatMessage... messages) {
    var parameters = JsonObjectSchema.builder().addStringProperty("city").required("city").build();
    return ChatRequest.builder()
        .messages(messages)
        .toolSpecifications(
            ToolSpecification.builder()
                .name(Questions.TOOL)
                .description(Questions.TOOL_SAYS)
                .parameters(parameters)
                .build());
  }

  private static ToolExecutionRequest only(ChatResponse response) {
    assertThat(response.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
    assertThat(response.aiMessage().toolExecutionRequests()).hasSize(1);
    return response.aiMessage().toolExecutionRequests().getFirst();
  }

  @ParameterizedTest
  @EnumSource
  void callsAToolAndUsesItsResult(Upstream upstream) {
    var model = model(upstream.chat());
    var question = UserMessage.from(Questions.WEATHER);

    ChatResponse first = model.chat(askWithTool(question).build());

    var call = only(first);
    assertThat(call.name()).isEqualTo(Questions.TOOL);
    assertThat(Questions.json(call.arguments()).path("city").isString()).isTrue();
    var result = ToolExecutionResultMessage.from(call, Questions.TOOL_RESULT);
    ChatResponse second = model.chat(askWithTool(question, first.aiMessage(), result).build());
    assertThat(second.aiMessage().text()).contains(Questions.TOOL_RESULT);
  }

  @ParameterizedTest
  @EnumSource
  void streamsACallOfATool(Upstream upstream) {
    var request = askWithTool(UserMessage.from(Questions.WEATHER)).build();
    var whole = only(model(upstream.chat()).chat(request));

    var streamed = only(stream(upstream.chat(), request).response());

    assertThat(streamed.id()).isNotBlank();
    assertThat(streamed.name()).isEqualTo(Questions.TOOL);
    assertThat(Questions.json(streamed.arguments())).isEqualTo(Questions.json(whole.arguments()));
  }

  @ParameterizedTest
  @EnumSource
  void answersInAStructure(Upstream upstream) {
    var climate =
        JsonObjectSchema.builder()
            .addStringProperty("city")
            .addIntegerProperty("degrees")
            .required("city", "degrees")
            .build();
    var format =
        ResponseFormat.builder()
            .type(ResponseFormatType.JSON)
            .jsonSchema(JsonSchema.builder().name("Climate").rootElement(climate).build())
            .build();
    var request =
        ChatRequest.builder()
            .messages(UserMessage.from(Questions.WEATHER))
            .responseFormat(format)
            .build();

    var json = Questions.json(model(upstream.chat()).chat(request).aiMessage().text());

    assertThat(json.path("city").isString()).isTrue();
    assertThat(json.path("degrees").isIntegralNumber()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void seesAnImage(Upstream upstream) {
    var message =
        UserMessage.from(
            TextContent.from("What is this?"), ImageContent.from(Questions.PNG, "image/png"));

    var response = model(upstream.chat()).chat(ask(message));

    assertThat(response.aiMessage().text()).contains("I received 1 image");
    assertThat(gateway.sandbox().last().orElseThrow().text()).contains(Questions.PNG);
  }

  private static List<Embedding> embeddings(Upstream upstream, String format) {
    return OpenAiEmbeddingModel.builder()
        .baseUrl(gateway.url() + "/v1")
        .apiKey("any")
        .modelName(upstream.embedding())
        .encodingFormat(format)
        .maxRetries(0)
        .build()
        .embedAll(List.of(TextSegment.from("a river"), TextSegment.from("a road")))
        .content();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ANTHROPIC")
  void embedsTextsInBothEncodings(Upstream upstream) {
    var floats = embeddings(upstream, "float");

    assertThat(floats).hasSize(2);
    assertThat(floats.getFirst()).isNotEqualTo(floats.getLast());
    assertThat(embeddings(upstream, "base64")).isEqualTo(floats);
  }

  @Test
  void saysThatAnthropicHasNoEmbeddings() {
    assertThatThrownBy(() -> embeddings(Upstream.ANTHROPIC, "float"))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("embeddings");
  }

  @Test
  void saysThatAModelIsUnknown() {
    assertThatThrownBy(() -> model("nothing-like-it").chat(ask(Questions.PLAIN)))
        .isInstanceOf(ModelNotFoundException.class)
        .hasMessageContaining("nothing-like-it");
  }

  @ParameterizedTest
  @EnumSource
  void tellsAnUpstreamsErrors(Upstream upstream) {
    assertThatThrownBy(() -> model(upstream.failing("status=429")).chat(ask(Questions.PLAIN)))
        .isInstanceOf(RateLimitException.class)
        .hasMessageContaining("sandbox");
    assertThatThrownBy(() -> model(upstream.failing("status=500")).chat(ask(Questions.PLAIN)))
        .isInstanceOf(InternalServerException.class)
        .hasMessageContaining("sandbox");
    assertThatThrownBy(() -> model(upstream.failing("status=401")).chat(ask(Questions.PLAIN)))
        .isInstanceOf(InternalServerException.class)
        .hasMessageNotContaining("upstream-key");
  }

  @ParameterizedTest
  @EnumSource
  void letsAnImpatientClientGo(Upstream upstream) {
    long before = gateway.sandbox().cancelled();
    var impatient = model(upstream.failing("slow=20000"), Duration.ofMillis(300));

    assertThatThrownBy(() -> impatient.chat(ask(Questions.PLAIN)))
        .isInstanceOf(TimeoutException.class);

    assertThat(Questions.reached(gateway.sandbox()::cancelled, before + 1)).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @EnumSource
  void stopsTheUpstreamWhenAStreamIsCancelled(Upstream upstream) {
    long before = gateway.sandbox().cancelled();

    stream(upstream.failing("stall-after=3"), ask(Questions.PLAIN)).cancel();

    assertThat(Questions.reached(gateway.sandbox()::cancelled, before + 1)).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @EnumSource
  void failsAStreamThatTheUpstreamBroke(Upstream upstream) {
    var streamed = stream(upstream.failing("error-after=3"), ask(Questions.PLAIN));

    assertThat(streamed.error()).isNotNull();
    assertThat(streamed.joined()).isNotEmpty();
  }

  /// A reset may overtake the first parts, and then the call has failed before its stream began.
  @ParameterizedTest
  @EnumSource
  void neverTakesAStreamThatWasCutOffForAWholeOne(Upstream upstream) {
    assertThat(stream(upstream.failing("cut-after=3"), ask(Questions.PLAIN)).error()).isNotNull();
  }

  @Test
  void listsTheModels() {
    var catalog = OpenAiModelCatalog.builder().baseUrl(gateway.url() + "/v1").apiKey("any").build();

    assertThat(catalog.listModels())
        .extracting(ModelDescription::name)
        .contains("via-openai", "via-anthropic", "via-gemini", Upstream.MODEL);
  }
}
