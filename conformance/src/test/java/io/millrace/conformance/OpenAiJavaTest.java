package io.millrace.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.RequestOptions;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.embeddings.EmbeddingCreateParams.EncodingFormat;
import com.openai.models.models.Model;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// openai-java over chat completions, embeddings and models, against every upstream.
final class OpenAiJavaTest {
  @TempDir static Path folder;
  private static ServedGateway gateway;
  private static OpenAIClient client;

  @BeforeAll
  static void serve() throws IOException {
    gateway = ServedGateway.start(folder);
    client =
        OpenAIOkHttpClient.builder()
            .baseUrl(gateway.url() + "/v1")
            .apiKey("any")
            .maxRetries(0)
            .timeout(Duration.ofSeconds(20))
            .build();
  }

  @AfterAll
  static void stop() throws IOException {
    client.close();
    gateway.close();
  }

  private static ChatCompletionCreateParams.Builder ask(String model, String question) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage(question);
  }

  private static ChatCompletion create(ChatCompletionCreateParams.Builder params) {
    return client.chat().completions().create(params.build()).validate();
  }

  private static List<ChatCompletionChunk> stream(ChatCompletionCreateParams.Builder params) {
    try (StreamResponse<ChatCompletionChunk> response =
        client.chat().completions().createStreaming(params.build())) {
      return response.stream().map(ChatCompletionChunk::validate).toList();
    }
  }

  private static String content(ChatCompletion completion) {
    return completion.choices().getFirst().message().content().orElseThrow();
  }

  private static String joined(List<ChatCompletionChunk> chunks) {
    var text = new StringBuilder();
    chunks.stream()
        .flatMap(chunk -> chunk.choices().stream())
        .forEach(choice -> choice.delta().content().ifPresent(text::append));
    return text.toString();
  }

  @ParameterizedTest
  @EnumSource
  void answersAQuestion(Upstream upstream) {
    var completion = create(ask(upstream.chat(), Questions.PLAIN));

    var choice = completion.choices().getFirst();
    assertThat(content(completion)).contains("Simulated answer of", "rivers bend");
    assertThat(choice.finishReason().asString()).isEqualTo("stop");
    assertThat(completion.model()).isEqualTo(upstream.chat());
    var usage = completion.usage().orElseThrow();
    assertThat(usage.promptTokens()).isPositive();
    assertThat(usage.totalTokens()).isEqualTo(usage.promptTokens() + usage.completionTokens());
  }

  @Test
  void leavesANameThatIsNotMapped() {
    assertThat(create(ask(Upstream.MODEL, Questions.PLAIN)).model()).isEqualTo(Upstream.MODEL);
    assertThat(stream(ask(Upstream.MODEL, Questions.PLAIN)))
        .extracting(ChatCompletionChunk::model)
        .containsOnly(Upstream.MODEL);
  }

  @ParameterizedTest
  @EnumSource
  void answersAConversation(Upstream upstream) {
    var completion =
        create(
            ChatCompletionCreateParams.builder()
                .model(upstream.chat())
                .addSystemMessage("You are a geographer.")
                .addUserMessage("Hello")
                .addAssistantMessage("Hello, what would you like to know?")
                .addUserMessage(Questions.PLAIN)
                .maxCompletionTokens(500)
                .temperature(0.5));

    assertThat(content(completion)).contains("rivers bend");
    assertThat(gateway.sandbox().last().orElseThrow().text())
        .contains("You are a geographer.", "what would you like to know?");
  }

  @ParameterizedTest
  @EnumSource
  void stopsAtTheLengthAskedFor(Upstream upstream) {
    var completion = create(ask(upstream.chat(), Questions.LONG).maxCompletionTokens(5));

    assertThat(completion.choices().getFirst().finishReason().asString()).isEqualTo("length");
    assertThat(completion.usage().orElseThrow().completionTokens()).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource
  void streamsWhatItWouldHaveAnswered(Upstream upstream) {
    String whole = content(create(ask(upstream.chat(), Questions.PLAIN)));

    var chunks = stream(ask(upstream.chat(), Questions.PLAIN));

    assertThat(joined(chunks)).isEqualTo(whole);
    assertThat(chunks.getLast().choices().getFirst().finishReason().orElseThrow().asString())
        .isEqualTo("stop");
    assertThat(chunks)
        .allSatisfy(chunk -> {
          assertThat(chunk.usage()).isEmpty();
          assertThat(chunk.model()).isEqualTo(upstream.chat());
        });
  }

  @ParameterizedTest
  @EnumSource
  void tellsTheUsageOfAStreamToOneWhoAsked(Upstream upstream) {
    var whole = create(ask(upstream.chat(), Questions.PLAIN)).usage().orElseThrow();
    var accumulator = ChatCompletionAccumulator.create();

    var chunks =
        stream(
            ask(upstream.chat(), Questions.PLAIN)
                .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build()));
    chunks.forEach(accumulator::accumulate);

    var usage = chunks.getLast().usage().orElseThrow();
    assertThat(usage.completionTokens()).isEqualTo(whole.completionTokens());
    assertThat(usage.promptTokens()).isEqualTo(whole.promptTokens());
    assertThat(chunks.getLast().choices()).isEmpty();
    assertThat(content(accumulator.chatCompletion())).isEqualTo(joined(chunks));
  }

  private static ChatCompletionCreateParams.Builder askWithTool(Upstream upstream) {
    var parameters =
        FunctionParameters.builder()
            .putAdditionalProperty("type", JsonValue.from("object"))
            .putAdditionalProperty(
                "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
            .putAdditionalProperty("required", JsonValue.from(List.of("city")))
            .build();
    var function =
        FunctionDefinition.builder()
            .name(Questions.TOOL)
            .description(Questions.TOOL_SAYS)
            .parameters(parameters)
            .build();
    return ask(upstream.chat(), Questions.WEATHER)
        .addTool(ChatCompletionFunctionTool.builder().function(function).build());
  }

  private static ChatCompletionMessageFunctionToolCall only(ChatCompletion completion) {
    var calls = completion.choices().getFirst().message().toolCalls().orElseThrow();
    assertThat(calls).hasSize(1);
    return calls.getFirst().asFunction();
  }

  @ParameterizedTest
  @EnumSource
  void callsAToolAndUsesItsResult(Upstream upstream) {
    var first = create(askWithTool(upstream));

    var call = only(first);
    assertThat(first.choices().getFirst().finishReason().asString()).isEqualTo("tool_calls");
    assertThat(call.function().name()).isEqualTo(Questions.TOOL);
    assertThat(Questions.json(call.function().arguments()).path("city").isString()).isTrue();

    var second =
        create(
            askWithTool(upstream)
                .addMessage(first.choices().getFirst().message())
                .addMessage(
                    ChatCompletionToolMessageParam.builder()
                        .toolCallId(call.id())
                        .content(Questions.TOOL_RESULT)
                        .build()));
    assertThat(content(second)).contains(Questions.TOOL_RESULT);
  }

  @ParameterizedTest
  @EnumSource
  void streamsACallOfATool(Upstream upstream) {
    var whole = only(create(askWithTool(upstream)));
    var accumulator = ChatCompletionAccumulator.create();

    stream(askWithTool(upstream)).forEach(accumulator::accumulate);

    var streamed = accumulator.chatCompletion();
    assertThat(streamed.choices().getFirst().finishReason().asString()).isEqualTo("tool_calls");
    assertThat(only(streamed).id()).isNotBlank();
    assertThat(only(streamed).function().name()).isEqualTo(Questions.TOOL);
    assertThat(Questions.json(only(streamed).function().arguments()))
        .isEqualTo(Questions.json(whole.function().arguments()));
  }

  /// What a structured answer is read into.
  public static final class Climate {
    public String city = "";
    public int degrees;
  }

  @ParameterizedTest
  @EnumSource
  void answersInAStructure(Upstream upstream) {
    var completion =
        client
            .chat()
            .completions()
            .create(ask(upstream.chat(), Questions.WEATHER).responseFormat(Climate.class).build());

    Climate climate = completion.choices().getFirst().message().content().orElseThrow();
    assertThat(climate.city).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource
  void seesAnImage(Upstream upstream) {
    var image =
        ChatCompletionContentPartImage.ImageUrl.builder()
            .url("data:image/png;base64," + Questions.PNG)
            .build();
    List<ChatCompletionContentPart> parts =
        List.of(
            ChatCompletionContentPart.ofText(
                ChatCompletionContentPartText.builder().text("What is this?").build()),
            ChatCompletionContentPart.ofImageUrl(
                ChatCompletionContentPartImage.builder().imageUrl(image).build()));

    var completion =
        create(
            ChatCompletionCreateParams.builder()
                .model(upstream.chat())
                .addUserMessageOfArrayOfContentParts(parts));

    assertThat(content(completion)).contains("I received 1 image");
    assertThat(gateway.sandbox().last().orElseThrow().text()).contains(Questions.PNG);
  }

  private static List<List<Float>> embeddings(Upstream upstream, EncodingFormat format) {
    return client
        .embeddings()
        .create(
            EmbeddingCreateParams.builder()
                .model(upstream.embedding())
                .inputOfArrayOfStrings(List.of("a river", "a road"))
                .encodingFormat(format)
                .build())
        .data()
        .stream()
        .map(embedding -> embedding.embedding())
        .toList();
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "ANTHROPIC")
  void embedsTextsInBothEncodings(Upstream upstream) {
    var floats = embeddings(upstream, EncodingFormat.FLOAT);

    assertThat(floats).hasSize(2);
    assertThat(floats.getFirst()).isNotEmpty().isNotEqualTo(floats.getLast());
    assertThat(embeddings(upstream, EncodingFormat.BASE64)).isEqualTo(floats);
  }

  @Test
  void saysThatAnthropicHasNoEmbeddings() {
    assertThatThrownBy(() -> embeddings(Upstream.ANTHROPIC, EncodingFormat.FLOAT))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("embeddings");
  }

  @Test
  void saysThatAModelIsUnknown() {
    var error =
        catchThrowableOfType(
            NotFoundException.class, () -> create(ask("nothing-like-it", Questions.PLAIN)));

    assertThat(error).hasMessageContaining("nothing-like-it");
    assertThat(error.code()).contains("model_not_found");
  }

  @ParameterizedTest
  @EnumSource
  void tellsAnUpstreamsLimit(Upstream upstream) {
    assertThatThrownBy(() -> create(ask(upstream.failing("status=429"), Questions.PLAIN)))
        .isInstanceOf(RateLimitException.class)
        .hasMessageContaining("429: ")
        .hasMessageContaining("sandbox");
  }

  @ParameterizedTest
  @EnumSource
  void tellsAnUpstreamsFailure(Upstream upstream) {
    assertThatThrownBy(() -> create(ask(upstream.failing("status=500"), Questions.PLAIN)))
        .isInstanceOfSatisfying(
            InternalServerException.class, e -> assertThat(e.statusCode()).isEqualTo(500))
        .hasMessageContaining("sandbox");
  }

  @ParameterizedTest
  @EnumSource
  void doesNotBlameTheCallerForOurKey(Upstream upstream) {
    assertThatThrownBy(() -> create(ask(upstream.failing("status=401"), Questions.PLAIN)))
        .isInstanceOfSatisfying(
            InternalServerException.class, e -> assertThat(e.statusCode()).isEqualTo(502))
        .hasMessageNotContaining("upstream-key");
  }

  @ParameterizedTest
  @EnumSource
  void letsAnImpatientClientGo(Upstream upstream) {
    long before = gateway.sandbox().cancelled();
    var params = ask(upstream.failing("slow=20000"), Questions.PLAIN).build();
    var impatient = RequestOptions.builder().timeout(Duration.ofMillis(300)).build();

    assertThatThrownBy(() -> client.chat().completions().create(params, impatient))
        .isInstanceOf(OpenAIIoException.class);

    assertThat(Questions.reached(gateway.sandbox()::cancelled, before + 1)).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @EnumSource
  void stopsTheUpstreamWhenAStreamIsClosed(Upstream upstream) {
    long before = gateway.sandbox().cancelled();
    var params = ask(upstream.failing("stall-after=3"), Questions.PLAIN).build();

    try (var response = client.chat().completions().createStreaming(params)) {
      assertThat(response.stream().findFirst()).isPresent();
    }

    assertThat(Questions.reached(gateway.sandbox()::cancelled, before + 1)).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @EnumSource
  void failsAStreamThatTheUpstreamBroke(Upstream upstream) {
    assertThat(joined(broken(upstream.failing("error-after=3")))).isNotEmpty();
  }

  /// A reset may overtake the first parts, and then the call has failed before its stream began.
  @ParameterizedTest
  @EnumSource
  void neverTakesAStreamThatWasCutOffForAWholeOne(Upstream upstream) {
    broken(upstream.failing("cut-after=3"));
  }

  private static List<ChatCompletionChunk> broken(String model) {
    var params = ask(model, Questions.PLAIN).build();
    var seen = new ArrayList<ChatCompletionChunk>();
    assertThatThrownBy(
            () -> {
              try (var response = client.chat().completions().createStreaming(params)) {
                response.stream().forEach(seen::add);
              }
            })
        .isInstanceOf(OpenAIException.class);
    assertThat(seen)
        .flatExtracting(ChatCompletionChunk::choices)
        .allSatisfy(choice -> assertThat(choice.finishReason()).isEmpty());
    return seen;
  }

  @Test
  void listsTheModels() {
    assertThat(client.models().list().data())
        .extracting(Model::id)
        .contains("via-openai", "via-anthropic", "via-gemini", Upstream.MODEL);
    assertThat(client.models().retrieve("via-gemini").id()).isEqualTo("via-gemini");
  }
}
