package io.millrace.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.zip.GZIPOutputStream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Small logs with one job, made for a test.
final class MadeUpLog {
  static final String SYSTEM =
      "You sort messages to the garden centre. Reply with one word, the department that should"
          + " answer.";
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final List<List<String>> TOPICS =
      List.of(
          List.of("roses", "tulips", "seedlings", "ferns", "a hedge", "tomato plants"),
          List.of("my invoice", "a refund", "the payment", "a double charge", "my card"),
          List.of("the delivery van", "a parcel", "the courier", "shipping times", "a lost box"));
  private static final List<String> DEPARTMENTS = List.of("plants", "billing", "delivery");
  private static final List<String> OPENINGS =
      List.of(
          "hello, I have a question about",
          "could you look into",
          "please tell me about",
          "what about",
          "my neighbour asked about",
          "I am worried about");
  private static final List<String> ENDINGS =
      List.of(
          "today",
          "from last week",
          "before the weekend",
          "for my mother",
          "again",
          "as soon as possible");

  private MadeUpLog() {}

  /// A line of the log: message `i` of an easy job with three departments.
  static String easy(int i) {
    SplittableRandom random = new SplittableRandom(i * 31L + 5);
    int topic = random.nextInt(3);
    String text =
        pick(OPENINGS, random)
            + " "
            + pick(TOPICS.get(topic), random)
            + " "
            + pick(ENDINGS, random)
            + " near "
            + street(random);
    return line("call-" + i, 1_780_000_000L + i * 60L, text, DEPARTMENTS.get(topic)).toString();
  }

  /// A call of the garden centre's job.
  static ObjectNode line(String id, long created, String text, String answer) {
    ObjectNode json = MAPPER.createObjectNode().put("id", id).put("created", created);
    ObjectNode request = json.put("model", "sandbox-large").putObject("request");
    request.put("model", "sandbox-large").put("temperature", 0);
    var messages = request.putArray("messages");
    messages.addObject().put("role", "system").put("content", SYSTEM);
    messages.addObject().put("role", "user").put("content", text);
    ObjectNode response = json.putObject("response");
    response
        .putArray("choices")
        .addObject()
        .put("index", 0)
        .put("finish_reason", "stop")
        .putObject("message")
        .put("role", "assistant")
        .put("content", answer);
    response
        .putObject("usage")
        .put("prompt_tokens", 60)
        .put("completion_tokens", 2)
        .put("total_tokens", 62);
    return json;
  }

  static Path write(Path file, int calls, IntFunction<String> line) throws IOException {
    try (OutputStream raw = Files.newOutputStream(file);
        OutputStream out = file.toString().endsWith(".gz") ? new GZIPOutputStream(raw) : raw) {
      for (int i = 0; i < calls; i++) {
        out.write((line.apply(i) + "\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    return file;
  }

  private static String street(SplittableRandom random) {
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      name.append("bcdfglmnprst".charAt(random.nextInt(12)))
          .append("aeiou".charAt(random.nextInt(5)));
    }
    return name.substring(0, 1).toUpperCase(Locale.ROOT)
        + name.substring(1)
        + " street "
        + random.nextInt(90);
  }

  private static String pick(List<String> words, SplittableRandom random) {
    return words.get(random.nextInt(words.size()));
  }
}
