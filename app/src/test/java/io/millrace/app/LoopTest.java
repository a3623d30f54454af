package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.app.config.Configuration;
import io.millrace.app.config.LoopTerms;
import io.millrace.app.config.Overrides;
import io.millrace.flywheel.loop.LoopSettings;
import io.millrace.gateway.GatewaySettings;
import io.millrace.model.Answer;
import io.millrace.model.Message;
import io.millrace.sandbox.server.RecordedAnswers;
import io.millrace.sandbox.server.SandboxServer;
import io.millrace.sandbox.server.SandboxSettings;
import io.millrace.store.calls.CallFilter;
import io.millrace.store.calls.CallRecord;
import io.millrace.store.calls.CallStore;
import io.millrace.store.control.By;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Counts;
import io.millrace.store.control.Event;
import io.millrace.store.control.Mode;
import io.millrace.store.control.Observation;
import io.millrace.store.control.Outcome;
import io.millrace.store.control.Release;
import io.millrace.store.control.Stage;
import io.millrace.store.journal.Entry;
import io.millrace.store.policy.PolicyFolder;
import io.millrace.store.policy.PolicySet;
import io.millrace.store.policy.SamplePolicies;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// The loop in a serving process: real sockets, journal and control store; the teacher is the
/// sandbox, and can change its mind or go away.
final class LoopTest {
  private static final String AGREED = "{\"queue\": \"delivery\"}";
  private static final LoopSettings.Canary AT_ONCE =
      new LoopSettings.Canary(List.of(0.3, 0.6), 10, Duration.ZERO);

  @TempDir Path folder;
  private final Teacher teacher = new Teacher();
  private final HttpClient client = HttpClient.newHttpClient();
  private SandboxServer sandbox;

  /// Says what the student says, or something else.
  private static final class Teacher implements RecordedAnswers {
    volatile boolean changed;
    volatile boolean away;

    @Override
    public Optional<Recorded> find(String model, List<Message> messages) {
      if (away) {
        throw new IllegalStateException("the teacher is away");
      }
      String answer = changed ? "{\"queue\": \"parcels\"}" : AGREED;
      return Optional.of(new Recorded(new Answer.Complete(answer), null));
    }
  }

  @BeforeEach
  void begin() throws Exception {
    sandbox =
        SandboxServer.start(
            SandboxSettings.immediate().withAnyModel().withRecorded(teacher, false));
    PolicyFolder.write(SamplePolicies.shop(), folder.resolve("policies"));
  }

  @AfterEach
  void end() {
    sandbox.close();
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Configuration configuration(
      boolean serve, double rate, LoopSettings.Canary canary, Mode mode) {
    Configuration base =
        SandboxConfig.read(
                sandbox.uri(),
                true,
                Map.of(),
                new Overrides(
                    Optional.empty(),
                    Optional.of(0),
                    Optional.of(data()),
                    Optional.of(folder.resolve("policies")),
                    serve ? Optional.of(true) : Optional.empty()))
            .configuration()
            .orElseThrow();
    var settings =
        new LoopSettings(
            mode,
            0.05,
            1000,
            new LoopSettings.Audits(
                rate, rate, Math.min(rate, 0.01), Optional.empty(), Duration.ofHours(6), 8),
            canary,
            new LoopSettings.Rounds(Optional.empty(), 1, Duration.ofHours(1), 0));
    return new Configuration(
        base.gateway(),
        base.routes(),
        base.prices(),
        base.data(),
        new LoopTerms(true, settings, LoopTerms.DEFAULT.learning()));
  }

  private String tier(RunningServer server, int number) throws Exception {
    HttpResponse<String> answer = ask(server, number, "");
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.headers().firstValue("x-millrace-tier").orElse("");
  }

  private HttpResponse<String> ask(RunningServer server, int number, String conversation)
      throws Exception {
    String body =
        "{\"model\":\"teacher-large\",\"stop\":\"\\n\\n\",\"messages\":[{\"role\":\"system\","
            + "\"content\":\""
            + SamplePolicies.prompt(SamplePolicies.TICKETS)
            + "\"},{\"role\":\"user\",\"content\":\"where is my parcel number "
            + number
            + "\"}]}";
    var request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.port() + "/v1/chat/completions"))
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!conversation.isEmpty()) {
      request.header("x-millrace-conversation", conversation);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private String tierNow(RunningServer server, int number) {
    try {
      return tier(server, number);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void await(String what, BooleanSupplier done) throws InterruptedException {
    for (int i = 0; i < 2400 && !done.getAsBoolean(); i++) {
      Thread.sleep(50);
    }
    assertThat(done.getAsBoolean()).as(what).isTrue();
  }

  private static Release tickets(ControlStore control) {
    return control.releases().stream()
        .filter(each -> each.scenario().equals(SamplePolicies.TICKETS))
        .findFirst()
        .orElseThrow();
  }

  private static Counts.Tally tally(ControlStore control) {
    return control.counts(tickets(control).policy()).all();
  }

  @Test
  void auditsAreAskedAfterTheAnswerAndRecordedAsCallsOfTheirOwn() throws Exception {
    try (var server = new RunningServer(configuration(true, 0.5, AT_ONCE, Mode.ASK));
        var control = ControlStore.open(data())) {
      await("a new release is audited in full", () -> tickets(control).auditRate() == 0.5);
      Thread.sleep(500);
      int students = 0;
      for (int i = 0; i < 60; i++) {
        students += tier(server, i).equals("student") ? 1 : 0;
      }
      assertThat(students).isEqualTo(60);
      await(
          "all audits are decided",
          () -> tally(control).audits() > 10 && tally(control).pending() == 0);
      Counts.Tally tally = tally(control);
      assertThat(tally.agreed()).isEqualTo(tally.audits());
      List<Observation> rows = control.observations(tickets(control).policy(), 0, 100);
      assertThat(rows).allMatch(row -> row.outcome() == Outcome.AGREED && row.request() == null);
      assertThat(rows).allMatch(row -> row.probability() == 0.5);
      List<CallRecord> audits = audits();
      assertThat(audits).hasSize((int) tally.audits());
      assertThat(audits)
          .extracting(call -> call.started().subject())
          .containsExactlyInAnyOrderElementsOf(rows.stream().map(Observation::callId).toList());
      assertThat(audits)
          .allMatch(
              call -> Boolean.TRUE.equals(Objects.requireNonNull(call.ended()).draw().agrees()));
    }
  }

  private List<CallRecord> audits() {
    List<CallRecord> audits = new ArrayList<>();
    try (var calls = CallStore.reading(data())) {
      calls.each(
          CallFilter.latest(Integer.MAX_VALUE),
          0,
          (call, _) -> {
            if (call.started().purpose().equals("audit")) {
              audits.add(call);
            }
          });
    }
    return audits;
  }

  @Test
  void aTeacherThatDisagreesTakesThePolicyBackForGood() throws Exception {
    try (var server = new RunningServer(configuration(true, 1, AT_ONCE, Mode.AUTO));
        var control = ControlStore.open(data())) {
      for (int i = 0; i < 30; i++) {
        assertThat(tier(server, i)).isEqualTo("student");
      }
      await("thirty audits agree", () -> tally(control).agreed() == 30);
      teacher.changed = true;
      int more = 0;
      while (tier(server, more).equals("student") && more < 10_000) {
        more++;
        Thread.sleep(2); // audits follow their calls within ticks of the loop
      }
      assertThat(more).isLessThan(10_000);
      await("rolled back", () -> tickets(control).stage() == Stage.ROLLED_BACK);
      for (int i = 0; i < 20; i++) {
        assertThat(tier(server, i)).isEqualTo("teacher");
      }
      Event alarm =
          control.events(Optional.of(SamplePolicies.TICKETS), 100).stream()
              .filter(event -> event.kind().equals("alarm"))
              .findFirst()
              .orElseThrow();
      assertThat(alarm.who()).isEqualTo("watch");
      assertThat(alarm.evidenceJson()).contains("\"process\"", "\"since\"", "\"disagreements\"");
      // Thirty that agree, and then every one differs: however late the process looks, it is these.
      assertThat(JsonMapper.shared().readTree(alarm.evidenceJson()).path("observations").asInt())
          .isBetween(31, 50);
      await(
          "the teacher is named",
          () ->
              control.events(Optional.of(SamplePolicies.TICKETS), 100).stream()
                  .anyMatch(event -> event.kind().equals("teacher_changed")));
    }
    try (var server = new RunningServer(configuration(true, 1, AT_ONCE, Mode.AUTO))) {
      assertThat(tier(server, 1)).isEqualTo("teacher");
    }
  }

  @Test
  void aPolicyGrowsFromItsCanaryAndHeldOutCallsCount() throws Exception {
    try (var server = new RunningServer(configuration(false, 0.2, AT_ONCE, Mode.AUTO));
        var control = ControlStore.open(data())) {
      assertThat(tier(server, 0)).isEqualTo("teacher");
      Release shadow = tickets(control);
      assertThat(shadow.stage()).isEqualTo(Stage.SHADOW);
      await("the shadow is compared", () -> tally(control).agreed() == 1);
      control.move(
          shadow.policy(),
          EnumSet.of(Stage.SHADOW),
          Stage.CANARY,
          0.3,
          new By("somebody", "try it"),
          "");
      int students = 0;
      for (int i = 0; i < 400 && tickets(control).stage() != Stage.FULL; i++) {
        students += tier(server, i).equals("student") ? 1 : 0;
        Thread.sleep(5);
      }
      await("full", () -> tickets(control).stage() == Stage.FULL);
      assertThat(students).isPositive();
      assertThat(tier(server, 1)).isEqualTo("student");
      Counts.Tally tally = tally(control);
      assertThat(tally.heldOut()).isPositive();
      assertThat(tally.disagreed()).isZero();
    }
  }

  @Test
  void aPolicyInTheShadowServesOnceTheConfigurationSaysSo() throws Exception {
    try (var server = new RunningServer(configuration(false, 0.2, AT_ONCE, Mode.ASK))) {
      assertThat(tier(server, 0)).isEqualTo("teacher");
    }
    try (var server = new RunningServer(configuration(true, 0.2, AT_ONCE, Mode.ASK))) {
      assertThat(tier(server, 1)).isEqualTo("student");
    }
  }

  @Test
  void aPolicyInTheShadowServesAfterAReloadThatSaysSo() throws Exception {
    try (var server = new RunningServer(configuration(false, 0.2, AT_ONCE, Mode.ASK))) {
      assertThat(tier(server, 0)).isEqualTo("teacher");
      server.reload(configuration(true, 0.2, AT_ONCE, Mode.ASK));
      assertThat(tier(server, 1)).isEqualTo("student");
    }
  }

  @Test
  void conversationsAreComparedAsOftenWhoeverAnswersThem() throws Exception {
    try (var server = new RunningServer(configuration(false, 0.2, AT_ONCE, Mode.ASK));
        var control = ControlStore.open(data())) {
      String policy = tickets(control).policy();
      control.move(policy, EnumSet.of(Stage.SHADOW), Stage.CANARY, 0.5, new By("somebody", ""), "");
      await("the rate of a half", () -> tickets(control).auditRate() == 0.4);
      Thread.sleep(500);
      for (int i = 0; i < 300; i++) {
        assertThat(ask(server, i, "conversation " + i % 100).statusCode()).isEqualTo(200);
      }
    }
    Map<String, List<Boolean>> drawn = new HashMap<>();
    try (var calls = CallStore.reading(data())) {
      calls.each(
          CallFilter.latest(Integer.MAX_VALUE),
          0,
          (call, _) -> {
            Entry.CallEnded ended = Objects.requireNonNull(call.ended());
            if (call.started().purpose().isEmpty()) {
              boolean compared = ended.draw().audited();
              assertThat(ended.draw().agrees() != null)
                  .isEqualTo(compared && ended.tier().equals("teacher"));
              drawn.computeIfAbsent(ended.tier(), _ -> new ArrayList<>()).add(compared);
            }
          });
    }
    assertThat(drawn).containsOnlyKeys("teacher", "student");
    assertThat(drawn.values())
        .allSatisfy(each ->
            assertThat((double) each.stream().filter(one -> one).count() / each.size())
                .isBetween(0.2, 0.6));
  }

  @Test
  void aHeldOutCallThatTheTeacherFailedIsAskedAgain() throws Exception {
    try (var server = new RunningServer(configuration(false, 0.2, AT_ONCE, Mode.ASK));
        var control = ControlStore.open(data())) {
      teacher.away = true;
      assertThat(ask(server, 0, "").statusCode()).isGreaterThanOrEqualTo(500);
      await("the comparison waits", () -> tally(control).pending() == 1);
      teacher.away = false;
      await("the teacher was asked", () -> tally(control).agreed() == 1);
      assertThat(audits()).isNotEmpty();
    }
  }

  @Test
  void anOutageOfTheTeacherRollsNothingBackAndItsAuditsAreAskedLater() throws Exception {
    try (var server = new RunningServer(configuration(true, 1, AT_ONCE, Mode.ASK));
        var control = ControlStore.open(data())) {
      teacher.away = true;
      for (int i = 0; i < 40; i++) {
        assertThat(tier(server, i)).isEqualTo("student");
      }
      await("audits wait", () -> tally(control).pending() == 40);
      assertThat(tickets(control).stage()).isEqualTo(Stage.FULL);
      teacher.away = false;
      await("audits are asked", () -> tally(control).agreed() == 40);
      assertThat(tickets(control).stage()).isEqualTo(Stage.FULL);
    }
  }

  @Test
  void auditsOutliveTheProcess() throws Exception {
    teacher.away = true;
    try (var server = new RunningServer(configuration(true, 1, AT_ONCE, Mode.ASK))) {
      for (int i = 0; i < 20; i++) {
        assertThat(tier(server, i)).isEqualTo("student");
      }
    }
    teacher.away = false;
    try (var server = new RunningServer(configuration(true, 1, AT_ONCE, Mode.ASK));
        var control = ControlStore.open(data())) {
      assertThat(server.port()).isPositive();
      await("all twenty are decided", () -> tally(control).agreed() == 20);
    }
  }

  @Test
  void modeOffStopsWhatIsOut() throws Exception {
    try (var server = new RunningServer(configuration(true, 0.1, AT_ONCE, Mode.AUTO));
        var control = ControlStore.open(data())) {
      assertThat(tier(server, 0)).isEqualTo("student");
      control.mode(SamplePolicies.TICKETS, Mode.OFF, new By("somebody", "no more"));
      await("paused", () -> tickets(control).stage() == Stage.PAUSED);
      await("the teacher answers", () -> tierNow(server, 1).equals("teacher"));
      assertThat(Set.of(Stage.PAUSED)).contains(tickets(control).stage());
      assertThat(Files.exists(data().resolve("control.db"))).isTrue();
    }
  }

  @Test
  void anotherAuditsPoliciesAreTakenUpWhileItServes() throws Exception {
    PolicySet shop = SamplePolicies.shop();
    Path first = folder.resolve("first");
    PolicyFolder.write(
        new PolicySet(shop.scenarios(), List.of(shop.policy(SamplePolicies.TONES).orElseThrow())),
        first);
    Path audited = folder.resolve("policies");
    Path second = Files.move(audited, folder.resolve("second"));
    Files.createSymbolicLink(audited, first);
    try (var server = new RunningServer(configuration(true, 0.1, AT_ONCE, Mode.ASK));
        var control = ControlStore.open(data())) {
      assertThat(tier(server, 1)).isEqualTo("teacher");
      Files.delete(audited);
      Files.createSymbolicLink(audited, second);
      await("the other student answers", () -> tierNow(server, 2).equals("student"));
      assertThat(tickets(control).stage()).isEqualTo(Stage.FULL);
      assertThat(control.policies()).hasSize(2);
    }
  }

  @Test
  void whatIsNotToBeKeptIsNotKeptOfAuditsEither() throws Exception {
    Configuration base = configuration(true, 1, AT_ONCE, Mode.ASK);
    GatewaySettings gateway = base.gateway();
    var omitting =
        new GatewaySettings(
            gateway.listen(),
            gateway.keys(),
            gateway.limits(),
            gateway.policies(),
            new GatewaySettings.Recording(GatewaySettings.Bodies.OMIT, 1, false, Optional.empty()));
    try (var server =
            new RunningServer(
                new Configuration(
                    omitting, base.routes(), base.prices(), base.data(), base.loop()));
        var control = ControlStore.open(data())) {
      for (int i = 0; i < 10; i++) {
        assertThat(tier(server, i)).isEqualTo("student");
      }
      await("ten audits agree", () -> tally(control).agreed() == 10);
      assertThat(audits())
          .hasSize(10)
          .allMatch(call -> call.started().request() == null)
          .allMatch(call -> Objects.requireNonNull(call.ended()).response() == null);
    }
  }

  @Test
  void peopleAreAskedWhereTheTwoDisagreeAndMayFindTheStudentNoWorse() throws Exception {
    Configuration base = configuration(true, 1, AT_ONCE, Mode.ASK);
    LoopSettings settings = base.loop().settings();
    var labelling =
        new LoopSettings(
            settings.mode(),
            settings.delta(),
            settings.horizon(),
            settings.audits(),
            settings.canary(),
            settings.rounds(),
            List.of(),
            new LoopSettings.Labels(Duration.ofDays(1), 0.5));
    var terms = new LoopTerms(true, labelling, base.loop().learning());
    try (var server =
            new RunningServer(
                new Configuration(
                    base.gateway(), base.routes(), base.prices(), base.data(), terms));
        var control = ControlStore.open(data())) {
      for (int i = 0; i < 40; i++) {
        assertThat(tier(server, i)).isEqualTo("student");
      }
      await("forty agree", () -> tally(control).agreed() == 40);
      teacher.changed = true;
      assertThat(tier(server, 40)).isEqualTo("student");
      await("one disagrees", () -> tally(control).disagreed() == 1);
      teacher.changed = false;
      for (int i = 41; i < 120; i++) {
        assertThat(tier(server, i)).isEqualTo("student");
      }
      await("the others agree", () -> tally(control).agreed() == 119);
      await("a label is asked for", () -> control.openLabels(Optional.empty(), 10).size() == 1);
      String asked = client.send(api(server, "/api/labels"), BodyHandlers.ofString()).body();
      assertThat(asked)
          .contains("where is my parcel number 40", "\"kind\":\"answer\"")
          .doesNotContain("parcels");
      String call = control.openLabels(Optional.empty(), 1).getFirst().call();
      assertThat(history(control)).doesNotContain("not_inferior");
      assertThat(control.label(call, "delivery", "somebody", InstantSource.system().instant()))
          .isTrue();
      await("no worse", () -> history(control).contains("not_inferior"));
      assertThat(
              control.events(Optional.of(SamplePolicies.TICKETS), 100).stream()
                  .filter(event -> event.kind().equals("not_inferior"))
                  .findFirst()
                  .orElseThrow()
                  .evidenceJson())
          .contains("\"labelled\":1", "\"teacher_wrong_only\":1", "\"student_wrong_only\":0");
    }
  }

  private static HttpRequest api(RunningServer server, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build();
  }

  private static List<String> history(ControlStore control) {
    return control.events(Optional.of(SamplePolicies.TICKETS), 100).stream()
        .map(Event::kind)
        .toList();
  }
}
