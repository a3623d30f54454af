package io.millrace.provider.wire;

import io.millrace.provider.anthropic.AnthropicUpstream;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.CallerCodec;
import io.millrace.provider.chat.Dialect;
import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.chat.SseEvent;
import io.millrace.provider.chat.StreamDecoder;
import io.millrace.provider.chat.StreamEncoder;
import io.millrace.provider.chat.UpstreamCodec;
import io.millrace.provider.gemini.GeminiUpstream;
import io.millrace.provider.openai.OpenAiChatCaller;
import io.millrace.provider.openai.OpenAiUpstream;
import io.millrace.provider.openai.ResponsesCaller;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.ObjectNode;

/// Recorded wire bytes of every upstream, said to callers of OpenAI's protocols; and requests of
/// those callers, said to every upstream.
final class GoldenCallersTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000));

  private static final Map<String, CallerCodec> CALLERS =
      Map.of("chat", new OpenAiChatCaller(CLOCK), "responses", new ResponsesCaller(CLOCK));

  private record Upstream(Dialect dialect, UpstreamCodec codec, List<String> models) {}

  private static final Map<String, Upstream> UPSTREAMS =
      Map.of(
          "openai",
          new Upstream(Dialect.OPENAI, new OpenAiUpstream(), List.of("gpt-5.4", "qwen3-max")),
          "anthropic",
          new Upstream(Dialect.ANTHROPIC, new AnthropicUpstream(), List.of("claude-opus-4-7")),
          "gemini",
          new Upstream(Dialect.GEMINI, new GeminiUpstream(), List.of("gemini-3-pro")));

  @TestFactory
  Stream<DynamicTest> streamsAreSaidToCallers() {
    return each(".sse", GoldenCallersTest::stream);
  }

  @TestFactory
  Stream<DynamicTest> wholeAnswersAreSaidToCallers() {
    return each(".answer.json", GoldenCallersTest::whole);
  }

  @TestFactory
  Stream<DynamicTest> requestsAreSaidToUpstreams() {
    return CALLERS.keySet().stream()
        .flatMap(caller -> Golden.files(caller, ".json").stream())
        .map(file -> DynamicTest.dynamicTest(file.toString(), () -> request(file)));
  }

  private interface Check {
    void run(Path file, UpstreamCodec upstream, String name, CallerCodec caller);
  }

  private static Stream<DynamicTest> each(String ending, Check check) {
    return UPSTREAMS.entrySet().stream()
        .flatMap(entry ->
            Golden.files(entry.getKey(), ending).stream()
                .flatMap(file ->
                    CALLERS.entrySet().stream()
                        .map(caller ->
                            DynamicTest.dynamicTest(
                                entry.getKey()
                                    + " "
                                    + file.getFileName()
                                    + " to "
                                    + caller.getKey(),
                                () ->
                                    check.run(
                                        file,
                                        entry.getValue().codec(),
                                        caller.getKey(),
                                        caller.getValue())))));
  }

  private static void stream(Path file, UpstreamCodec upstream, String name, CallerCodec caller) {
    var said = new StringBuilder();
    StreamEncoder encoder = caller.stream(Json.object(), true);
    StreamDecoder decoder = upstream.stream();
    try {
      for (SseEvent event : Events.in(Golden.read(file))) {
        decoder.accept(event, delta -> said.append(text(encoder.encode(delta))));
      }
      decoder.end(delta -> said.append(text(encoder.encode(delta))));
    } catch (BadAnswerException broken) {
      said.append("! ").append(broken.getMessage()).append('\n');
    }
    Golden.check(file, "." + name, said.toString());
  }

  private static void whole(Path file, UpstreamCodec upstream, String name, CallerCodec caller) {
    String said;
    try {
      said = pretty(caller.encode(upstream.decode(Golden.read(file)), Json.object()));
    } catch (BadAnswerException broken) {
      said = "! " + broken.getMessage() + "\n";
    }
    Golden.check(file, "." + name, said);
  }

  private static void request(Path file) {
    String caller = Objects.requireNonNull(file.getParent()).getFileName().toString();
    CallerCodec codec = Objects.requireNonNull(CALLERS.get(caller));
    UPSTREAMS.forEach((name, upstream) -> {
      for (String model : upstream.models()) {
        if (!(caller.equals("chat") && name.equals("openai"))) {
          Golden.check(file, "." + model, said(file, codec, upstream, model));
        }
      }
    });
  }

  private static String said(Path file, CallerCodec codec, Upstream upstream, String model) {
    ObjectNode body = Objects.requireNonNull(Json.objectIn(Golden.read(file)));
    try {
      List<String> dropped = codec.fields().check(body, upstream.dialect());
      byte[] request = upstream.codec().encode(codec.decode(body), model);
      return "dropped " + dropped + "\n" + pretty(request);
    } catch (RefusedException refused) {
      return "! " + refused.error().param() + ": " + refused.getMessage() + "\n";
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static String pretty(byte[] body) {
    return Objects.requireNonNull(Json.objectIn(body)).toPrettyString() + "\n";
  }
}
