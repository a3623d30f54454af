package io.millrace.provider.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.Dialect;
import io.millrace.provider.chat.Operation;
import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.chat.SseEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/// Mutates recorded bytes on every way through the front door: what comes out is an answer, a
/// refusal or a bad answer; and what passes through is well-formed. The seed is fixed and told with
/// a failure; `-Dfuzz.rounds=20000 -Dfuzz.seed=N` fuzzes for longer or again.
final class HostileWireTest {
  private static final long SEED = Long.getLong("fuzz.seed", 20261125);
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 120);
  private static final Path WIRE = Path.of("src", "test", "resources", "wire");

  private final SplittableRandom random = new SplittableRandom(SEED);

  private interface Attempt {
    void run(byte[] bytes);
  }

  @Test
  void streamsPassOrBreak() throws IOException {
    for (Operation operation : chats()) {
      for (Dialect dialect : Dialect.values()) {
        Prepared prepared = prepared(operation, dialect);
        mutate(folder(dialect), ".sse", bytes -> stream(prepared, bytes));
      }
    }
  }

  @Test
  void wholeAnswersPassOrBreak() throws IOException {
    for (Operation operation : chats()) {
      for (Dialect dialect : Dialect.values()) {
        Prepared prepared = prepared(operation, dialect);
        mutate(
            folder(dialect),
            ".answer.json",
            bytes -> {
              assertThat(Wire.json(prepared.whole(bytes).body()).isObject()).isTrue();
              prepared.error(400 + random.nextInt(130), "application/json", bytes);
            });
      }
    }
  }

  @Test
  void requestsAreSaidOrRefused() throws IOException {
    for (Operation operation : chats()) {
      String folder =
          switch (operation) {
            case CHAT, EMBEDDINGS -> "chat";
            case RESPONSES -> "responses";
            case MESSAGES -> "requests";
          };
      mutate(folder, ".json", bytes -> request(operation, bytes));
    }
  }

  private static List<Operation> chats() {
    return List.of(Operation.CHAT, Operation.RESPONSES, Operation.MESSAGES);
  }

  private static String folder(Dialect dialect) {
    return switch (dialect) {
      case OPENAI -> "openai";
      case ANTHROPIC -> "anthropic";
      case GEMINI -> "gemini";
    };
  }

  private static Prepared prepared(Operation operation, Dialect dialect) {
    String request =
        operation == Operation.RESPONSES
            ? "{\"model\":\"m\",\"stream\":true,\"input\":\"Hi\"}"
            : "{\"model\":\"m\",\"stream\":true,\"max_tokens\":9,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    return Translation.prepare(
        Wire.call(operation, request), new Target(dialect, "other", true, false));
  }

  private static void stream(Prepared prepared, byte[] bytes) {
    Prepared.AnswerStream stream = prepared.stream();
    try {
      for (SseEvent event : Wire.events(Wire.text(bytes))) {
        Prepared.Step step = stream.accept(event);
        for (SseEvent said : Wire.events(Wire.text(step.bytes()))) {
          if (!said.isDone() && !said.isEmpty()) {
            Wire.MAPPER.readTree(said.data(), said.from(), said.to() - said.from());
          }
        }
      }
      stream.end();
    } finally {
      assertThat(Wire.json(stream.answered().body()).isObject()).isTrue();
    }
  }

  private static void request(Operation operation, byte[] bytes) {
    if (!(parsed(bytes) instanceof ObjectNode json)) {
      return;
    }
    String model = json.path("model").asString("");
    InboundCall call =
        new InboundCall(
            operation, bytes, json, model, json.path("stream").asBoolean(false), List.of());
    for (Dialect dialect : Dialect.values()) {
      try {
        Prepared prepared =
            Translation.prepare(call, new Target(dialect, "gemini-2.5", true, false));
        assertThat(Wire.json(prepared.body()).isObject()).isTrue();
      } catch (RefusedException _) {
        // another upstream may take it
      }
    }
  }

  private static @org.jspecify.annotations.Nullable Object parsed(byte[] bytes) {
    try {
      return Wire.json(bytes);
    } catch (JacksonException _) {
      return null;
    }
  }

  private void mutate(String folder, String ending, Attempt attempt) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(WIRE.resolve(folder))) {
      files = all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      byte[] original = Files.readAllBytes(file);
      for (int round = 0; round < ROUNDS && original.length > 0; round++) {
        byte[] bytes = mutated(original);
        try {
          attempt.run(bytes);
        } catch (RefusedException | BadAnswerException _) {
          // what may be said
        } catch (RuntimeException | AssertionError | StackOverflowError escaped) {
          fail("seed " + SEED + ", " + file + ": " + Wire.text(bytes), escaped);
        }
      }
    }
  }

  private byte[] mutated(byte[] original) {
    byte[] bytes = original.clone();
    String spice = "{}[]\",:\\0-nteu \n";
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      int at = random.nextInt(bytes.length);
      bytes[at] =
          random.nextBoolean()
              ? (byte) spice.charAt(random.nextInt(spice.length()))
              : (byte) random.nextInt(256);
    }
    return random.nextInt(5) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
  }
}
