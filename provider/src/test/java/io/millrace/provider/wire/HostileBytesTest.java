package io.millrace.provider.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.provider.anthropic.AnthropicCaller;
import io.millrace.provider.anthropic.AnthropicUpstream;
import io.millrace.provider.chat.BadAnswerException;
import io.millrace.provider.chat.ChatRequest;
import io.millrace.provider.chat.Dialect;
import io.millrace.provider.chat.RefusedException;
import io.millrace.provider.chat.SseEvent;
import io.millrace.provider.chat.StreamDecoder;
import io.millrace.provider.chat.StreamEncoder;
import io.millrace.provider.chat.UpstreamCodec;
import io.millrace.provider.gemini.GeminiEmbeddings;
import io.millrace.provider.gemini.GeminiUpstream;
import io.millrace.provider.openai.OpenAiUpstream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Mutates recorded bytes: whatever comes in, a codec answers, refuses, or says that the answer is
/// bad; nothing else escapes from it. The seed is told with a failure; `-Dfuzz.rounds=20000
/// -Dfuzz.seed=N` fuzzes for longer or again.
final class HostileBytesTest {
  private static final long SEED = Long.getLong("fuzz.seed", 20261124);
  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 400);
  private static final Map<String, UpstreamCodec> UPSTREAMS =
      Map.of(
          "anthropic", new AnthropicUpstream(),
          "gemini", new GeminiUpstream(),
          "openai", new OpenAiUpstream());

  private final SplittableRandom random = new SplittableRandom(SEED);
  private int survivors;

  @Test
  void noWholeAnswerBreaksADecoder() {
    UPSTREAMS.forEach((name, upstream) ->
        mutate(Golden.files(name, ".answer.json"), bytes -> whole(upstream, bytes)));
    assertThat(survivors).isPositive();
  }

  @Test
  void noStreamBreaksADecoderOrTheCallersEncoder() {
    UPSTREAMS.forEach(
        (name, upstream) -> mutate(Golden.files(name, ".sse"), bytes -> stream(upstream, bytes)));
    assertThat(survivors).isPositive();
  }

  @Test
  void noRequestBreaksACodec() {
    mutate(Golden.files("requests", ".json"), this::request);
    assertThat(survivors).isPositive();
  }

  @Test
  void noErrorBodyBreaksADecoder() {
    for (UpstreamCodec upstream : UPSTREAMS.values()) {
      mutate(
          Golden.files("errors", ".json"),
          bytes -> assertThat(upstream.error(429, bytes).message()).isNotBlank());
    }
  }

  @Test
  void noEmbeddingsBreakTheirDecoder() {
    JsonNode request = Json.value("{\"input\":[\"a\",\"b\"],\"encoding_format\":\"base64\"}");
    mutate(
        Golden.files("embeddings", ".json"),
        bytes -> {
          new GeminiEmbeddings().decode(bytes, request, "m");
          survivors++;
        });
    assertThat(survivors).isPositive();
  }

  private interface Attempt {
    void run(byte[] bytes);
  }

  private void mutate(List<Path> files, Attempt attempt) {
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      byte[] original = Golden.read(file);
      for (int round = 0; round < ROUNDS; round++) {
        byte[] bytes = random.nextBoolean() ? flipped(original) : replaced(original);
        try {
          attempt.run(bytes);
        } catch (RefusedException | BadAnswerException _) {
          // what a codec may say
        } catch (RuntimeException | StackOverflowError escaped) {
          fail(
              "seed " + SEED + ", " + file + ": " + new String(bytes, StandardCharsets.UTF_8),
              escaped);
        }
      }
    }
  }

  private void whole(UpstreamCodec upstream, byte[] bytes) {
    new AnthropicCaller().encode(upstream.decode(bytes), Json.object());
    survivors++;
  }

  private void stream(UpstreamCodec upstream, byte[] bytes) {
    StreamDecoder decoder = upstream.stream();
    StreamEncoder encoder = new AnthropicCaller().stream(Json.object(), true);
    for (SseEvent event : Events.in(bytes)) {
      decoder.accept(event, encoder::encode);
    }
    decoder.end(encoder::encode);
    survivors++;
  }

  private void request(byte[] bytes) {
    ObjectNode body = Json.objectIn(bytes);
    if (body == null) {
      return;
    }
    var caller = new AnthropicCaller();
    try {
      caller.fields().check(body, Dialect.GEMINI);
    } catch (RefusedException _) {
      // decoding must stand on its own
    }
    ChatRequest request = caller.decode(body);
    survivors++;
    for (UpstreamCodec upstream : UPSTREAMS.values()) {
      try {
        upstream.encode(request, "claude-sonnet-4-5");
      } catch (RefusedException _) {
        // the other one may take it
      }
    }
  }

  private byte[] flipped(byte[] original) {
    byte[] bytes = original.clone();
    if (bytes.length == 0) {
      return bytes;
    }
    for (int i = random.nextInt(1, 4); i > 0; i--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(4) == 0
        ? java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length))
        : bytes;
  }

  /// Puts another value in the place of one in the JSON: the kind of fault that flipped bytes
  /// seldom make.
  private byte[] replaced(byte[] original) {
    String text = new String(original, StandardCharsets.UTF_8);
    var spots = new ArrayList<int[]>();
    var matcher =
        java.util.regex.Pattern.compile(
                "(?<=: ?)(\"(?:[^\"\\\\]|\\\\.)*\"|-?[0-9.]+|null|true|false|\\[]|\\{})")
            .matcher(text);
    while (matcher.find()) {
      spots.add(new int[] {matcher.start(), matcher.end()});
    }
    if (spots.isEmpty()) {
      return original;
    }
    int[] spot = spots.get(random.nextInt(spots.size()));
    List<String> others =
        List.of(
            "null",
            "-1",
            "1e400",
            "99999999999999999999",
            "0.5",
            "\"\"",
            "\"x\"",
            "\"tool_use\"",
            "true",
            "[]",
            "{}",
            "[null]",
            "[[1]]",
            "{\"type\":5}",
            "[{\"type\":\"text\"}]",
            "[".repeat(400) + "]".repeat(400));
    return (text.substring(0, spot[0])
            + others.get(random.nextInt(others.size()))
            + text.substring(spot[1]))
        .getBytes(StandardCharsets.UTF_8);
  }
}
