package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.config.Configuration;
import io.millrace.app.config.LoopTerms;
import io.millrace.app.config.Overrides;
import io.millrace.flywheel.audit.AuditOptions;
import io.millrace.flywheel.audit.Progress;
import io.millrace.flywheel.loop.LoopSettings;
import io.millrace.flywheel.round.Round;
import io.millrace.flywheel.round.RoundOptions;
import io.millrace.flywheel.round.RoundOutcome;
import io.millrace.flywheel.round.RoundReport;
import io.millrace.flywheel.round.RoundReport.Lesson;
import io.millrace.model.Answer;
import io.millrace.model.Message;
import io.millrace.proof.Promise;
import io.millrace.provider.route.Resilience;
import io.millrace.provider.route.Routes;
import io.millrace.sandbox.server.RecordedAnswers;
import io.millrace.sandbox.server.SandboxServer;
import io.millrace.sandbox.server.SandboxSettings;
import io.millrace.store.calls.CallFilter;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Counts;
import io.millrace.store.control.Mode;
import io.millrace.store.control.Release;
import io.millrace.store.control.Stage;
import io.millrace.store.journal.Entry;
import io.millrace.store.policy.AnswerCheck;
import io.millrace.store.policy.CheaperModel;
import io.millrace.store.policy.PolicyBinding;
import io.millrace.store.policy.PolicyFolder;
import io.millrace.store.policy.SamplePolicies;
import io.millrace.store.price.PriceFiles;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A cheaper model from its first shadow to its end, in a serving process: real sockets, journal
/// and control store. The teacher writes free text, which no student can; the cheaper model says
/// the same of parcels and of bills, and something else of gardens.
final class CheaperLoopTest {
  private static final String TEACHER = "teacher-large";
  private static final String SMALL = "cheap-small";
  private static final String MIDDLE = "cheap-middle";
  private static final String PROMPT =
      "You answer the mail of a small shop. Write one friendly sentence to the customer.";
  private static final List<String> TOPICS =
      List.of(
          "the parcel that the courier lost on the way to",
          "the invoice and the payment by card from",
          "planting roses and cutting the hedge near");

  @TempDir Path folder;
  private final Both both = new Both();
  private final HttpClient client = HttpClient.newHttpClient();
  private SandboxServer sandbox;

  /// All models.
  private static final class Both implements RecordedAnswers {
    volatile boolean worse;
    volatile boolean narrow;
    volatile boolean away;
    volatile String fixed = "";

    @Override
    public Optional<Recorded> find(String model, List<Message> messages) {
      String text = messages.getLast().text();
      boolean small = model.equals(SMALL);
      boolean middle = model.equals(MIDDLE);
      if (small && away) {
        throw new IllegalStateException("the cheaper model is away");
      }
      String answer = "Thank you, dear customer, we look into this at once: " + text;
      if (small && !fixed.isEmpty()) {
        answer = fixed;
      } else if (small && (worse || narrow && text.contains("invoice"))
          || (small || middle) && text.contains("roses")) {
        answer = "Please wait.";
      }
      return Optional.of(new Recorded(new Answer.Complete(answer), null));
    }
  }

  @BeforeEach
  void begin() throws Exception {
    sandbox =
        SandboxServer.start(SandboxSettings.immediate().withAnyModel().withRecorded(both, false));
  }

  @AfterEach
  void end() {
    sandbox.close();
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Configuration configuration(Optional<Path> policies, double rate, String... models) {
    Configuration base =
        SandboxConfig.read(
                sandbox.uri(),
                true,
                Map.of(),
                new Overrides(
                    Optional.empty(),
                    Optional.of(0),
                    Optional.of(data()),
                    policies,
                    Optional.of(true)))
            .configuration()
            .orElseThrow();
    var settings =
        new LoopSettings(
            Mode.AUTO,
            0.05,
            1000,
            new LoopSettings.Audits(rate, rate, 0.01, Optional.empty(), Duration.ofHours(6), 8),
            new LoopSettings.Canary(List.of(0.3, 0.6), 10, Duration.ZERO),
            new LoopSettings.Rounds(Optional.empty(), 1, Duration.ofHours(1), 0),
            cheaper(models).stream()
                .map(by -> new LoopSettings.Cheaper(by, List.of("teacher-*"), 1))
                .toList(),
            LoopSettings.Labels.DEFAULT);
    // Both models are behind one endpoint: retries of the one that is away would open its circuit.
    Resilience usual = Resilience.DEFAULT;
    var once =
        new Resilience(
            0,
            usual.backoff(),
            usual.backoffLimit(),
            usual.retryShare(),
            usual.breakerFailures(),
            usual.breakerPause());
    return new Configuration(
        base.gateway(),
        new Routes(base.routes().endpoints(), base.routes().models(), once),
        base.prices(),
        base.data(),
        new LoopTerms(true, settings, LoopTerms.DEFAULT.learning()));
  }

  private static List<CheaperModel> cheaper(String... models) {
    return Stream.of(models).map(model -> new CheaperModel(model, AnswerCheck.EXACT, "")).toList();
  }

  private static String text(int number) {
    return "Hello, I write about "
        + TOPICS.get(number % TOPICS.size())
        + " house "
        + Integer.toString(number * 7919 + 100, 36)
        + " in "
        + Integer.toString(number * 104_729 + 1000, 36)
        + " street, number "
        + number;
  }

  private HttpResponse<String> send(RunningServer server, String body) throws Exception {
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + server.port() + "/v1/chat/completions"))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer;
  }

  private static String body(String more, String system, String text) {
    return "{\"model\":\""
        + TEACHER
        + "\""
        + more
        + ",\"messages\":[{\"role\":\"system\",\"content\":\""
        + system
        + "\"},{\"role\":\"user\",\"content\":\""
        + text
        + "\"}]}";
  }

  private String tier(RunningServer server, int number) throws Exception {
    return tier(send(server, body("", PROMPT, text(number))));
  }

  private static String tier(HttpResponse<String> answer) {
    return answer.headers().firstValue("x-millrace-tier").orElse("");
  }

  private static void await(String what, BooleanSupplier done) throws InterruptedException {
    for (int i = 0; i < 600 && !done.getAsBoolean(); i++) {
      Thread.sleep(50);
    }
    assertThat(done.getAsBoolean()).as(what).isTrue();
  }

  private List<CallRecord> calls(Predicate<CallRecord> wanted) {
    List<CallRecord> found = new ArrayList<>();
    try (var calls = CallStore.reading(data())) {
      calls.each(
          CallFilter.latest(Integer.MAX_VALUE),
          0,
          (call, _) -> {
            if (wanted.test(call)) {
              found.add(call);
            }
          });
    }
    return found;
  }

  private static boolean shadow(CallRecord call) {
    return call.started().purpose().equals("shadow");
  }

  private RoundReport round(ControlStore control, String... models) {
    var terms =
        new AuditOptions(
            0.1,
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
    var options =
        new RoundOptions(terms, false, Optional.empty(), Mode.AUTO, cheaper(models), "a test");
    try (CallStore calls = CallStore.reading(data())) {
      if (Round.hold(data(), calls, control, options, Progress.SILENT, InstantSource.system())
          instanceof RoundOutcome.Held(RoundReport report)) {
        return report;
      }
    }
    throw new AssertionError("another round is running");
  }

  private static Release release(ControlStore control) {
    return control.releases().getFirst();
  }

  private static Counts.Tally tally(ControlStore control) {
    return control.counts(release(control).policy()).all();
  }

  @Test
  void aCheaperModelIsLearnedServedAuditedAndTakenBack() throws Exception {
    try (var server = new RunningServer(configuration(Optional.empty(), 0.5, SMALL));
        var control = ControlStore.open(data())) {
      int n = 0;
      while (n < 120) {
        assertThat(tier(server, n++)).isEqualTo("teacher");
      }
      round(control, SMALL);
      assertThat(control.scenarios()).hasSize(1);
      assertThat(calls(CheaperLoopTest::shadow)).as("nobody knew the job").isEmpty();
      await("calls are recognised", () -> recognised(server));
      while (n < 560) {
        assertThat(tier(server, n++)).isEqualTo("teacher");
      }
      await("all are shadowed", () -> calls(CheaperLoopTest::shadow).size() >= 440);
      for (CallRecord shadow : calls(CheaperLoopTest::shadow)) {
        assertThat(shadow.started().model()).isEqualTo(SMALL);
        assertThat(Objects.requireNonNull(shadow.ended()).draw().referenceProbability())
            .isEqualTo(1);
        assertThat(shadow.ended().draw().agrees()).isNotNull();
        assertThat(shadow.started().subject()).isNotEmpty();
      }
      Lesson lesson = round(control, SMALL).scenarios().getLast();
      assertThat(lesson.model()).isEqualTo(SMALL);
      assertThat(lesson.policy()).as(lesson.reason().toString()).isNotEmpty();

      await("it goes out by itself", () -> release(control).stage() == Stage.CANARY);
      for (int i = 0; i < 600 && release(control).stage() != Stage.FULL; i++) {
        tier(server, n++);
        Thread.sleep(5);
      }
      await("full", () -> release(control).stage() == Stage.FULL);
      Counts.Tally grown = tally(control);
      assertThat(grown.heldOut()).isPositive();
      assertThat(grown.audits()).isPositive();
      assertThat(grown.disagreed()).isLessThan(5);

      n -= n % 3;
      int byModel = 0;
      for (int i = 0; i < 60; i++) {
        HttpResponse<String> answer = send(server, body("", PROMPT, text(n)));
        boolean model = tier(answer).equals("model");
        byModel += model ? 1 : 0;
        assertThat(answer.body()).contains(model ? SMALL : TEACHER);
        n++;
      }
      assertThat(byModel).isBetween(25, 45);

      both.away = true;
      for (int i = 0; i < 3; i++) {
        assertThat(tier(server, n++)).isEqualTo("teacher");
      }
      both.away = false;

      both.worse = true;
      for (int i = 0; i < 1500 && release(control).stage() != Stage.ROLLED_BACK; i++) {
        tier(server, n++);
        Thread.sleep(2);
      }
      await("rolled back", () -> release(control).stage() == Stage.ROLLED_BACK);
      for (int i = 0; i < 20; i++) {
        assertThat(tier(server, n++)).isEqualTo("teacher");
      }
      assertThat(
              calls(call -> call.ended() != null && call.ended().reason().equals("model_failed")))
          .isNotEmpty()
          .allMatch(call -> Objects.requireNonNull(call.ended()).tier().equals("teacher"));
    }
  }

  private static boolean shadow(CallRecord call, String model, String behind) {
    Entry.CallEnded ended = call.ended();
    return shadow(call)
        && ended != null
        && call.started().model().equals(model)
        && ended.draw().policy().equals(behind)
        && ended.draw().referenceProbability() == 1;
  }

  private Stage stage(ControlStore control, String policy) {
    return control.releases().stream()
        .filter(each -> each.policy().equals(policy))
        .findFirst()
        .orElseThrow()
        .stage();
  }

  /// Sends calls until a policy is fully out.
  private int grown(RunningServer server, ControlStore control, String policy, int from)
      throws Exception {
    int n = from;
    for (int i = 0; i < 1200 && stage(control, policy) != Stage.FULL; i++) {
      tier(server, n++);
      Thread.sleep(5);
    }
    await("full", () -> stage(control, policy) == Stage.FULL);
    return n;
  }

  @Test
  void aSecondModelAnswersWhatTheFirstLeavesOverAndGoesWithIt() throws Exception {
    both.narrow = true;
    try (var server = new RunningServer(configuration(Optional.empty(), 0.5, SMALL, MIDDLE));
        var control = ControlStore.open(data())) {
      int n = 0;
      while (n < 120) {
        tier(server, n++);
      }
      round(control, SMALL, MIDDLE);
      await("calls are recognised", () -> recognised(server));
      while (n < 700) {
        assertThat(tier(server, n++)).isEqualTo("teacher");
      }
      await("both are asked", () -> calls(call -> shadow(call, MIDDLE, "")).size() >= 580);
      await("both are asked", () -> calls(call -> shadow(call, SMALL, "")).size() >= 580);
      String first = round(control, SMALL, MIDDLE).scenarios().getLast().policy();
      assertThat(first).isNotEmpty();
      n = grown(server, control, first, n);

      int last = n + 900;
      while (n < last) {
        tier(server, n++);
      }
      await("the rest is shadowed", () -> calls(call -> shadow(call, MIDDLE, first)).size() >= 560);
      assertThat(calls(call -> shadow(call, SMALL, first)))
          .as("nobody asks the first model about what it is not sure of")
          .isEmpty();
      Lesson lesson = round(control, SMALL, MIDDLE).scenarios().getLast();
      assertThat(lesson.model()).isEqualTo(MIDDLE);
      String second = lesson.policy();
      assertThat(second).as(lesson.reason().toString()).isNotEmpty();
      n = grown(server, control, second, n);

      n -= n % 3;
      int[] right = new int[3];
      List<String> models = List.of(SMALL, MIDDLE, TEACHER);
      for (int i = 0; i < 60; i++) {
        HttpResponse<String> answer = send(server, body("", PROMPT, text(n)));
        right[n % 3] += answer.body().contains(models.get(n % 3)) ? 1 : 0;
        n++;
      }
      assertThat(right[0]).as("parcels, by the first").isGreaterThan(14);
      assertThat(right[1]).as("invoices, by the second").isGreaterThan(14);
      assertThat(right[2]).as("gardens, by the teacher").isGreaterThan(14);
      assertThat(control.counts(second).all().audits()).isPositive();

      both.worse = true;
      for (int i = 0; i < 1500 && stage(control, first) != Stage.ROLLED_BACK; i++) {
        tier(server, n++);
        Thread.sleep(2);
      }
      await("rolled back", () -> stage(control, first) == Stage.ROLLED_BACK);
      assertThat(stage(control, second)).isEqualTo(Stage.RETIRED);
      await("the teacher answers", () -> teacherAnswers(server));
    }
  }

  private boolean teacherAnswers(RunningServer server) {
    try {
      boolean all = true;
      for (int n = 2_000_000; n < 2_000_006; n++) {
        all &= tier(server, n).equals("teacher");
      }
      return all;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private boolean recognised(RunningServer server) {
    try {
      return send(server, body("", PROMPT, text(1_000_000)))
          .headers()
          .firstValue("x-millrace-scenario")
          .isPresent();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatIsNoJsonWhereJsonIsDemandedIsAskedOfTheTeacher() throws Exception {
    Path policies = folder.resolve("policies");
    PolicyFolder.write(
        SamplePolicies.withModel(
            SMALL, new PolicyBinding.Form("{\"type\":\"json_object\"}", List.of("\n\n"))),
        policies);
    String demand = ",\"stop\":\"\\n\\n\",\"response_format\":{\"type\":\"json_object\"}";
    String system = SamplePolicies.prompt(SamplePolicies.TICKETS);
    String sure = "where is my parcel number 99";
    try (var server = new RunningServer(configuration(Optional.of(policies), 0.5, SMALL))) {
      for (String stream : List.of("", ",\"stream\":true")) {
        both.fixed = "{\"queue\": \"delivery\"}";
        HttpResponse<String> good = send(server, body(demand + stream, system, sure));
        assertThat(tier(good)).isEqualTo("model");
        // A stream cuts its words where it likes.
        assertThat(good.body()).contains(stream.isEmpty() ? "delivery" : "[DONE]");
        both.fixed = "Sure! {\"queue\": ";
        HttpResponse<String> bad = send(server, body(demand + stream, system, sure));
        assertThat(tier(bad)).isEqualTo("teacher");
        assertThat(bad.body())
            .contains(stream.isEmpty() ? "dear" : "[DONE]")
            .doesNotContain("Sure");
      }
    }
  }
}
