package io.millrace.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.RequestOptions;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.EasyInputMessage;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseInputText;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// openai-java over responses, against every upstream; only OpenAI's serves them itself.
final class OpenAiJavaResponsesTest {
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

  /// Nothing is stored: only OpenAI's own servers could.
  private static ResponseCreateParams.Builder ask(String model, String question) {
    return ResponseCreateParams.builder().model(model).store(false).input(question);
  }

  private static Response create(ResponseCreateParams.Builder params) {
    return client.responses().create(params.build()).validate();
  }

  private static List<ResponseStreamEvent> stream(ResponseCreateParams.Builder params) {
    try (var response = client.responses().createStreaming(params.build())) {
      return response.stream().map(ResponseStreamEvent::validate).toList();
    }
  }

  private static String text(Response response) {
    return response.output().stream()
        .flatMap(item -> item.message().stream())
        .flatMap(message -> message.content().stream())
        .flatMap(content -> content.outputText().stream())
        .map(text -> text.text())
        .collect(Collectors.joining());
  }

  private static String joined(List<ResponseStreamEvent> events) {
    return events.stream()
        .flatMap(event -> event.outputTextDelta().stream())
        .map(event -> event.delta())
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @EnumSource
  void answersAQuestion(Upstream upstream) {
    var response = create(ask(upstream.chat(), Questions.PLAIN).instructions("Be a geographer."));

    assertThat(text(response)).contains("Simulated answer of", "rivers bend");
    assertThat(response.status()).contains(ResponseStatus.COMPLETED);
    assertThat(response.model().toString()).contains(upstream.chat());
    var usage = response.usage().orElseThrow();
    assertThat(usage.inputTokens()).isPositive();
    assertThat(usage.totalTokens()).isEqualTo(usage.inputTokens() + usage.outputTokens());
    assertThat(gateway.sandbox().last().orElseThrow().text()).contains("Be a geographer.");
  }

  private static ResponseInputItem said(EasyInputMessage.Role role, String text) {
    return ResponseInputItem.ofEasyInputMessage(
        EasyInputMessage.builder().role(role).content(text).build());
  }

  @ParameterizedTest
  @EnumSource
  void answersAConversation(Upstream upstream) {
    var turns =
        List.of(
            said(EasyInputMessage.Role.USER, "Hello"),
            said(EasyInputMessage.Role.ASSISTANT, "Hello, what would you like to know?"),
            said(EasyInputMessage.Role.USER, Questions.PLAIN));

    var response =
        create(
            ResponseCreateParams.builder()
                .model(upstream.chat())
                .store(false)
                .inputOfResponse(turns));

    assertThat(text(response)).contains("rivers bend");
    assertThat(gateway.sandbox().last().orElseThrow().text()).contains("what would you like");
  }

  @ParameterizedTest
  @EnumSource
  void stopsAtTheLengthAskedFor(Upstream upstream) {
    var response = create(ask(upstream.chat(), Questions.LONG).maxOutputTokens(16));

    assertThat(response.status()).contains(ResponseStatus.INCOMPLETE);
    assertThat(response.incompleteDetails().orElseThrow().reason().orElseThrow().asString())
        .isEqualTo("max_output_tokens");
    assertThat(response.usage().orElseThrow().outputTokens()).isEqualTo(16);
  }

  @ParameterizedTest
  @EnumSource
  void streamsWhatItWouldHaveAnswered(Upstream upstream) {
    var whole = create(ask(upstream.chat(), Questions.PLAIN));
    var accumulator = ResponseAccumulator.create();

    var events = stream(ask(upstream.chat(), Questions.PLAIN));
    events.forEach(accumulator::accumulate);

    assertThat(joined(events)).isEqualTo(text(whole));
    assertThat(text(accumulator.response())).isEqualTo(text(whole));
    assertThat(events.getFirst().isCreated()).isTrue();
    assertThat(events.getLast().isCompleted()).isTrue();
    assertThat(accumulator.response().model().toString()).contains(upstream.chat());
    assertThat(accumulator.response().usage().orElseThrow().outputTokens())
        .isEqualTo(whole.usage().orElseThrow().outputTokens());
  }

  private static FunctionTool tool() {
    return FunctionTool.builder()
        .name(Questions.TOOL)
        .description(Questions.TOOL_SAYS)
        .strict(false)
        .parameters(
            FunctionTool.Parameters.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty(
                    "properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                .putAdditionalProperty("required", JsonValue.from(List.of("city")))
                .build())
        .build();
  }

  private static ResponseFunctionToolCall only(Response response) {
    var calls = response.output().stream().filter(ResponseOutputItem::isFunctionCall).toList();
    assertThat(calls).hasSize(1);
    return calls.getFirst().asFunctionCall();
  }

  @ParameterizedTest
  @EnumSource
  void callsAToolAndUsesItsResult(Upstream upstream) {
    var first = create(ask(upstream.chat(), Questions.WEATHER).addTool(tool()));

    var call = only(first);
    assertThat(call.name()).isEqualTo(Questions.TOOL);
    assertThat(Questions.json(call.arguments()).path("city").isString()).isTrue();

    var result =
        ResponseInputItem.FunctionCallOutput.builder()
            .callId(call.callId())
            .output(Questions.TOOL_RESULT)
            .build();
    var second =
        create(
            ResponseCreateParams.builder()
                .model(upstream.chat())
                .store(false)
                .addTool(tool())
                .inputOfResponse(
                    List.of(
                        said(EasyInputMessage.Role.USER, Questions.WEATHER),
                        ResponseInputItem.ofFunctionCall(call),
                        ResponseInputItem.ofFunctionCallOutput(result))));
    assertThat(text(second)).contains(Questions.TOOL_RESULT);
  }

  @ParameterizedTest
  @EnumSource
  void streamsACallOfATool(Upstream upstream) {
    var whole = only(create(ask(upstream.chat(), Questions.WEATHER).addTool(tool())));
    var accumulator = ResponseAccumulator.create();

    var events = stream(ask(upstream.chat(), Questions.WEATHER).addTool(tool()));
    events.forEach(accumulator::accumulate);

    String arguments =
        events.stream()
            .flatMap(event -> event.functionCallArgumentsDelta().stream())
            .map(event -> event.delta())
            .collect(Collectors.joining());
    assertThat(only(accumulator.response()).name()).isEqualTo(Questions.TOOL);
    assertThat(only(accumulator.response()).arguments()).isEqualTo(arguments);
    assertThat(Questions.json(arguments)).isEqualTo(Questions.json(whole.arguments()));
  }

  /// What a structured answer is read into.
  public static final class Climate {
    public String city = "";
    public int degrees;
  }

  @ParameterizedTest
  @EnumSource
  void answersInAStructure(Upstream upstream) {
    var params = ask(upstream.chat(), Questions.WEATHER).text(Climate.class).build();

    var response = client.responses().create(params);

    Climate climate =
        response.output().stream()
            .flatMap(item -> item.message().stream())
            .flatMap(message -> message.content().stream())
            .flatMap(content -> content.outputText().stream())
            .findFirst()
            .orElseThrow();
    assertThat(climate.city).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource
  void seesAnImage(Upstream upstream) {
    var text = ResponseInputText.builder().text("What is this?").build();
    var image =
        ResponseInputImage.builder()
            .detail(ResponseInputImage.Detail.AUTO)
            .imageUrl("data:image/png;base64," + Questions.PNG)
            .build();
    var message =
        ResponseInputItem.Message.builder()
            .role(ResponseInputItem.Message.Role.USER)
            .content(
                List.of(
                    ResponseInputContent.ofInputText(text),
                    ResponseInputContent.ofInputImage(image)))
            .build();

    var response =
        create(
            ResponseCreateParams.builder()
                .model(upstream.chat())
                .store(false)
                .inputOfResponse(List.of(ResponseInputItem.ofMessage(message))));

    assertThat(text(response)).contains("I received 1 image");
    assertThat(gateway.sandbox().last().orElseThrow().text()).contains(Questions.PNG);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPENAI")
  void saysThatOnlyOpenAiKeepsState(Upstream upstream) {
    var params = ask(upstream.chat(), Questions.PLAIN).previousResponseId("resp_1");

    assertThatThrownBy(() -> create(params))
        .isInstanceOf(BadRequestException.class)
        .hasMessageContaining("previous_response_id");
  }

  @Test
  void saysThatAModelIsUnknown() {
    assertThatThrownBy(() -> create(ask("nothing-like-it", Questions.PLAIN)))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("nothing-like-it");
  }

  @ParameterizedTest
  @EnumSource
  void tellsAnUpstreamsErrors(Upstream upstream) {
    assertThatThrownBy(() -> create(ask(upstream.failing("status=429"), Questions.PLAIN)))
        .isInstanceOf(RateLimitException.class)
        .hasMessageContaining("sandbox");
    assertThatThrownBy(() -> create(ask(upstream.failing("status=500"), Questions.PLAIN)))
        .isInstanceOf(InternalServerException.class)
        .hasMessageContaining("sandbox");
    assertThatThrownBy(() -> create(ask(upstream.failing("status=401"), Questions.PLAIN)))
        .isInstanceOf(InternalServerException.class)
        .hasMessageNotContaining("upstream-key");
  }

  @ParameterizedTest
  @EnumSource
  void letsAnImpatientClientGo(Upstream upstream) {
    long before = gateway.sandbox().cancelled();
    var params = ask(upstream.failing("slow=20000"), Questions.PLAIN).build();
    var impatient = RequestOptions.builder().timeout(Duration.ofMillis(300)).build();

    assertThatThrownBy(() -> client.responses().create(params, impatient))
        .isInstanceOf(OpenAIIoException.class);

    assertThat(Questions.reached(gateway.sandbox()::cancelled, before + 1)).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @EnumSource
  void stopsTheUpstreamWhenAStreamIsClosed(Upstream upstream) {
    long before = gateway.sandbox().cancelled();
    var params = ask(upstream.failing("stall-after=3"), Questions.PLAIN).build();

    try (var response = client.responses().createStreaming(params)) {
      assertThat(response.stream().findFirst()).isPresent();
    }

    assertThat(Questions.reached(gateway.sandbox()::cancelled, before + 1)).isEqualTo(before + 1);
  }

  /// This protocol has an event for it: the client hands it on and throws nothing.
  @ParameterizedTest
  @EnumSource
  void tellsThatTheUpstreamBrokeAStream(Upstream upstream) {
    var events = stream(ask(upstream.failing("error-after=3"), Questions.PLAIN));

    assertThat(joined(events)).isNotEmpty();
    assertThat(events).noneMatch(ResponseStreamEvent::isCompleted);
    assertThat(events.getLast()).matches(event -> event.isFailed() || event.isError());
  }
}
