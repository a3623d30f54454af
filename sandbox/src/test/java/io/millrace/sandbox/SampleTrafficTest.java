package io.millrace.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SampleTrafficTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Set<String> RECURRING =
      Set.of(
          "support_tickets",
          "shop_reviews_zh",
          "orders",
          "parcels_zh",
          "comment_moderation",
          "headlines_zh",
          "essay_scores",
          "meeting_minutes");

  private List<JsonNode> calls = List.of();
  private List<String> jobs = List.of();

  @BeforeAll
  void makeTheDefaultLog() {
    var options = SampleOptions.defaults();
    calls = lines(bytes(options)).map(JSON::readTree).toList();
    jobs = jobs(options);
  }

  @Test
  void equalOptionsWriteEqualBytes() {
    var options = SampleOptions.defaults().withCalls(800);
    assertThat(bytes(options)).isEqualTo(bytes(options));
    assertThat(bytes(options)).isNotEqualTo(bytes(options.withSeed(2)));
  }

  @Test
  void writesTheBytesThatOtherMachinesWrite() throws Exception {
    var digest =
        MessageDigest.getInstance("SHA-256").digest(bytes(SampleOptions.defaults().withCalls(240)));
    assertThat(HexFormat.of().formatHex(digest))
        .as("changes whenever the grammars or prompts change; set it anew then")
        .isEqualTo("379377e4eca2086eae40d66fc23480d1bdf15fd46354250c29f1884470c87601");
  }

  @Test
  void doesNotDependOnTheLocaleOfTheMachine() {
    var options = SampleOptions.defaults().withCalls(400);
    var expected = bytes(options);
    var before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.forLanguageTag("tr-TR-u-nu-arab"));
      assertThat(bytes(options)).isEqualTo(expected);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void writesAsManyCallsAsAskedEachWithItsOwnId() {
    assertThat(calls).hasSize(12_000).hasSameSizeAs(jobs);
    assertThat(calls.stream().map(call -> call.get("id").asString()).distinct()).hasSize(12_000);
    for (int count : new int[] {1, 7, 121, 1_999}) {
      assertThat(lines(bytes(SampleOptions.defaults().withCalls(count)))).hasSize(count);
    }
  }

  @Test
  void callsComeInTimeOrderWithinTheAskedDays() {
    long start = LocalDate.of(2026, 9, 1).atStartOfDay().toEpochSecond(ZoneOffset.ofHours(8));
    var times = calls.stream().map(call -> call.get("created").asLong()).toList();
    assertThat(times).isSorted();
    assertThat(times.getFirst()).isGreaterThanOrEqualTo(start);
    assertThat(times.getLast()).isBetween(start + 13 * 86_400L, start + 14 * 86_400L - 1);
  }

  @Test
  void everyCallHasTheShapeOfACompletionOrAnError() {
    for (var call : calls) {
      assertThat(call.get("latency_ms").asLong()).isPositive();
      assertThat(call.get("request").get("model")).isEqualTo(call.get("model"));
      assertThat(call.get("request").get("messages").size()).isPositive();
      var response = call.get("response");
      if (response.has("error")) {
        assertThat(response.has("choices")).isFalse();
        continue;
      }
      assertThat(response.get("object").asString()).isEqualTo("chat.completion");
      var usage = response.get("usage");
      int prompt = usage.get("prompt_tokens").asInt();
      assertThat(usage.get("total_tokens").asInt())
          .isEqualTo(prompt + usage.get("completion_tokens").asInt());
      if (usage.has("prompt_tokens_details")) {
        int cached = usage.get("prompt_tokens_details").get("cached_tokens").asInt();
        assertThat(cached).isBetween(1, prompt);
      }
    }
  }

  @Test
  void eachJobHasItsShare() {
    var counts = new TreeMap<String, Integer>();
    jobs.forEach(job -> counts.merge(job, 1, Integer::sum));
    assertThat(counts)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "support_tickets", 2_600,
                "shop_reviews_zh", 2_200,
                "orders", 1_600,
                "parcels_zh", 1_500,
                "comment_moderation", 1_300,
                "headlines_zh", 1_200,
                "essay_scores", 500,
                "meeting_minutes", 500,
                "free_chat", 600));
  }

  @Test
  void everyJobIsThereFromTwoThousandCallsOn() {
    for (long seed = 1; seed <= 3; seed++) {
      var options = SampleOptions.defaults().withCalls(2_000).withSeed(seed);
      assertThat(new HashSet<>(jobs(options))).hasSize(9).containsAll(RECURRING);
    }
  }

  @Test
  void theSameQuestionGetsTheSameAnswer() {
    var answers = new HashMap<String, String>();
    int repeats = 0;
    for (int i = 0; i < calls.size(); i++) {
      if (!complete(calls.get(i)) || jobs.get(i).equals("shop_reviews_zh")) {
        continue;
      }
      var input = jobs.get(i).equals("free_chat") ? messages(calls.get(i)) : input(calls.get(i));
      var before = answers.put(jobs.get(i) + input, answer(calls.get(i)));
      if (before != null) {
        repeats++;
        assertThat(answer(calls.get(i))).as(input).isEqualTo(before);
      }
    }
    assertThat(repeats).isGreaterThan(250);
  }

  @Test
  void chanceGivesFewReviewsAnotherAnswerAndNoOtherJobAny() {
    var random = new SplittableRandom(3);
    for (var job : Jobs.all()) {
      int others = 0;
      for (int i = 0; i < 20_000; i++) {
        others += Fate.draw(job, random).otherAnswer() ? 1 : 0;
      }
      // A binomial count with chance 0.008 has mean 160 and five standard deviations 63; others
      // have none.
      assertThat(others).as(job.name()).isBetween(expected(job) * 3 / 5, expected(job) * 7 / 5);
    }
    var review = Jobs.shopReviews().composer().compose(random);
    assertThat(review.otherAnswer()).isNotNull().isNotEqualTo(review.answer());
  }

  private static int expected(Job job) {
    return job.name().equals("shop_reviews_zh") ? 160 : 0;
  }

  @Test
  void inputsAreNearlyAllDistinct() {
    for (var job : RECURRING) {
      var inputs = of(job).map(SampleTrafficTest::input).toList();
      assertThat(new HashSet<>(inputs).size()).as(job).isGreaterThan(inputs.size() * 85 / 100);
    }
  }

  @Test
  void eachLabelAppears() {
    assertThat(answers("support_tickets")).hasSize(14);
    assertThat(answers("shop_reviews_zh")).hasSize(6);
    assertThat(answers("comment_moderation"))
        .containsExactlyInAnyOrder("{\"flagged\": true}", "{\"flagged\": false}");
    assertThat(answers("headlines_zh")).hasSize(9);
    assertThat(answers("essay_scores")).hasSizeGreaterThan(7);
    var intents = new TreeSet<String>();
    of("orders")
        .filter(SampleTrafficTest::complete)
        .forEach(call -> intents.add(record(call).get("intent").asString()));
    assertThat(intents).containsExactly("cancel", "change", "order", "quote", "status");
  }

  @Test
  void spansOfRecordsStandInTheInput() {
    for (var job : List.of("orders", "parcels_zh")) {
      of(job)
          .filter(SampleTrafficTest::complete)
          .forEach(call ->
              record(call)
                  .properties()
                  .forEach(field -> {
                    if (!field.getKey().equals("intent")) {
                      texts(field.getValue())
                          .forEach(span -> assertThat(input(call)).contains(span));
                    }
                  }));
    }
    assertThat(
            of("parcels_zh")
                .filter(SampleTrafficTest::complete)
                .mapToInt(call -> record(call).get("物品").size())
                .max())
        .hasValue(3);
  }

  @Test
  void thePromptOfTheSupportDeskIsEditedOnDayNine() {
    long edit = LocalDate.of(2026, 9, 9).atStartOfDay().toEpochSecond(ZoneOffset.ofHours(8));
    var before = new HashSet<String>();
    var after = new HashSet<String>();
    of("support_tickets")
        .forEach(call ->
            (call.get("created").asLong() < edit ? before : after)
                .add(call.get("request").get("messages").get(0).get("content").asString()));
    assertThat(before).hasSize(1);
    assertThat(after).hasSize(1).doesNotContainAnyElementsOf(before);
  }

  @Test
  void theDayStandsInThePromptOfOrders() {
    of("orders")
        .forEach(call -> {
          var day =
              Instant.ofEpochSecond(call.get("created").asLong())
                  .atOffset(ZoneOffset.ofHours(8))
                  .toLocalDate();
          assertThat(call.get("request").get("messages").get(0).get("content").asString())
              .contains("Today is " + day + ".");
        });
  }

  @Test
  void aFewCallsFailAreCutOffOrCallATool() {
    long failed = calls.stream().filter(call -> call.get("response").has("error")).count();
    assertThat(failed).isBetween(20L, 90L);
    assertThat(finished("length")).isBetween(20L, 150L);
    assertThat(finished("tool_calls")).isBetween(8L, 60L);
  }

  @Test
  void headlinesComeInANightlyBatchAndOfficesRestAtTheWeekend() {
    assertThat(of("headlines_zh").filter(call -> hour(call) >= 2 && hour(call) < 4).count())
        .isGreaterThan(1_000);
    long weekend = of("support_tickets").filter(call -> dayOfWeek(call) >= 6).count();
    assertThat(weekend).isBetween(150L, 450L);
  }

  private long finished(String reason) {
    return calls.stream()
        .filter(call -> call.get("response").has("choices"))
        .filter(call -> choice(call).get("finish_reason").asString().equals(reason))
        .count();
  }

  private static int hour(JsonNode call) {
    return (int) ((call.get("created").asLong() / 3_600 + 8) % 24);
  }

  private static long dayOfWeek(JsonNode call) {
    return LocalDate.ofEpochDay((call.get("created").asLong() + 8 * 3_600) / 86_400)
        .getDayOfWeek()
        .getValue();
  }

  private Stream<JsonNode> of(String job) {
    var found = new ArrayList<JsonNode>();
    for (int i = 0; i < calls.size(); i++) {
      if (jobs.get(i).equals(job)) {
        found.add(calls.get(i));
      }
    }
    return found.stream();
  }

  private Set<String> answers(String job) {
    var answers = new TreeSet<String>();
    of(job).filter(SampleTrafficTest::complete).forEach(call -> answers.add(answer(call)));
    return answers;
  }

  private static List<String> texts(JsonNode value) {
    return value.isArray()
        ? value.valueStream().map(JsonNode::asString).toList()
        : List.of(value.asString());
  }

  private static JsonNode record(JsonNode call) {
    return JSON.readTree(answer(call));
  }

  private static JsonNode choice(JsonNode call) {
    return call.get("response").get("choices").get(0);
  }

  private static boolean complete(JsonNode call) {
    return call.get("response").has("choices")
        && choice(call).get("finish_reason").asString().equals("stop");
  }

  private static String answer(JsonNode call) {
    return choice(call).get("message").get("content").asString();
  }

  private static String messages(JsonNode call) {
    return call.get("request").get("messages").toString();
  }

  private static String input(JsonNode call) {
    var messages = call.get("request").get("messages");
    return messages.get(messages.size() - 1).get("content").asString();
  }

  private static List<String> jobs(SampleOptions options) {
    var out = new ByteArrayOutputStream();
    SampleTraffic.of(options).writeTruth(out);
    return lines(out.toByteArray()).map(line -> JSON.readTree(line).get("job").asString()).toList();
  }

  private static Stream<String> lines(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8).lines();
  }

  private static byte[] bytes(SampleOptions options) {
    var out = new ByteArrayOutputStream();
    write(options, out);
    return out.toByteArray();
  }

  private static void write(SampleOptions options, OutputStream out) {
    SampleTraffic.of(options).write(out);
  }
}
