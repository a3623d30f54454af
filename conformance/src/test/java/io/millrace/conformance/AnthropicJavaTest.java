package io.millrace.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.RequestOptions;
import com.anthropic.errors.AnthropicException;
import com.anthropic.errors.AnthropicIoException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.models.ModelInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// anthropic-java over messages and models, against every upstream.
final class AnthropicJavaTest {
  @TempDir static Path folder;
  private static ServedGateway gateway;
  private static AnthropicClient client;

  @BeforeAll
  static void serve() throws IOException {
    gateway = ServedGateway.start(folder);
    client =
        AnthropicOkHttpClient.builder()
            .baseUrl(gateway.url())
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

  private static MessageCreateParams.Builder ask(String model, String question) {
    return MessageCreateParams.builder().model(model).maxTokens(500).addUserMessage(question);
  }

  private static Message create(MessageCreateParams.Builder params) {
    return client.messages().create(params.build()).validate();
  }

  private static List<RawMessageStreamEvent> stream(MessageCreateParams.Builder params) {
    try (var response = client.messages().createStreaming(params.build())) {
      return response.stream().map(RawMessageStreamEvent::validate).toList();
    }
  }

  private static Message accumulated(List<RawMessageStreamEvent> events) {
    var accumulator = MessageAccumulator.create();
    events.forEach(accumulator::accumulate);
    return accumulator.message();
  }

  private static String text(Message message) {
    return message.content().stream()
        .flatMap(block -> block.text().stream())
        .map(block -> block.text())
        .collect(Collectors.joining());
  }

  private static String joined(List<RawMessageStreamEvent> events) {
    return events.stream()
        .flatMap(event -> event.contentBlockDelta().stream())
        .flatMap(event -> event.delta().text().stream())
        .map(delta -> delta.text())
        .collect(Collectors.joining());
  }

  private static StopReason stop(Message message) {
    return message.stopReason().orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void answersAQuestion(Upstream upstream) {
    var message = create(ask(upstream.chat(), Questions.PLAIN));

    assertThat(text(message)).contains("Simulated answer of", "rivers bend");
    assertThat(stop(message)).isEqualTo(StopReason.END_TURN);
    assertThat(message.model().asString()).isEqualTo(upstream.chat());
    assertThat(message.usage().inputTokens()).isPositive();
    assertThat(message.usage().outputTokens()).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void answersAConversation(Upstream upstream) {
    var message =
        create(
            MessageCreateParams.builder()
                .model(upstream.chat())
                .maxTokens(500)
                .system("You are a geographer.")
                .addUserMessage("Hello")
                .addAssistantMessage("Hello, what would you like to know?")
                .addUserMessage(Questions.PLAIN)
                .addStopSequence("never said"));

    assertThat(text(message)).contains("rivers bend");
    assertThat(gateway.sandbox().last().orElseThrow().text())
        .contains("You are a geographer.", "what would you like to know?", "never said");
  }

  @ParameterizedTest
  @EnumSource
  void stopsAtTheLengthAskedFor(Upstream upstream) {
    var message = create(ask(upstream.chat(), Questions.LONG).maxTokens(5));

    assertThat(stop(message)).isEqualTo(StopReason.MAX_TOKENS);
    assertThat(message.usage().outputTokens()).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource
  void streamsWhatItWouldHaveAnswered(Upstream upstream) {
    var whole = create(ask(upstream.chat(), Questions.PLAIN));

    var events = stream(ask(upstream.chat(), Questions.PLAIN));

    var streamed = accumulated(events);
    assertThat(joined(events)).isEqualTo(text(whole));
    assertThat(text(streamed)).isEqualTo(text(whole));
    assertThat(stop(streamed)).isEqualTo(StopReason.END_TURN);
    assertThat(streamed.model().asString()).isEqualTo(upstream.chat());
    assertThat(streamed.usage().outputTokens()).isEqualTo(whole.usage().outputTokens());
    assertThat(events.getFirst().isMessageStart()).isTrue();
    assertThat(events.getLast().isMessageStop()).isTrue();
  }

  private static MessageCreateParams.Builder askWithTool(Upstream upstream) {
    var city = Tool.InputSchema.Properties.builder();
    city.putAdditionalProperty("city", JsonValue.from(Map.of("type", "string")));
    var schema = Tool.InputSchema.builder().properties(city.build()).addRequired("city").build();
    return ask(upstream.chat(), Questions.WEATHER)
        .addTool(
            Tool.builder()
                .name(Questions.TOOL)
                .description(Questions.TOOL_SAYS)
                .inputSchema(schema)
                .build());
  }

  private static ToolUseBlock only(Message message) {
    var uses = message.content().stream().filter(ContentBlock::isToolUse).toList();
    assertThat(uses).hasSize(1);
    return uses.getFirst().asToolUse();
  }

  private static Map<?, ?> input(ToolUseBlock use) {
    return use._input().convert(Map.class);
  }

  @ParameterizedTest
  @EnumSource
  void callsAToolAndUsesItsResult(Upstream upstream) {
    var first = create(askWithTool(upstream));

    var use = only(first);
    assertThat(stop(first)).isEqualTo(StopReason.TOOL_USE);
    assertThat(use.name()).isEqualTo(Questions.TOOL);
    assertThat(input(use)).isEqualTo(Map.of("city", "Paris"));

    var result =
        ToolResultBlockParam.builder().toolUseId(use.id()).content(Questions.TOOL_RESULT).build();
    var second =
        create(
            askWithTool(upstream)
                .addMessage(first)
                .addUserMessageOfContentBlockParams(
                    List.of(ContentBlockParam.ofToolResult(result))));
    assertThat(text(second)).contains(Questions.TOOL_RESULT);
    assertThat(stop(second)).isEqualTo(StopReason.END_TURN);
  }

  @ParameterizedTest
  @EnumSource
  void streamsACallOfATool(Upstream upstream) {
    var whole = only(create(askWithTool(upstream)));

    var streamed = accumulated(stream(askWithTool(upstream)));

    assertThat(stop(streamed)).isEqualTo(StopReason.TOOL_USE);
    assertThat(only(streamed).id()).isNotBlank();
    assertThat(only(streamed).name()).isEqualTo(Questions.TOOL);
    assertThat(input(only(streamed))).isEqualTo(input(whole));
  }

  /// What a structured answer is read into.
  public static final class Climate {
    public String city = "";
    public int degrees;
  }

  @ParameterizedTest
  @EnumSource
  void answersInAStructure(Upstream upstream) {
    var params = ask(upstream.chat(), Questions.WEATHER).outputConfig(Climate.class).build();

    var message = client.messages().create(params);

    Climate climate = message.content().getFirst().text().orElseThrow().text();
    assertThat(climate.city).isNotBlank();
  }

  @ParameterizedTest
  @EnumSource
  void seesAnImage(Upstream upstream) {
    var source =
        Base64ImageSource.builder()
            .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
            .data(Questions.PNG)
            .build();
    List<ContentBlockParam> blocks =
        List.of(
            ContentBlockParam.ofText(TextBlockParam.builder().text("What is this?").build()),
            ContentBlockParam.ofImage(ImageBlockParam.builder().source(source).build()));

    var message =
        create(
            MessageCreateParams.builder()
                .model(upstream.chat())
                .maxTokens(500)
                .addUserMessageOfContentBlockParams(blocks));

    assertThat(text(message)).contains("I received 1 image");
    assertThat(gateway.sandbox().last().orElseThrow().text()).contains(Questions.PNG);
  }

  @Test
  void saysThatAModelIsUnknown() {
    assertThatThrownBy(() -> create(ask("nothing-like-it", Questions.PLAIN)))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("nothing-like-it");
  }

  @ParameterizedTest
  @EnumSource
  void tellsAnUpstreamsLimit(Upstream upstream) {
    assertThatThrownBy(() -> create(ask(upstream.failing("status=429"), Questions.PLAIN)))
        .isInstanceOf(RateLimitException.class)
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

    assertThatThrownBy(() -> client.messages().create(params, impatient))
        .isInstanceOf(AnthropicIoException.class);

    assertThat(Questions.reached(gateway.sandbox()::cancelled, before + 1)).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @EnumSource
  void stopsTheUpstreamWhenAStreamIsClosed(Upstream upstream) {
    long before = gateway.sandbox().cancelled();
    var params = ask(upstream.failing("stall-after=3"), Questions.PLAIN).build();

    try (var response = client.messages().createStreaming(params)) {
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

  private static List<RawMessageStreamEvent> broken(String model) {
    var params = ask(model, Questions.PLAIN).build();
    var seen = new ArrayList<RawMessageStreamEvent>();
    assertThatThrownBy(
            () -> {
              try (var response = client.messages().createStreaming(params)) {
                response.stream().forEach(seen::add);
              }
            })
        .isInstanceOf(AnthropicException.class);
    assertThat(seen).noneMatch(event -> event.isMessageDelta() || event.isMessageStop());
    return seen;
  }

  @Test
  void listsTheModels() {
    assertThat(client.models().list().data())
        .extracting(ModelInfo::id)
        .contains("via-openai", "via-anthropic", "via-gemini", Upstream.MODEL);
    assertThat(client.models().retrieve("via-gemini").id()).isEqualTo("via-gemini");
  }
}
