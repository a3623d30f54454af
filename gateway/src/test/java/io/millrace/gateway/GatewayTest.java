package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.gateway.GatewaySettings.Bodies;
import io.millrace.gateway.GatewaySettings.CallerKey;
import io.millrace.gateway.GatewaySettings.Limits;
import io.millrace.gateway.GatewaySettings.Listen;
import io.millrace.gateway.GatewaySettings.Policies;
import io.millrace.gateway.GatewaySettings.Priority;
import io.millrace.gateway.GatewaySettings.Recording;
import io.millrace.model.Cost;
import io.millrace.model.Secret;
import io.millrace.sandbox.server.Fault;
import io.millrace.store.journal.Entry;
import io.millrace.store.journal.MemoryFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class GatewayTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String HELLO = TestGateway.chat(TestGateway.MODEL, "", "hello");
  private static final String STREAM =
      TestGateway.chat(TestGateway.MODEL, ",\"stream\":true", "hello");
  private static final Policies NO_POLICIES = new Policies(null, false, Set.of());

  @Test
  void answersAndRecordsACall() throws Exception {
    try (var gateway = new TestGateway(TestGateway.settings(), new MemoryFiles())) {
      HttpResponse<String> answer = gateway.post(CHAT, HELLO, "x-millrace-action", "order-7");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("\"chat.completion\"", "\"model\":\"sandbox-small\"");
      assertThat(answer.headers().firstValue("x-millrace-tier")).contains("teacher");
      assertThat(answer.headers().firstValue("x-millrace-cost-usd")).isPresent();
      List<Entry> entries = gateway.entries(TestGateway.id(answer));
      assertThat(entries.stream().map(entry -> entry.getClass().getSimpleName()))
          .containsExactly("CallStarted", "AttemptStarted", "AttemptEnded", "CallEnded");
      Entry.CallStarted started = (Entry.CallStarted) entries.getFirst();
      assertThat(started.action()).isEqualTo("order-7");
      assertThat(new String(started.request(), StandardCharsets.UTF_8)).isEqualTo(HELLO);
      var ended = (Entry.CallEnded) entries.getLast();
      assertThat(new String(ended.response(), StandardCharsets.UTF_8)).isEqualTo(answer.body());
      assertThat(ended.cost()).isInstanceOf(Cost.Priced.class);
      assertThat(ended.usage()).isNotNull();
    }
  }

  @Test
  void asksForUsageInEveryStreamAndHidesItFromWhoDidNot() throws Exception {
    try (var gateway = new TestGateway(TestGateway.settings(), new MemoryFiles())) {
      HttpResponse<String> plain = gateway.post(CHAT, STREAM);
      assertThat(plain.body()).endsWith("data: [DONE]\n\n").doesNotContain("prompt_tokens");
      Entry.CallEnded ended = gateway.end(TestGateway.id(plain));
      assertThat(ended.usage()).isNotNull();
      assertThat(new String(ended.response(), StandardCharsets.UTF_8))
          .contains("\"object\":\"chat.completion\"");
      String wanted =
          TestGateway.chat(
              TestGateway.MODEL,
              ",\"stream\":true,\"stream_options\":{\"include_usage\":true}",
              "hello");
      assertThat(gateway.post(CHAT, wanted).body()).contains("prompt_tokens");
    }
  }

  @Test
  void anUnknownModelIsNotFoundInTheCallersWords() throws Exception {
    try (var gateway = new TestGateway(TestGateway.settings(), new MemoryFiles())) {
      HttpResponse<String> openai = gateway.post(CHAT, TestGateway.chat("nope", "", "x"));
      assertThat(openai.statusCode()).isEqualTo(404);
      assertThat(openai.body()).contains("\"code\":\"model_not_found\"", "'nope'");
      HttpResponse<String> anthropic =
          gateway.post(
              "/v1/messages", TestGateway.chat("nope", ",\"max_tokens\":5", "x"), "x-api-key", "k");
      assertThat(anthropic.statusCode()).isEqualTo(404);
      assertThat(anthropic.body()).contains("\"type\":\"error\"", "not_found_error");
    }
  }

  @Test
  void namesTheFaultOfABodyThatIsNone() throws Exception {
    try (var gateway = new TestGateway(TestGateway.settings(), new MemoryFiles())) {
      assertThat(gateway.post(CHAT, "{\"model\":").body()).contains("not JSON", "line 1");
      assertThat(gateway.post(CHAT, "[]").body()).contains("must be a JSON object");
      assertThat(gateway.post(CHAT, "{\"messages\":[]}").body()).contains("'model' must name");
      assertThat(gateway.post(CHAT, "{\"model\":\"a\",\"model\":\"b\"}").statusCode())
          .as("two models")
          .isEqualTo(400);
      String deep = "{\"model\":\"m\",\"x\":" + "[".repeat(500) + "]".repeat(500) + "}";
      assertThat(gateway.post(CHAT, deep).body()).contains("nested too deeply");
      assertThat(gateway.get(CHAT).statusCode()).isEqualTo(405);
      assertThat(gateway.get("/nothing").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void aKeyIsAskedForAndNeverTold() throws Exception {
    var keys = List.of(new CallerKey("app", Secret.of("right-key"), Priority.NORMAL));
    var settings = TestGateway.settings(keys, NO_POLICIES, Recording.DEFAULT);
    try (var gateway = new TestGateway(settings, new MemoryFiles())) {
      assertThat(gateway.post(CHAT, HELLO).statusCode()).isEqualTo(401);
      HttpResponse<String> wrong = gateway.post(CHAT, HELLO, "authorization", "Bearer wrong-key");
      assertThat(wrong.statusCode()).isEqualTo(401);
      assertThat(wrong.body()).contains("invalid_api_key").doesNotContain("right-key", "wrong-key");
      assertThat(gateway.get("/api/calls").statusCode()).isEqualTo(401);
      assertThat(gateway.get("/metrics").statusCode()).isEqualTo(401);
      assertThat(gateway.get("/readyz").statusCode()).isEqualTo(200);
      HttpResponse<String> right = gateway.post(CHAT, HELLO, "authorization", "Bearer right-key");
      assertThat(right.statusCode()).isEqualTo(200);
      var started = (Entry.CallStarted) gateway.entries(TestGateway.id(right)).getFirst();
      assertThat(started.key()).isEqualTo("app");
      assertThat(gateway.post("/v1/messages", HELLO, "x-api-key", "right-key").statusCode())
          .isNotEqualTo(401);
      assertThat(
              gateway.get("/api/status", "authorization", "Bearer right-key").body()
                  + gateway.get("/metrics", "authorization", "Bearer right-key").body())
          .doesNotContain("right-key", "upstream-secret");
    }
  }

  @Test
  void beyondLoopbackItDoesNotStartWithoutAKey() {
    var open =
        new GatewaySettings(
            new Listen("0.0.0.0", 0, Set.of(), Set.of(), null),
            List.of(),
            Limits.DEFAULT,
            NO_POLICIES,
            Recording.DEFAULT);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TestGateway(open, new MemoryFiles()).close())
        .withMessageContaining("needs a key");
  }

  @Test
  void pagesOfOthersAndNamesOfOthersAreTurnedAway() throws Exception {
    try (var gateway = new TestGateway(TestGateway.settings(), new MemoryFiles())) {
      String rebound =
          raw(
              gateway,
              "GET /v1/models HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n");
      assertThat(rebound).startsWith("HTTP/1.1 403 ").contains("evil.example");
      assertThat(gateway.post(CHAT, HELLO, "origin", "https://evil.example").statusCode())
          .isEqualTo(403);
      HttpResponse<String> good = gateway.post(CHAT, HELLO, "origin", "https://good.example");
      assertThat(good.statusCode()).isEqualTo(200);
      assertThat(good.headers().firstValue("access-control-allow-origin"))
          .contains("https://good.example");
    }
  }

  private static String raw(TestGateway gateway, String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.gateway.port())) {
      socket.setSoTimeout(5000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aMappedModelIsRewrittenAndAnyOtherIsNot() throws Exception {
    try (var gateway = new TestGateway(TestGateway.settings(), new MemoryFiles())) {
      HttpResponse<String> mapped = gateway.post(CHAT, TestGateway.chat("mapped", "", "x"));
      assertThat(mapped.body()).contains("\"model\":\"mapped\"");
      assertThat(new String(gateway.sandbox.last().orElseThrow().body(), StandardCharsets.UTF_8))
          .contains("\"model\":\"sandbox-small\"");
    }
  }

  @Test
  void translatesToAnotherProtocolAndRefusesWhatItCannotSay() throws Exception {
    try (var gateway = new TestGateway(TestGateway.settings(), new MemoryFiles())) {
      HttpResponse<String> answer =
          gateway.post(CHAT, TestGateway.chat("via-anthropic", ",\"seed\":7", "hello"));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("chat.completion");
      assertThat(answer.headers().firstValue("x-millrace-dropped")).contains("seed");
      HttpResponse<String> refused =
          gateway.post(CHAT, TestGateway.chat("via-anthropic", ",\"logprobs\":true", "hello"));
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("\"param\":\"logprobs\"");
      HttpResponse<String> unknown =
          gateway.post(CHAT, TestGateway.chat("via-anthropic", ",\"brand_new\":1", "hello"));
      assertThat(unknown.statusCode()).isEqualTo(400);
      assertThat(unknown.body()).contains("brand_new");
      assertThat(gateway.end(TestGateway.id(refused)).outcome()).isEqualTo("refused");
    }
  }

  @Test
  void aFailureBeforeTheFirstByteIsRetriedAndNotSeen() throws Exception {
    try (var gateway = new TestGateway(TestGateway.settings(), new MemoryFiles())) {
      gateway.sandbox.faults().next(Fault.parse("status=503").toArray(Fault[]::new));
      HttpResponse<String> answer = gateway.post(CHAT, HELLO);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(
              gateway.entries(TestGateway.id(answer)).stream()
                  .filter(Entry.AttemptEnded.class::isInstance)
                  .map(entry -> ((Entry.AttemptEnded) entry).result()))
          .containsExactly("failed", "answered");
    }
  }

  @Test
  void aStreamThatBreaksEndsWithAnErrorAndNeverAsIfComplete() throws Exception {
    try (var gateway = new TestGateway(TestGateway.settings(), new MemoryFiles())) {
      for (String fault : List.of("cut-after=3", "stall-after=3", "malformed-event")) {
        TestGateway.Broken broken =
            gateway.postBroken(
                CHAT,
                TestGateway.chat(TestGateway.MODEL + "!" + fault, ",\"stream\":true", "hello"));
        assertThat(broken.status()).as(fault).isIn(200, 502);
        assertThat(broken.body()).as(fault).contains("\"error\"").doesNotContain("[DONE]");
        assertThat(gateway.end(broken.call()).outcome()).as(fault).isEqualTo("failed");
      }
    }
  }

  @Test
  void aClientThatGoesAwayCancelsTheUpstreamAtOnce() throws Exception {
    try (var gateway = new TestGateway(TestGateway.settings(), new MemoryFiles(), 5)) {
      for (String body : List.of(STREAM, HELLO)) {
        long before = gateway.sandbox.cancelled();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.gateway.port())) {
          socket.getOutputStream().write(request(body));
          if (body.equals(STREAM)) {
            readUntil(socket.getInputStream(), "data: ");
          } else {
            awaitSeen(gateway);
          }
        }
        long start = System.nanoTime();
        while (gateway.sandbox.cancelled() == before) {
          assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(2));
          Thread.sleep(5);
        }
      }
      for (String call : gateway.recorded().keySet()) {
        assertThat(gateway.end(call).outcome()).isEqualTo("cancelled");
      }
    }
  }

  private static void awaitSeen(TestGateway gateway) throws InterruptedException {
    long before = gateway.sandbox.seen();
    for (int i = 0; i < 100 && gateway.sandbox.seen() == before; i++) {
      Thread.sleep(5);
    }
  }

  private static byte[] request(String body) {
    return ("POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static String readUntil(InputStream in, String end) throws IOException {
    var text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("ended after " + text);
      }
      text.append((char) b);
    }
    return text.toString();
  }

  @Test
  void theLastByteWaitsForTheDisk() throws Exception {
    var files = new MemoryFiles();
    try (var gateway = new TestGateway(TestGateway.settings(), files)) {
      for (String body : List.of(HELLO, STREAM)) {
        gateway.post(CHAT, body);
        CountDownLatch gate = files.closeGate();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.gateway.port())) {
          socket.getOutputStream().write(request(body));
          InputStream in = socket.getInputStream();
          if (body.equals(STREAM)) {
            readUntil(in, "\"finish_reason\":\"stop\"");
          }
          var rest = new CompletableFuture<String>();
          String end = body.equals(STREAM) ? "[DONE]" : "\"usage\"";
          Thread.ofVirtual().start(() -> read(in, end, rest));
          Thread.sleep(200);
          assertThat(rest).isNotDone();
          gate.countDown();
          assertThat(rest.get(5, TimeUnit.SECONDS)).contains(end);
        } finally {
          gate.countDown();
        }
      }
    }
  }

  private static void read(InputStream in, String end, CompletableFuture<String> into) {
    try {
      into.complete(readUntil(in, end));
    } catch (IOException e) {
      into.completeExceptionally(e);
    }
  }

  @Test
  void aCallThatCannotBeRecordedIsRefusedUnlessTheSettingsSayOtherwise() throws Exception {
    var files = new MemoryFiles();
    try (var gateway = new TestGateway(TestGateway.settings(), files)) {
      gateway.post(CHAT, HELLO);
      long seen = gateway.sandbox.seen();
      files.room(0);
      HttpResponse<String> refused = gateway.post(CHAT, HELLO);
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("journal_unwritable").doesNotContain("chat.completion");
      assertThat(gateway.sandbox.seen()).as("nothing is sent unrecorded").isEqualTo(seen);
      assertThat(gateway.get("/readyz").statusCode()).isEqualTo(503);
      files.room(Long.MAX_VALUE);
      assertThat(gateway.get("/readyz").statusCode()).isEqualTo(200);
      assertThat(gateway.post(CHAT, HELLO).statusCode()).isEqualTo(200);
      files.forceFails(true);
      assertThat(gateway.post(CHAT, HELLO).statusCode()).isEqualTo(503);
      assertThat(gateway.postBroken(CHAT, STREAM).body())
          .contains("error")
          .doesNotContain("[DONE]");
      files.forceFails(false);
    }
    var recording = new Recording(Bodies.KEEP, 1, true, Optional.empty());
    var serving = TestGateway.settings(List.of(), NO_POLICIES, recording);
    try (var gateway = new TestGateway(serving, new MemoryFiles())) {
      gateway.post(CHAT, HELLO);
      ((MemoryFiles) gateway.files).room(0);
      assertThat(gateway.post(CHAT, HELLO).statusCode()).isEqualTo(200);
      assertThat(gateway.get("/metrics").body()).containsPattern("millrace_unrecorded_total [1-9]");
    }
  }

  @Test
  void bodiesAreMaskedOrLeftOutBeforeTheJournal() throws Exception {
    String personal =
        TestGateway.chat(TestGateway.MODEL, "", "write to jo@example.org, 13812345678");
    var masking = new Recording(Bodies.MASK, 1, false, Optional.empty());
    try (var gateway =
        new TestGateway(TestGateway.settings(List.of(), NO_POLICIES, masking), new MemoryFiles())) {
      String id = TestGateway.id(gateway.post(CHAT, personal));
      var started = (Entry.CallStarted) gateway.entries(id).getFirst();
      assertThat(new String(started.request(), StandardCharsets.UTF_8))
          .contains("[email]", "[phone]")
          .doesNotContain("example.org", "13812345678");
    }
    var omitting = new Recording(Bodies.OMIT, 1, false, Optional.empty());
    try (var gateway =
        new TestGateway(
            TestGateway.settings(List.of(), NO_POLICIES, omitting), new MemoryFiles())) {
      String id = TestGateway.id(gateway.post(CHAT, personal));
      assertThat(((Entry.CallStarted) gateway.entries(id).getFirst()).request()).isNull();
      assertThat(gateway.end(id).response()).isNull();
    }
  }

  @Test
  void theLeastImportantCallsAreShedFirst() throws Exception {
    var limits = new Limits(32L << 20, 100, Duration.ofSeconds(5), 5, Duration.ofSeconds(1));
    var keys =
        List.of(
            new CallerKey("vip", Secret.of("vip"), Priority.CRITICAL),
            new CallerKey("bulk", Secret.of("bulk"), Priority.BULK));
    var settings = TestGateway.settings(keys, NO_POLICIES, Recording.DEFAULT, limits);
    try (var gateway = new TestGateway(settings, new MemoryFiles(), 20)) {
      var slow = new java.util.ArrayList<Socket>();
      for (int i = 0; i < 4; i++) {
        var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.gateway.port());
        String head = new String(request(STREAM), StandardCharsets.US_ASCII);
        socket
            .getOutputStream()
            .write(
                head.replace("host:", "authorization: Bearer vip\r\nhost:")
                    .getBytes(StandardCharsets.US_ASCII));
        slow.add(socket);
      }
      while (gateway.sandbox.seen() < 4) {
        Thread.sleep(5);
      }
      HttpResponse<String> shed = gateway.post(CHAT, HELLO, "authorization", "Bearer bulk");
      assertThat(shed.statusCode()).isEqualTo(429);
      assertThat(shed.headers().firstValue("retry-after")).contains("1");
      HttpResponse<String> lowered =
          gateway.post(CHAT, HELLO, "authorization", "Bearer vip", "x-millrace-priority", "bulk");
      assertThat(lowered.statusCode()).isEqualTo(429);
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void listsModelsInTheShapeOfWhoAsks() throws Exception {
    try (var gateway = new TestGateway(TestGateway.settings(), new MemoryFiles())) {
      assertThat(gateway.get("/v1/models").body())
          .contains("\"object\":\"list\"", "\"id\":\"sandbox-small\"")
          .doesNotContain("sandbox-*");
      assertThat(gateway.get("/v1/models", "anthropic-version", "2023-06-01").body())
          .contains("\"type\":\"model\"", "\"has_more\":false");
      assertThat(gateway.get("/v1/models/nope").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void closingLetsCallsUnderWayEnd() throws Exception {
    var gateway = new TestGateway(TestGateway.settings(), new MemoryFiles(), 0.5);
    var answer = new CompletableFuture<HttpResponse<String>>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            answer.complete(gateway.post(CHAT, STREAM));
          } catch (Exception e) {
            answer.completeExceptionally(e);
          }
        });
    while (gateway.sandbox.seen() == 0) {
      Thread.sleep(5);
    }
    gateway.gateway.close();
    assertThat(answer.get(10, TimeUnit.SECONDS).body()).endsWith("data: [DONE]\n\n");
    gateway.close();
  }
}
