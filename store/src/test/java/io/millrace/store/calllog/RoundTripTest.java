package io.millrace.store.calllog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Answer;
import io.millrace.model.Call;
import io.millrace.model.Message;
import io.millrace.model.Request;
import io.millrace.model.RequestForm;
import io.millrace.model.Usage;
import io.millrace.store.StoreException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Calls made up by a seeded generator are written in each format, or spooled, and read back.
final class RoundTripTest {
  private static final String[] SNIPPETS = {
    "plain words ", "数据 ", "\"quoted\" ", "line\nbreak ", "é", "😀", "a,b;", "{\"k\": [1]} ", "\\"
  };

  private static String text(SplittableRandom random) {
    var text = new StringBuilder("t");
    for (int n = random.nextInt(12); n > 0; n--) {
      text.append(SNIPPETS[random.nextInt(SNIPPETS.length)]);
    }
    return text.toString();
  }

  private static Call call(SplittableRandom random, int i, Answer answer) {
    var messages = new ArrayList<Message>();
    messages.add(new Message("system", "system prompt number " + random.nextInt(3)));
    for (int n = random.nextInt(1, 4); n > 0; n--) {
      messages.add(new Message(n % 2 == 1 ? "user" : "assistant", text(random)));
    }
    var form =
        new RequestForm(
            random.nextBoolean() ? "" : "{\"type\":\"json_object\"}",
            random.nextBoolean() ? List.of() : List.of("\n", "END"),
            random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(1, 99)),
            true);
    long cached = random.nextLong(50);
    long reasoning = random.nextLong(9);
    return new Call(
        "id-" + i,
        Instant.ofEpochMilli(1_740_000_000_000L + random.nextLong(20) * 500),
        "conversation " + random.nextInt(5),
        "model-b",
        new Request("model-a", messages, form),
        answer,
        new Usage(random.nextLong(90), cached, 0, 0, 0, 0, random.nextLong(90), reasoning, 0),
        OptionalLong.of(random.nextLong(5_000)),
        random.nextBoolean() ? null : "0.00" + random.nextInt(1, 9));
  }

  private static Answer answer(SplittableRandom random) {
    return switch (random.nextInt(4)) {
      case 0 -> new Answer.Truncated(text(random));
      case 1 -> new Answer.ToolUse();
      default -> new Answer.Complete(text(random));
    };
  }

  private static List<Call> calls(long seed, int count) {
    var random = new SplittableRandom(seed);
    return IntStream.range(0, count).mapToObj(i -> call(random, i, answer(random))).toList();
  }

  private static String json(Object value) {
    return Fields.JSON.writeValueAsString(value);
  }

  private static Map<String, Object> body(Call call) {
    var body = new TreeMap<String, Object>();
    body.put("model", call.request().model());
    body.put(
        "messages",
        call.request().messages().stream()
            .map(m -> Map.of("role", m.role(), "content", m.text()))
            .toList());
    RequestForm form = call.request().form();
    if (!form.responseFormat().isEmpty()) {
      body.put("response_format", Map.of("type", "json_object"));
    }
    if (!form.stop().isEmpty()) {
      body.put("stop", form.stop());
    }
    form.maxTokens().ifPresent(limit -> body.put("max_tokens", limit));
    return body;
  }

  private static Map<String, Object> response(Call call) {
    var choice = new TreeMap<String, Object>();
    String content =
        switch (call.answer()) {
          case Answer.Complete(var text) -> text;
          case Answer.Truncated(var text) -> text;
          default -> "";
        };
    choice.put("message", Map.of("role", "assistant", "content", content));
    choice.put(
        "finish_reason",
        switch (call.answer()) {
          case Answer.Truncated _ -> "length";
          case Answer.ToolUse _ -> "tool_calls";
          default -> "stop";
        });
    Usage usage = usage(call);
    return Map.of(
        "model",
        call.model(),
        "choices",
        List.of(choice),
        "usage",
        Map.of(
            "prompt_tokens",
            usage.prompt(),
            "completion_tokens",
            usage.answer(),
            "prompt_tokens_details",
            Map.of("cached_tokens", usage.cacheRead()),
            "completion_tokens_details",
            Map.of("reasoning_tokens", usage.reasoning())));
  }

  private static Usage usage(Call call) {
    Usage usage = call.usage();
    return usage == null ? Usage.of(0, 0) : usage;
  }

  private static Map<String, Object> exchange(Call call) {
    var record = new TreeMap<String, Object>();
    record.put("id", call.id());
    record.put("created", call.created().toEpochMilli());
    record.put("conversation_id", String.valueOf(call.conversation()));
    record.put("request", body(call));
    record.put("response", response(call));
    record.put("latency_ms", call.latencyMillis().orElse(0));
    if (call.loggedCostUsd() != null) {
      record.put("cost_usd", call.loggedCostUsd());
    }
    return record;
  }

  private static Map<String, Object> litellm(Call call) {
    var record = new TreeMap<String, Object>();
    record.put("request_id", call.id());
    record.put("call_type", "acompletion");
    record.put("startTime", call.created().toString());
    record.put("request_duration_ms", call.latencyMillis().orElse(0));
    record.put("session_id", String.valueOf(call.conversation()));
    record.put("model", call.model());
    record.put("proxy_server_request", json(body(call)));
    record.put("messages", Map.of());
    record.put("response", response(call));
    if (call.loggedCostUsd() != null) {
      record.put("spend", call.loggedCostUsd());
    }
    return record;
  }

  private static void readsBack(List<Call> expected, String log) {
    Reading reading = Reading.of(log);
    assertThat(reading.problems()).isEmpty();
    assertThat(reading.calls()).isEqualTo(expected);
  }

  @Test
  void readsBackEveryFormat() {
    for (long seed = 0; seed < 30; seed++) {
      List<Call> calls = calls(seed, 20);
      List<String> exchanges = calls.stream().map(call -> json(exchange(call))).toList();
      List<String> spends = calls.stream().map(call -> json(litellm(call))).toList();
      readsBack(calls, String.join("\n", exchanges));
      readsBack(calls, "[\n" + String.join(",\n", exchanges) + "\n]");
      readsBack(calls, String.join("\n", spends));
      readsBack(calls, "{\"data\":[" + String.join(",", spends) + "],\"total\":20}");
      readsBack(calls, csv(calls));
      byte[] gzip = Reading.gzip(String.join("\n", exchanges).getBytes(StandardCharsets.UTF_8));
      assertThat(Reading.of(gzip).calls()).isEqualTo(calls);
    }
  }

  private static String csv(List<Call> calls) {
    List<String> columns =
        List.of(
            "request_id",
            "call_type",
            "startTime",
            "request_duration_ms",
            "session_id",
            "model",
            "proxy_server_request",
            "messages",
            "response",
            "spend");
    var csv = new StringBuilder(String.join(",", columns)).append('\n');
    for (Call call : calls) {
      Map<String, Object> record = litellm(call);
      List<String> cells =
          columns.stream()
              .map(column -> record.getOrDefault(column, ""))
              .map(value -> value instanceof String s ? s : json(value))
              .map(value -> '"' + value.replace("\"", "\"\"") + '"')
              .toList();
      csv.append(String.join(",", cells)).append('\n');
    }
    return csv.toString();
  }

  @Test
  void aSpoolGivesTheCallsBackInTheOrderOfTime(@TempDir Path folder) throws IOException {
    List<Call> calls = new ArrayList<>(calls(5, 3_000));
    String odd = "lone \uD800 surrogate, long enough to be shared";
    calls.add(call(new SplittableRandom(1), 9_999, new Answer.Complete(odd)));
    calls.add(call(new SplittableRandom(1), 9_998, new Answer.Failed(odd)));
    try (CallSpool spool = CallSpool.in(folder)) {
      calls.forEach(spool::add);
      spool.seal();
      List<Call> expected =
          calls.stream()
              .sorted(Comparator.comparing(Call::created).thenComparing(Call::id))
              .toList();
      assertThat(spool).containsExactlyElementsOf(expected);
      assertThat(spool.size()).isEqualTo(calls.size());
      assertThat(
              IntStream.range(0, 3_000)
                  .parallel()
                  .filter(i -> !spool.get(i).equals(expected.get(i))))
          .isEmpty();
      assertThatThrownBy(() -> spool.get(calls.size()))
          .isInstanceOf(IndexOutOfBoundsException.class);
      try (var files = Files.list(folder)) {
        assertThat(files).hasSize(1);
      }
    }
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void aSpoolWritesTextsThatRepeatOnce(@TempDir Path folder) throws IOException {
    String prompt = "x".repeat(10_000);
    try (CallSpool spool = CallSpool.in(folder)) {
      for (int i = 0; i < 1_000; i++) {
        var request = new Request("m", List.of(new Message("system", prompt)), RequestForm.PLAIN);
        spool.add(
            new Call(
                "c" + i,
                Instant.EPOCH,
                null,
                "m",
                request,
                new Answer.Absent(),
                null,
                OptionalLong.empty(),
                null));
      }
      spool.seal();
      try (var files = Files.list(folder)) {
        assertThat(Files.size(files.findFirst().orElseThrow())).isLessThan(100_000);
      }
      assertThat(spool.get(17).request().messages().getFirst().text()).isEqualTo(prompt);
      assertThat(spool.get(17).request().messages().getFirst().text())
          .isSameAs(spool.get(700).request().messages().getFirst().text());
    }
  }

  @Test
  void anEmptySpoolIsSealedAndClosed(@TempDir Path folder) {
    CallSpool spool = CallSpool.in(folder);
    spool.seal();
    assertThat(spool).isEmpty();
    spool.close();
    spool.close();
  }

  @Test
  void aFullDiskIsSaidWithItsRemedy(@TempDir Path folder) throws IOException {
    try (CallSpool spool = CallSpool.in(folder, FullDisk::new)) {
      spool.add(calls(1, 1).getFirst());
      assertThatThrownBy(spool::seal)
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("No space left on device")
          .hasMessageContaining("Free some space");
    }
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
    assertThatThrownBy(() -> CallSpool.in(folder.resolve("missing")))
        .isInstanceOf(StoreException.class);
  }

  private record FullDisk(WritableByteChannel disk) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer from) throws IOException {
      throw new IOException("No space left on device");
    }

    @Override
    public boolean isOpen() {
      return disk.isOpen();
    }

    @Override
    public void close() throws IOException {
      disk.close();
    }
  }
}
