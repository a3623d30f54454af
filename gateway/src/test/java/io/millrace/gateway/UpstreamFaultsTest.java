package io.millrace.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Cost;
import io.millrace.sandbox.server.Fault;
import io.millrace.store.journal.Entry;
import io.millrace.store.journal.MemoryFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Upstreams that answer, but not as they should: over real sockets, through the real codecs.
final class UpstreamFaultsTest {
  private static final String CHAT = "/v1/chat/completions";
  private static final String MESSAGES = "/v1/messages";
  private static final String RESPONSES = "/v1/responses";

  /// A call in the words of a path.
  private static String call(String path, String model, boolean stream) {
    String more = stream ? ",\"stream\":true" : "";
    return switch (path) {
      case RESPONSES -> "{\"model\":\"" + model + "\"" + more + ",\"input\":\"hello\"}";
      case MESSAGES -> TestGateway.chat(model, more + ",\"max_tokens\":100", "hello");
      default -> TestGateway.chat(model, more, "hello");
    };
  }

  /// What ends a stream of a path, for its clients.
  private static String mark(String path) {
    return switch (path) {
      case RESPONSES -> "event: response.completed\n";
      case MESSAGES -> "event: message_stop\n";
      default -> "data: [DONE]\n";
    };
  }

  /// How often a text holds another.
  private static int count(String text, String part) {
    return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions, sandbox-small",
    "/v1/chat/completions, via-anthropic",
    "/v1/messages, sandbox-small",
    "/v1/messages, via-anthropic",
    "/v1/responses, sandbox-small",
    "/v1/responses, via-anthropic",
  })
  void anAnswerWithoutUsageIsPassedOnAndItsCostIsUnknownNotZero(String path, String model)
      throws Exception {
    try (var gateway = new TestGateway(TestGateway.settings(), new MemoryFiles())) {
      for (boolean stream : new boolean[] {false, true}) {
        gateway.sandbox.faults().next(new Fault.NoUsage());
        HttpResponse<String> answer = gateway.post(path, call(path, model, stream));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-millrace-cost-usd")).isEmpty();
        if (stream) {
          assertThat(count(answer.body(), mark(path))).as(answer.body()).isEqualTo(1);
        }
        assertUnknown(gateway, TestGateway.id(answer));
      }
      assertThat(gateway.get("/metrics").body())
          .contains("millrace_unpriced_calls_total 2\n")
          .doesNotContain("millrace_cost_picodollars_total");
    }
  }

  private static void assertUnknown(TestGateway gateway, String call) throws Exception {
    Entry.CallEnded ended = gateway.end(call);
    assertThat(ended.outcome()).isEqualTo("answered");
    assertThat(ended.usage()).isNull();
    assertUnknown(ended.cost());
    List<Entry.AttemptEnded> attempts =
        gateway.entries(call).stream()
            .filter(Entry.AttemptEnded.class::isInstance)
            .map(Entry.AttemptEnded.class::cast)
            .toList();
    assertThat(attempts).hasSize(1);
    assertThat(attempts.getFirst().result()).isEqualTo("answered");
    assertThat(attempts.getFirst().usage()).isNull();
    assertUnknown(attempts.getFirst().cost());
  }

  private static void assertUnknown(Cost cost) {
    assertThat(cost).isInstanceOf(Cost.Unpriced.class);
    assertThat(((Cost.Unpriced) cost).reason()).isEqualTo(Cost.Reason.NO_USAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "/v1/chat/completions, sandbox-small",
    "/v1/chat/completions, via-anthropic",
    "/v1/messages, sandbox-small",
    "/v1/messages, via-anthropic",
    "/v1/responses, sandbox-small",
    "/v1/responses, via-anthropic",
  })
  void aStreamThatEndsTwiceEndsOnceForItsCaller(String path, String model) throws Exception {
    try (var gateway = new TestGateway(TestGateway.settings(), new MemoryFiles())) {
      for (int i = 0; i < 3; i++) {
        gateway.sandbox.faults().next(new Fault.DoubleDone());
        HttpResponse<String> answer = gateway.post(path, call(path, model, true));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(count(answer.body(), mark(path))).as(answer.body()).isEqualTo(1);
        assertThat(answer.body().substring(answer.body().indexOf(mark(path))))
            .as("nothing comes behind the end")
            .containsOnlyOnce("\n\n")
            .endsWith("\n\n");
        Entry.CallEnded ended = gateway.end(TestGateway.id(answer));
        assertThat(ended.outcome()).isEqualTo("answered");
        assertThat(ended.usage()).isNotNull();
        assertThat(ended.cost()).isInstanceOf(Cost.Priced.class);
        HttpResponse<String> next = gateway.post(path, call(path, model, false));
        assertThat(next.statusCode()).as("the next answer: " + next.body()).isEqualTo(200);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anUpstreamThatGoesOnForNobodyHoldsNobodyUp(boolean stream) throws Exception {
    try (var gateway = new TestGateway(TestGateway.settings(), new MemoryFiles(), 5)) {
      gateway.sandbox.faults().next(new Fault.Deaf());
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.gateway.port())) {
        socket.setSoTimeout(5000);
        socket.getOutputStream().write(request(call(CHAT, TestGateway.MODEL, stream)));
        if (stream) {
          readUntil(socket, "data: ");
        } else {
          await(() -> gateway.sandbox.seen() == 1);
        }
      }
      long gone = System.nanoTime();
      await(() -> gateway.recorded().size() == 1);
      String call = gateway.recorded().keySet().iterator().next();
      Entry.CallEnded ended = gateway.end(call);
      assertThat(System.nanoTime() - gone).isLessThan(TimeUnit.SECONDS.toNanos(1));
      assertThat(ended.outcome()).isEqualTo("cancelled");
      assertThat(ended.cost()).as("it may be charged").isInstanceOf(Cost.Unpriced.class);
      assertThat(gateway.sandbox.cancelled()).as("it took no notice").isZero();
      assertThat(gateway.get("/metrics").body())
          .contains(
              "millrace_calls_in_flight 0\n",
              "millrace_endpoint_in_flight{endpoint=\"openai\"} 0\n",
              "millrace_endpoint_up{endpoint=\"openai\"} 1\n");
      await(() -> gateway.sandbox.answered() == 1);
    }
  }

  private static byte[] request(String body) {
    return ("POST "
            + CHAT
            + " HTTP/1.1\r\nhost: localhost\r\ncontent-length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void readUntil(Socket socket, String end) throws IOException {
    var text = new StringBuilder();
    while (text.indexOf(end) < 0) {
      int b = socket.getInputStream().read();
      if (b < 0) {
        throw new IOException("ended after " + text);
      }
      text.append((char) b);
    }
  }

  private static void await(java.util.function.BooleanSupplier condition)
      throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - end).as("nanoseconds too late").isNegative();
      Thread.sleep(5);
    }
  }
}
