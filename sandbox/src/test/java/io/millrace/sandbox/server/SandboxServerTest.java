package io.millrace.sandbox.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.http.ClientSettings;
import io.millrace.http.Header;
import io.millrace.http.HttpClient;
import io.millrace.http.HttpFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SandboxServerTest {
  private static final Duration LONG = Duration.ofSeconds(5);
  private static final Duration SHORT = Duration.ofMillis(150);

  private SandboxServer server;
  private HttpClient client;

  SandboxServerTest() throws IOException {
    server = SandboxServer.start(SandboxSettings.immediate());
    client = HttpClient.of(ClientSettings.of(server.uri(), null, 4));
  }

  @BeforeEach
  void isFresh() {
    assertThat(server.seen()).isZero();
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private void restart(SandboxSettings settings) throws IOException {
    stop();
    server = SandboxServer.start(settings);
    client = HttpClient.of(ClientSettings.of(server.uri(), null, 4));
  }

  private record Got(int status, String type, String retryAfter, String body) {}

  private Got send(String method, String path, String body, Header... headers) throws HttpFailure {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    try (var response = client.newCall().send(method, path, List.of(headers), bytes, LONG, LONG)) {
      var read = response.readAll(1 << 24, LONG);
      return new Got(
          response.status(),
          String.valueOf(response.headers().first("content-type")),
          String.valueOf(response.headers().first("retry-after")),
          new String(read, StandardCharsets.UTF_8));
    }
  }

  private Got chat(String model, boolean stream, Header... headers) throws HttpFailure {
    return send("POST", "/v1/chat/completions", body(model, stream), headers);
  }

  private static String body(String model, boolean stream) {
    return "{\"model\":\""
        + model
        + "\",\"stream\":"
        + stream
        + ",\"stream_options\":{\"include_usage\":true}"
        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Why is the sky blue?\"}]}";
  }

  private static Header fault(String text) {
    return new Header("x-sandbox-fault", text);
  }

  /// The text of a stream of chat chunks.
  private static String text(String stream) {
    var text = new StringBuilder();
    stream
        .lines()
        .filter(line -> line.startsWith("data: {"))
        .map(line -> Json.parse(line.substring(6)))
        .forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").stringValue("")));
    return text.toString();
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean() && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void answersAndStreamsTheSameText() throws Exception {
    var whole = chat("sandbox-small", false);
    var stream = chat("sandbox-small", true);
    assertThat(whole.status()).isEqualTo(200);
    assertThat(whole.type()).isEqualTo("application/json");
    assertThat(stream.type()).startsWith("text/event-stream");
    var answer = Json.parse(whole.body());
    assertThat(text(stream.body()))
        .isEqualTo(answer.at("/choices/0/message/content").stringValue())
        .isNotEmpty();
    assertThat(stream.body()).endsWith("data: [DONE]\n\n").contains("\"total_tokens\"");
    assertThat(server.seen()).isEqualTo(2);
    assertThat(server.cancelled()).isZero();
    await(() -> server.answered() == 2);
  }

  @Test
  void keepsWhatCameLast() throws Exception {
    chat("sandbox-small", true, new Header("authorization", "Bearer x"));
    var last = server.last().orElseThrow();
    assertThat(last.text()).isEqualTo(body("sandbox-small", true));
    assertThat(last.path()).isEqualTo("/v1/chat/completions");
    assertThat(last.headers().first("authorization")).isEqualTo("Bearer x");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions,/error/code,model_not_found",
    "/v1/responses,/error/code,model_not_found",
    "/v1/embeddings,/error/code,model_not_found",
    "/v1/messages,/error/type,not_found_error",
    "/v1beta/models/nobody:generateContent,/error/status,NOT_FOUND",
    "/v1beta/models/nobody:batchEmbedContents,/error/status,NOT_FOUND",
  })
  void doesNotKnowOtherModels(String path, String pointer, String value) throws Exception {
    var got = send("POST", path, "{\"model\":\"nobody\",\"input\":\"a\",\"requests\":[{}]}");
    assertThat(got.status()).isEqualTo(404);
    assertThat(Json.parse(got.body()).at(pointer).stringValue()).isEqualTo(value);
  }

  @Test
  void answersForAnyModelWhenToldTo() throws Exception {
    restart(SandboxSettings.immediate().withAnyModel());
    var got = chat("gpt-9", false);
    assertThat(got.status()).isEqualTo(200);
    assertThat(Json.parse(got.body()).path("model").stringValue()).isEqualTo("gpt-9");
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions,{\"model\":\"sandbox-small\"},messages",
    "/v1/responses,{\"model\":\"sandbox-small\"},input",
    "/v1/messages,{\"model\":\"sandbox-small\"},max_tokens",
    "/v1/embeddings,{\"model\":\"sandbox-small\"},for chat only",
    "/v1/chat/completions,{\"model\":\"sandbox-embedding\"},for embeddings only",
    "/v1/chat/completions,{},model",
    "/v1/chat/completions,not JSON,JSON",
    "/v1/chat/completions,[1],JSON",
  })
  void saysWhatIsWrongWithARequest(String path, String body, String message) throws Exception {
    var got = send("POST", path, body);
    assertThat(got.status()).isEqualTo(400);
    assertThat(Json.parse(got.body()).at("/error/message").stringValue()).contains(message);
  }

  @Test
  void listsItsModelsInEachProtocol() throws Exception {
    assertThat(Json.parse(send("GET", "/v1/models", "").body()).path("data")).hasSize(3);
    assertThat(Json.parse(send("GET", "/v1/models/sandbox-large", "").body()).path("id"))
        .hasToString("\"sandbox-large\"");
    assertThat(send("GET", "/v1/models/other", "").status()).isEqualTo(404);
    var anthropic = send("GET", "/v1/models", "", new Header("anthropic-version", "2023-06-01"));
    assertThat(Json.parse(anthropic.body()).at("/data/0/type").stringValue()).isEqualTo("model");
    assertThat(Json.parse(send("GET", "/v1beta/models", "").body()).at("/models/0/name"))
        .hasToString("\"models/sandbox-large\"");
    assertThat(send("GET", "/v1/modelsx", "").status()).isEqualTo(404);
    assertThat(send("POST", "/v2/x", "{}").status()).isEqualTo(404);
  }

  @Test
  void streamsGeminiAsEventsOrAsOneArray() throws Exception {
    String body = "{\"contents\":[{\"parts\":[{\"text\":\"Hi\"}]}]}";
    String path = "/v1beta/models/sandbox-small:streamGenerateContent";
    var events = send("POST", path + "?alt=sse", body);
    assertThat(events.body()).startsWith("data: {").contains("\"finishReason\":\"STOP\"");
    var array = send("POST", path, body);
    assertThat(Json.parse(array.body()).isArray()).isTrue();
  }

  @Test
  void embedsAndCountsTokens() throws Exception {
    var openAi =
        send("POST", "/v1/embeddings", "{\"model\":\"sandbox-embedding\",\"input\":\"a\"}");
    assertThat(Json.parse(openAi.body()).at("/data/0/embedding")).hasSize(384);
    var gemini =
        send(
            "POST",
            "/v1beta/models/sandbox-embedding:batchEmbedContents",
            "{\"requests\":[{\"content\":{\"parts\":[{\"text\":\"a\"}]}}]}");
    assertThat(Json.parse(gemini.body()).at("/embeddings/0/values"))
        .isEqualTo(Json.parse(openAi.body()).at("/data/0/embedding"));
    var count =
        send(
            "POST",
            "/v1/messages/count_tokens",
            "{\"model\":\"sandbox-small\",\"messages\":[{\"role\":\"user\",\"content\":\"abcde\"}]}");
    assertThat(Json.parse(count.body()).path("input_tokens").intValue()).isEqualTo(9);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions,/error/type,rate_limit_error",
    "/v1/messages,/error/type,rate_limit_error",
    "/v1beta/models/sandbox-small:generateContent,/error/status,RESOURCE_EXHAUSTED",
  })
  void failsWithAStatusInTheProtocolsShape(String path, String pointer, String value)
      throws Exception {
    var got = send("POST", path, body("sandbox-small", false), fault("status=429;retry-after=1"));
    assertThat(got.status()).isEqualTo(429);
    assertThat(got.retryAfter()).isEqualTo("1");
    assertThat(Json.parse(got.body()).at(pointer).stringValue()).isEqualTo(value);
  }

  @Test
  void takesFaultsFromTheModelsName() throws Exception {
    assertThat(chat("sandbox-small!status=503", true).status()).isEqualTo(503);
    var gemini = "/v1beta/models/sandbox-small!status=529%3Bretry-after=2:generateContent";
    var got = send("POST", gemini, "{}");
    assertThat(got.status()).isEqualTo(529);
    assertThat(got.retryAfter()).isEqualTo("2");
    var wrong = chat("sandbox-small!boom", false);
    assertThat(wrong.status()).isEqualTo(400);
    assertThat(wrong.body()).contains("there is no such fault");
  }

  @Test
  void takesFaultsFromItsQueueOncePerRequest() throws Exception {
    server.faults().next(Fault.Status.of(500));
    server.faults().next();
    server.faults().next(Fault.Status.of(504));
    var statuses = new ArrayList<Integer>();
    for (int i = 0; i < 4; i++) {
      statuses.add(chat("sandbox-small", false).status());
    }
    assertThat(statuses).containsExactly(500, 200, 504, 200);
    server.faults().always(Fault.Status.of(502));
    assertThat(chat("sandbox-small", false).status()).isEqualTo(502);
    assertThat(chat("sandbox-small", false).status()).isEqualTo(502);
    server.faults().clear();
    assertThat(chat("sandbox-small", false).status()).isEqualTo(200);
  }

  @Test
  void resetsTheConnection() {
    assertThatThrownBy(() -> chat("sandbox-small", false, fault("reset")))
        .isInstanceOfSatisfying(
            HttpFailure.class, e -> assertThat(e.kind()).isEqualTo(HttpFailure.Kind.RESET));
  }

  @Test
  void cutsTheStreamAfterSomeTokens() throws Exception {
    var read = new StringBuilder();
    assertThatThrownBy(() -> readInto(read, "cut-after=3")).isInstanceOf(HttpFailure.class);
    assertThat(text(read.toString())).isEqualTo("Simulated an");
    assertThatThrownBy(() -> chat("sandbox-small", false, fault("cut-after=3")))
        .isInstanceOf(HttpFailure.class);
  }

  /// Reads a stream until it ends or nothing comes for a while.
  private void readInto(StringBuilder read, String fault) throws HttpFailure {
    byte[] bytes = body("sandbox-small", true).getBytes(StandardCharsets.UTF_8);
    var buffer = new byte[4096];
    try (var response =
        client
            .newCall()
            .send("POST", "/v1/chat/completions", List.of(fault(fault)), bytes, LONG, LONG)) {
      while (read.length() < 1 << 20) {
        int count = response.read(buffer, 0, buffer.length, SHORT);
        if (count < 0) {
          return;
        }
        read.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
      }
    }
  }

  @Test
  void stallsUntilTheClientGoesAway() {
    var read = new StringBuilder();
    assertThatThrownBy(() -> readInto(read, "stall-after=2"))
        .isInstanceOfSatisfying(
            HttpFailure.class, e -> assertThat(e.kind()).isEqualTo(HttpFailure.Kind.TIMEOUT));
    assertThat(text(read.toString())).isEqualTo("Simulate");
    await(() -> server.cancelled() == 1);
    assertThat(server.answered()).isZero();
  }

  @Test
  void sendsALineWithoutEndUntilTheClientGoesAway() throws Exception {
    var read = new StringBuilder();
    readInto(read, "endless-event");
    assertThat(read.substring(read.lastIndexOf("\n"))).matches("\ndata: x{10000,}");
    await(() -> server.cancelled() == 1);
  }

  @Test
  void endsAStreamWithAnError() throws Exception {
    var got = chat("sandbox-small", true, fault("error-after=2"));
    assertThat(text(got.body())).isEqualTo("Simulate");
    assertThat(got.body()).doesNotContain("[DONE]").contains("\"type\":\"server_error\"");
    var anthropic =
        "{\"model\":\"sandbox-small\",\"max_tokens\":99,\"stream\":true,"
            + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    var message = send("POST", "/v1/messages", anthropic, fault("error-after=2"));
    assertThat(message.body())
        .contains("event: error\n", "overloaded_error")
        .doesNotContain("message_stop");
  }

  @ParameterizedTest
  @CsvSource({
    "html,502,text/html; charset=utf-8,<!doctype html>",
    "html=200,200,text/html; charset=utf-8,<!doctype html>",
    "empty,200,application/json,''",
    "wrong-type,200,text/plain; charset=utf-8,'{\"id\":'",
  })
  void answersWithSomethingElse(String fault, int status, String type, String start)
      throws Exception {
    var got = chat("sandbox-small", false, fault(fault));
    assertThat(got.status()).isEqualTo(status);
    assertThat(got.type()).isEqualTo(type);
    assertThat(got.body()).startsWith(start);
    assertThat(got.body().isEmpty()).isEqualTo(start.isEmpty());
  }

  @Test
  void truncatesBodiesAsIfTheyWereWhole() throws Exception {
    var whole = chat("sandbox-small", false, fault("truncated"));
    assertThat(whole.status()).isEqualTo(200);
    assertThatThrownBy(() -> Json.parse(whole.body())).hasMessageContaining("end-of-input");
    var stream = chat("sandbox-small", true, fault("truncated"));
    assertThat(stream.body()).doesNotEndWith("\n").doesNotContain("[DONE]");
  }

  @Test
  void breaksTheFormOfStreams() throws Exception {
    assertThat(chat("sandbox-small", true, fault("malformed-event")).body())
        .contains("\"content\":\"br\n\n")
        .endsWith("[DONE]\n\n");
    assertThat(chat("sandbox-small", true, fault("no-done")).body())
        .doesNotContain("[DONE]")
        .endsWith("\n\n");
    assertThat(chat("sandbox-small", true, fault("double-done")).body())
        .endsWith("data: [DONE]\n\ndata: [DONE]\n\n");
    assertThat(chat("sandbox-small", true, fault("no-usage")).body())
        .doesNotContain("usage")
        .endsWith("[DONE]\n\n");
    assertThat(chat("sandbox-small", false, fault("no-usage")).body()).doesNotContain("usage");
  }

  @Test
  void isSlowWhenAsked() throws Exception {
    long start = System.nanoTime();
    assertThat(chat("sandbox-small", false, fault("slow=120")).status()).isEqualTo(200);
    assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(115).toNanos());
  }

  @Test
  void stopsWhenTheClientGoesAwayAndCountsIt() throws Exception {
    restart(SandboxSettings.immediate().withSlowness(1));
    byte[] bytes =
        body("sandbox-large", true)
            .replace("Why is the sky blue?", "Write 5000 words.")
            .getBytes(StandardCharsets.UTF_8);
    try (var response =
        client.newCall().send("POST", "/v1/chat/completions", List.of(), bytes, LONG, LONG)) {
      assertThat(response.read(new byte[10], 0, 10, LONG)).isPositive();
    }
    await(() -> server.cancelled() == 1);
  }

  @Test
  void generatesToTheEndWhenDeaf() throws Exception {
    restart(SandboxSettings.immediate().withSlowness(0.2));
    byte[] bytes = body("sandbox-small", true).getBytes(StandardCharsets.UTF_8);
    try (var response =
        client
            .newCall()
            .send("POST", "/v1/chat/completions", List.of(fault("deaf")), bytes, LONG, LONG)) {
      assertThat(response.read(new byte[10], 0, 10, LONG)).isPositive();
    }
    await(() -> server.answered() == 1);
    assertThat(server.cancelled()).isZero();
  }

  @Test
  void takesItsTimeByTheModelsLatency() throws Exception {
    var model = SandboxModel.chat("slow", Duration.ofMillis(100), Duration.ofMillis(2));
    restart(SandboxSettings.defaults().withModels(List.of(model)));
    long start = System.nanoTime();
    assertThat(chat("slow", true).status()).isEqualTo(200);
    assertThat(System.nanoTime() - start).isGreaterThan(Duration.ofMillis(60).toNanos());
  }

  @Test
  void failsByShare() throws Exception {
    var model =
        new SandboxModel("flaky", SandboxModel.Kind.CHAT, Duration.ZERO, Duration.ZERO, 0.5);
    restart(SandboxSettings.defaults().withModels(List.of(model)));
    int failed = 0;
    for (int i = 0; i < 40; i++) {
      failed += chat("flaky", false).status() == 503 ? 1 : 0;
    }
    assertThat(failed).isBetween(8, 32);
  }

  @Test
  void shipsPricesOfItsModels() {
    var prices = Json.parse(SandboxPrices.bytes());
    assertThat(prices.path("format").stringValue()).isEqualTo("millrace-prices/1");
    var names = new ArrayList<String>();
    prices.path("models").forEach(model -> names.add(model.path("model").stringValue()));
    assertThat(names)
        .containsExactlyElementsOf(
            SandboxModel.defaults().stream().map(SandboxModel::name).toList());
  }
}
