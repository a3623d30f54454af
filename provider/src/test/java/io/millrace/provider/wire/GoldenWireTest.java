package io.millrace.provider.wire;

import io.millrace.provider.anthropic.AnthropicCaller;
import io.millrace.provider.anthropic.AnthropicUpstream;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.ChatAnswer;
import io.millrace.provider.chat.Delta;
import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.chat.SseEvent;
import io.millrace.provider.chat.StreamDecoder;
import io.millrace.provider.chat.StreamEncoder;
import io.millrace.provider.chat.UpstreamCodec;
import io.millrace.provider.gemini.GeminiUpstream;
import io.millrace.provider.openai.OpenAiUpstream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.ObjectNode;

/// Recorded wire bytes of every upstream, read and said to a caller of Anthropic's protocol; and
/// requests of that caller, said to both upstreams.
final class GoldenWireTest {
  private static final Map<String, UpstreamCodec> UPSTREAMS =
      Map.of(
          "anthropic", new AnthropicUpstream(),
          "gemini", new GeminiUpstream(),
          "openai", new OpenAiUpstream());

  @TestFactory
  Stream<DynamicTest> streamsAreReadAndSaidToTheCaller() {
    return each(".sse", GoldenWireTest::stream);
  }

  @TestFactory
  Stream<DynamicTest> wholeAnswersAreReadAndSaidToTheCaller() {
    return each(".answer.json", GoldenWireTest::whole);
  }

  @TestFactory
  Stream<DynamicTest> requestsAreSaidToBothUpstreams() {
    return Golden.files("requests", ".json").stream()
        .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> request(file)));
  }

  private interface Check {
    void run(Path file, UpstreamCodec upstream);
  }

  private static Stream<DynamicTest> each(String ending, Check check) {
    return UPSTREAMS.entrySet().stream()
        .flatMap(entry ->
            Golden.files(entry.getKey(), ending).stream()
                .map(file ->
                    DynamicTest.dynamicTest(
                        entry.getKey() + " " + file.getFileName(),
                        () -> check.run(file, entry.getValue()))));
  }

  private static void stream(Path file, UpstreamCodec upstream) {
    var deltas = new StringBuilder();
    var said = new StringBuilder();
    var caller = new AnthropicCaller();
    StreamEncoder encoder = caller.stream(Json.object(), true);
    StreamDecoder decoder = upstream.stream();
    try {
      for (SseEvent event : Events.in(Golden.read(file))) {
        decoder.accept(event, delta -> tell(delta, encoder, deltas, said));
      }
      decoder.end(delta -> tell(delta, encoder, deltas, said));
    } catch (BadAnswerException broken) {
      deltas.append("! ").append(broken.getMessage()).append('\n');
    }
    Golden.check(file, ".deltas", deltas.toString());
    Golden.check(file, ".caller", said.toString());
  }

  private static void tell(
      Delta delta, StreamEncoder encoder, StringBuilder deltas, StringBuilder said) {
    deltas.append(delta).append('\n');
    said.append(new String(encoder.encode(delta), StandardCharsets.UTF_8));
  }

  private static void whole(Path file, UpstreamCodec upstream) {
    String read;
    String said = "";
    try {
      ChatAnswer answer = upstream.decode(Golden.read(file));
      read = answer.toString();
      byte[] body = new AnthropicCaller().encode(answer, Json.object());
      said = pretty(body);
    } catch (BadAnswerException broken) {
      read = "! " + broken.getMessage();
    }
    Golden.check(file, ".read", read + "\n");
    Golden.check(file, ".caller", said);
  }

  private static void request(Path file) {
    ObjectNode body = Objects.requireNonNull(Json.objectIn(Golden.read(file)));
    for (String model : List.of("claude-sonnet-4-5", "claude-opus-4-7")) {
      say(file, body, new AnthropicUpstream(), model);
    }
    for (String model : List.of("gemini-2.5-flash", "gemini-3-pro")) {
      say(file, body, new GeminiUpstream(), model);
    }
  }

  private static void say(Path file, ObjectNode body, UpstreamCodec upstream, String model) {
    String said;
    try {
      said = pretty(upstream.encode(new AnthropicCaller().decode(body), model));
    } catch (RefusedException refused) {
      said = "! " + refused.error().param() + ": " + refused.getMessage() + "\n";
    }
    Golden.check(file, "." + model, said);
  }

  private static String pretty(byte[] body) {
    return Objects.requireNonNull(Json.objectIn(body)).toPrettyString() + "\n";
  }
}
