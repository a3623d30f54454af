package io.millrace.provider.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Usage;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.Dialect;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.chat.SseEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a caller puts together from a translated stream is what is recorded as its whole form: the
/// stream that was said is read once more as an upstream's of the caller's own protocol.
final class SameAnswerTest {
  private static final Map<Dialect, String> FOLDERS =
      Map.of(Dialect.OPENAI, "openai", Dialect.ANTHROPIC, "anthropic", Dialect.GEMINI, "gemini");

  private static final Map<Operation, String> REQUESTS =
      Map.of(
          Operation.CHAT,
          """
          {"model":"mine","stream":true,"stream_options":{"include_usage":true},
           "messages":[{"role":"user","content":"Hi"}]}\
          """,
          Operation.RESPONSES,
          """
          {"model":"mine","stream":true,"input":"Hi"}\
          """,
          Operation.MESSAGES,
          """
          {"model":"mine","stream":true,"max_tokens":9,
           "messages":[{"role":"user","content":"Hi"}]}\
          """);

  @TestFactory
  Stream<DynamicTest> eachUpstreamToEachCaller() {
    return FOLDERS.keySet().stream()
        .flatMap(dialect ->
            REQUESTS.keySet().stream()
                .flatMap(operation ->
                    streams(dialect)
                        .map(file ->
                            DynamicTest.dynamicTest(
                                file.getFileName() + " of " + dialect + " to " + operation,
                                () -> hold(dialect, operation, file)))));
  }

  private static Stream<Path> streams(Dialect dialect) {
    Path folder = Path.of("src", "test", "resources", "wire", FOLDERS.get(dialect));
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".sse")).sorted().toList().stream();
    } catch (IOException fault) {
      throw new UncheckedIOException(fault);
    }
  }

  private static void hold(Dialect dialect, Operation operation, Path file) throws IOException {
    InboundCall call = Wire.call(operation, Objects.requireNonNull(REQUESTS.get(operation)));
    Prepared prepared = Translation.prepare(call, new Target(dialect, "theirs", true, false));
    Prepared.AnswerStream stream = prepared.stream();
    List<SseEvent> events = Wire.events(Files.readString(file));
    String said;
    try {
      said = Wire.said(stream, events);
    } catch (BadAnswerException _) {
      assertThat(Wire.json(stream.answered().body()).isObject()).isTrue();
      return;
    }
    Prepared again = Translation.prepare(call, own(operation));
    Prepared.AnswerStream read = again.stream();
    assertThat(Wire.said(read, Wire.events(said))).isEqualTo(said);
    assertThat(comparable(read.answered())).isEqualTo(comparable(stream.answered()));
    assertThat(tokens(read.answered())).isEqualTo(tokens(stream.answered()));
    assertThat(finish(read.answered(), file)).isEqualTo(finish(stream.answered(), file));
    assertThat(Wire.json(stream.answered().body()).path("model").asString()).isEqualTo("mine");
  }

  private static Target own(Operation operation) {
    Dialect dialect = operation == Operation.MESSAGES ? Dialect.ANTHROPIC : Dialect.OPENAI;
    return new Target(dialect, "mine", false, true);
  }

  /// Without times, and without what only one way says when there is nothing to say.
  private static JsonNode comparable(Answered answered) {
    ObjectNode body = (ObjectNode) Wire.json(answered.body());
    body.remove(List.of("created", "created_at"));
    for (JsonNode choice : body.path("choices")) {
      ObjectNode message = (ObjectNode) choice.path("message");
      if (message.path("refusal").isNull()) {
        message.remove("refusal");
      }
      if (message.path("content").asString("").isEmpty()) {
        message.remove("content");
      }
    }
    return body;
  }

  /// Counts that every protocol can say.
  private static List<Long> tokens(Answered answered) {
    Usage usage = answered.usage();
    // a message must tell counts, and tells 0 where they are not known
    return usage == null
        ? List.of(0L, 0L, 0L)
        : List.of(usage.prompt(), usage.cacheRead(), usage.answer());
  }

  /// A refusal is an answer like any other at OpenAI, and a reason to stop at Anthropic.
  private static String finish(Answered answered, Path file) {
    boolean refusal = file.endsWith(Path.of("openai", "refusal.sse"));
    return refusal ? "content_filter" : answered.finish();
  }
}
