package io.millrace.flywheel.round;

import io.millrace.flywheel.audit.AuditOptions;
import io.millrace.flywheel.audit.Progress;
import io.millrace.model.CallId;
import io.millrace.model.Cost;
import io.millrace.model.Usage;
import io.millrace.proof.Promise;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Mode;
import io.millrace.store.journal.Entry;
import io.millrace.store.journal.Journal;
import io.millrace.store.journal.JournalSettings;
import io.millrace.store.price.PriceFiles;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Calls of made-up jobs at a garden centre, written into the journal of a data folder as a gateway
/// would have written them. The call of number n began n minutes after the start. One thread at a
/// time.
final class GardenCalls {
  static final Instant START = Instant.parse("2026-03-01T08:00:00Z");
  static final String SORT =
      "You sort messages to the garden centre. Reply with one word, the department that should"
          + " answer.";
  static final List<String> DEPARTMENTS = List.of("plants", "billing", "delivery");

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final Cost COST = new Cost.Unpriced(Cost.Reason.UNKNOWN_MODEL, "made up");
  private static final List<List<String>> TOPICS =
      List.of(
          List.of("roses", "tulips", "seedlings", "ferns", "a hedge", "tomato plants"),
          List.of("my invoice", "a refund", "the payment", "a double charge", "my card"),
          List.of("the delivery van", "a parcel", "the courier", "shipping times", "a lost box"));
  private static final List<String> OPENINGS =
      List.of("hello, I have a question about", "could you look into", "please tell me about");
  private static final List<String> ENDINGS =
      List.of("today", "from last week", "for my mother", "again", "as soon as possible");

  private final Path data;
  private final List<Entry> entries = new ArrayList<>();

  GardenCalls(Path data) {
    this.data = data;
  }

  /// A message of the job.
  ///
  /// @param topic which department it is for, 0 to 2
  record Message(String text, int topic) {}

  static Message message(long n) {
    SplittableRandom random = new SplittableRandom(n * 31 + 5);
    int topic = random.nextInt(3);
    String text =
        pick(OPENINGS, random)
            + " "
            + pick(TOPICS.get(topic), random)
            + " "
            + pick(ENDINGS, random)
            + " near "
            + street(random);
    return new Message(text, topic);
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

  static CallId id(long n) {
    return CallId.of(START.plusSeconds(60 * n).toEpochMilli(), 7, n);
  }

  /// Easy calls that the teacher answered before there was a policy.
  GardenCalls easy(long from, long until) {
    return easy(from, until, SORT);
  }

  GardenCalls easy(long from, long until, String system) {
    for (long n = from; n < until; n++) {
      Message message = message(n);
      teacher(n, system, message.text(), DEPARTMENTS.get(message.topic()), Entry.Draw.NONE);
    }
    return this;
  }

  static Entry.Draw draw(double probability, boolean audited) {
    return new Entry.Draw("p", probability, audited, null, "");
  }

  GardenCalls teacher(long n, String system, String text, String answer, Entry.Draw draw) {
    return call(n, id(n), system, text, answer, "teacher", draw, "", "");
  }

  GardenCalls student(long n, String system, String text, String answer, Entry.Draw draw) {
    return call(n, id(n), system, text, answer, "student", draw, "", "");
  }

  /// A call that the teacher answered because a policy was not sure.
  GardenCalls left(long n, String policy, String system, String text, String answer) {
    var draw = new Entry.Draw(policy, 1, false, null, "");
    return call(n, id(n), "large", system, text, answer, "teacher", "unsure", draw, "", "");
  }

  /// A call of the platform's own about call n.
  GardenCalls own(String purpose, long n, String system, String text, String answer) {
    CallId own = CallId.of(START.plusSeconds(60 * n + 5).toEpochMilli(), purpose.hashCode(), n);
    return call(n, own, system, text, answer, "teacher", Entry.Draw.NONE, purpose, id(n).text());
  }

  static CallId shadowId(long n) {
    return CallId.of(START.plusSeconds(60 * n + 5).toEpochMilli(), 11, n);
  }

  /// What the model `small` said in shadow of call n.
  GardenCalls shadow(
      long n, String system, String text, String answer, double probability, boolean agrees) {
    return shadow(n, "small", "", system, text, answer, probability, agrees);
  }

  /// What a model said in shadow of call n, which a policy had left over.
  ///
  /// @param behind the policy; empty without one
  GardenCalls shadow(
      long n,
      String model,
      String behind,
      String system,
      String text,
      String answer,
      double probability,
      boolean agrees) {
    return call(
        n,
        CallId.of(START.plusSeconds(60 * n + 5).toEpochMilli(), model.equals("small") ? 11 : 12, n),
        model,
        system,
        text,
        answer,
        "model",
        "shadow",
        new Entry.Draw(behind, probability, false, agrees, ""),
        "shadow",
        id(n).text());
  }

  private GardenCalls call(
      long n,
      CallId id,
      String system,
      String text,
      String answer,
      String tier,
      Entry.Draw draw,
      String purpose,
      String subject) {
    return call(n, id, "large", system, text, answer, tier, "", draw, purpose, subject);
  }

  private GardenCalls call(
      long n,
      CallId id,
      String model,
      String system,
      String text,
      String answer,
      String tier,
      String reason,
      Entry.Draw draw,
      String purpose,
      String subject) {
    Instant at = START.plusSeconds(60 * n + (purpose.isEmpty() ? 0 : 5));
    entries.add(
        new Entry.CallStarted(
            id, at, "chat", model, "shop", false, "", "", request(system, text), purpose, subject));
    entries.add(
        new Entry.CallEnded(
            id,
            at.plusMillis(700),
            "answered",
            200,
            tier,
            "",
            reason,
            Double.NaN,
            null,
            model,
            Usage.of(60, 2),
            COST,
            1000,
            700_000,
            response(answer),
            draw));
    return this;
  }

  private static byte[] request(String system, String text) {
    ObjectNode json = MAPPER.createObjectNode().put("model", "large");
    var messages = json.putArray("messages");
    messages.addObject().put("role", "system").put("content", system);
    messages.addObject().put("role", "user").put("content", text);
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] response(String answer) {
    ObjectNode json = MAPPER.createObjectNode();
    ObjectNode choice = json.putArray("choices").addObject().put("finish_reason", "stop");
    choice.putObject("message").put("role", "assistant").put("content", answer);
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Appends what was gathered to the journal.
  void write() {
    try (var journal = Journal.open(JournalSettings.in(data.resolve("journal")))) {
      journal.commit(journal.append(entries));
    }
    entries.clear();
  }

  static RoundOptions options(double alpha, Optional<String> scenario) {
    AuditOptions terms =
        new AuditOptions(
            alpha,
            0.05,
            Promise.SELECTIVE,
            AuditOptions.Loss.RECORD,
            false,
            false,
            1,
            1,
            AuditOptions.Examples.NONE,
            PriceFiles.builtIn(),
            "built-in",
            0,
            new BigDecimal("0.05"));
    return new RoundOptions(terms, false, scenario, Mode.ASK, "a test");
  }

  /// Holds a round on a data folder.
  static RoundOutcome hold(Path data, ControlStore control, RoundOptions options) {
    try (CallStore calls = CallStore.reading(data)) {
      return Round.hold(data, calls, control, options, Progress.SILENT, InstantSource.system());
    }
  }

  static RoundReport held(Path data, ControlStore control, RoundOptions options) {
    if (hold(data, control, options) instanceof RoundOutcome.Held(RoundReport report)) {
      return report;
    }
    throw new AssertionError("another round is running");
  }
}
