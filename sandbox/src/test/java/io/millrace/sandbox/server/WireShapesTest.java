package io.millrace.sandbox.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Requests in files, and beside each the answer and the stream that it gets. Run with
/// `-Dgolden.update=true` to write those anew, and read the difference.
final class WireShapesTest {
  private static final Path FILES = Path.of("src/test/resources/io/millrace/sandbox/server/wire");
  private static final Stamp STAMP = new Stamp("000000000000000000000001", 1_760_000_000);

  static List<String> requests() throws IOException {
    try (var files = Files.walk(FILES)) {
      return files
          .map(file -> FILES.relativize(file).toString())
          .filter(name -> name.endsWith(".json") && !name.endsWith(".answer.json"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("requests")
  void answersAndStreamsAsTheProtocolDoes(String name) throws Exception {
    var protocol = protocol(name);
    var body = Json.parse(Files.readAllBytes(FILES.resolve(name)));
    var call = protocol.read(body, model(body), false);
    var generated = new Generator(SandboxSettings.immediate()).generate(call, true);

    agrees(name.replace(".json", ".answer.json"), pretty(protocol.answer(call, generated, STAMP)));
    agrees(
        name.replace(".json", ".sse"),
        protocol.events(call, generated, STAMP).stream()
            .map(StreamEvent::wire)
            .collect(Collectors.joining()));
  }

  private static String model(JsonNode body) {
    return body.path("model").stringValue("sandbox-small");
  }

  private static Protocol protocol(String name) {
    return switch (name.substring(0, name.indexOf('/'))) {
      case "chat" -> new ChatProtocol();
      case "responses" -> new ResponsesProtocol();
      case "messages" -> new MessagesProtocol();
      default -> new GeminiProtocol();
    };
  }

  private static String pretty(JsonNode node) {
    return node.toPrettyString() + "\n";
  }

  private static void agrees(String name, String actual) {
    var file = FILES.resolve(name);
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.writeString(file, actual);
      }
      assertThat(actual).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
