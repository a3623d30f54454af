package io.millrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.app.config.Configuration;
import io.millrace.app.config.LoopTerms;
import io.millrace.app.config.Overrides;
import io.millrace.flywheel.loop.LoopSettings;
import io.millrace.model.Answer;
import io.millrace.sandbox.server.RecordedAnswers.Recorded;
import io.millrace.sandbox.server.SandboxServer;
import io.millrace.sandbox.server.SandboxSettings;
import io.millrace.store.control.ControlStore;
import io.millrace.store.control.Experiment;
import io.millrace.store.control.Mode;
import io.millrace.store.control.Observation;
import io.millrace.store.control.Release;
import io.millrace.store.control.Source;
import io.millrace.store.control.Stage;
import io.millrace.store.policy.PolicyFolder;
import io.millrace.store.policy.SamplePolicies;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Experiments in a serving process: real sockets, journal, control store and feedback; the models
/// are the sandbox's.
final class ExperimentLoopTest {
  private static final String AGREED = "{\"queue\": \"delivery\"}";
  private static final JsonMapper MAPPER = JsonMapper.shared();

  @TempDir Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final RandomGenerator people = RandomGenerator.of("L64X128MixRandom");
  private SandboxServer sandbox;

  @BeforeEach
  void begin() throws Exception {
    sandbox =
        SandboxServer.start(
            SandboxSettings.immediate()
                .withAnyModel()
                .withRecorded(
                    (_, _) -> Optional.of(new Recorded(new Answer.Complete(AGREED), null)), false));
    PolicyFolder.write(SamplePolicies.shop(), folder.resolve("policies"));
  }

  @AfterEach
  void end() {
    sandbox.close();
  }

  private static Experiment model(String name, String fresh, Duration settle) {
    return new Experiment(
        name,
        fresh,
        "teacher-large",
        "",
        1,
        "solved",
        0,
        1,
        OptionalDouble.empty(),
        0.05,
        0.05,
        settle);
  }

  private Configuration configuration(Experiment... experiments) {
    Configuration base =
        SandboxConfig.read(
                sandbox.uri(),
                true,
                Map.of(),
                new Overrides(
                    Optional.empty(),
                    Optional.of(0),
                    Optional.of(folder.resolve("data")),
                    Optional.of(folder.resolve("policies")),
                    Optional.of(true)))
            .configuration()
            .orElseThrow();
    var settings =
        new LoopSettings(
            Mode.ASK,
            0.05,
            1000,
            new LoopSettings.Audits(0.5, 0.5, 0.01, Optional.empty(), Duration.ofHours(6), 8),
            LoopSettings.DEFAULT.canary(),
            new LoopSettings.Rounds(Optional.empty(), 1, Duration.ofHours(1), 0));
    return new Configuration(
        base.gateway(),
        base.routes(),
        base.prices(),
        base.data(),
        new LoopTerms(true, settings, LoopTerms.DEFAULT.learning()),
        List.of(experiments));
  }

  private HttpResponse<String> ask(RunningServer server, String user, boolean ticket)
      throws Exception {
    String system =
        ticket
            ? "{\"role\":\"system\",\"content\":\""
                + SamplePolicies.prompt(SamplePolicies.TICKETS)
                + "\"},"
            : "";
    String body =
        "{\"model\":\"teacher-large\",\"stop\":\"\\n\\n\",\"user\":\""
            + user
            + "\",\"messages\":["
            + system
            + "{\"role\":\"user\",\"content\":\"where is my parcel\"}]}";
    HttpResponse<String> answer = post(server, "/v1/chat/completions", body);
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer;
  }

  private HttpResponse<String> post(RunningServer server, String path, String body)
      throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private JsonNode look(RunningServer server, String name) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.port() + "/api/experiments/" + name);
    return MAPPER.readTree(
        client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body());
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse("");
  }

  /// Users ask, each in its arm, and say whether it helped, unless they are silent.
  private void play(RunningServer server, boolean tickets, int users, Map<String, Double> solved)
      throws Exception {
    for (int i = 0; i < users; i++) {
      HttpResponse<String> answer = ask(server, "u" + i, tickets);
      Double rate = solved.get(header(answer, "x-millrace-experiment"));
      if (rate != null && people.nextInt(10) > 0) {
        String said =
            "{\"call_id\":\""
                + header(answer, "x-millrace-call-id")
                + "\",\"metric\":\"solved\",\"value\":"
                + (people.nextDouble() < rate)
                + "}";
        assertThat(post(server, "/v1/feedback", said).statusCode()).isEqualTo(200);
      }
    }
  }

  private String decided(RunningServer server, String name) throws Exception {
    JsonNode json = look(server, name);
    for (int i = 0; i < 600 && !json.path("decided").isString(); i++) {
      Thread.sleep(50);
      json = look(server, name);
    }
    return json.path("decision").asString();
  }

  @Test
  void whatIsBetterShipsAndAUserStaysInItsArm() throws Exception {
    Experiment plan = model("better", "teacher-new", Duration.ofSeconds(2));
    try (var server = new RunningServer(configuration(plan))) {
      Map<String, String> arms = new HashMap<>();
      for (int i = 0; i < 40; i++) {
        HttpResponse<String> answer = ask(server, "u" + i % 20, false);
        String arm = header(answer, "x-millrace-experiment");
        boolean fresh = arm.equals("better/new");
        assertThat(arms.merge("u" + i % 20, arm, (a, _) -> a)).isEqualTo(arm);
        assertThat(header(answer, "x-millrace-tier")).isEqualTo(fresh ? "experiment" : "teacher");
        assertThat(answer.body()).contains(fresh ? "teacher-new" : "teacher-large");
      }
      assertThat(arms.values()).contains("better/new", "better/old");
      play(server, false, 400, Map.of("better/new", 0.9, "better/old", 0.5));
      assertThat(decided(server, "better")).isEqualTo("ship");
      JsonNode look = look(server, "better");
      assertThat(look.path("new").path("calls").asInt() + look.path("old").path("calls").asInt())
          .isEqualTo(440);
      assertThat(look.path("new").path("as_planned").asInt())
          .isEqualTo(look.path("new").path("calls").asInt());
      assertThat(look.path("difference").path("lower").asDouble()).isGreaterThan(-0.05);
      assertThat(look.path("new").path("with_feedback").asInt())
          .isLessThan(look.path("new").path("units").asInt());
      // Shipping is for a person to do: until then both arms go on.
      assertThat(header(ask(server, "u1", false), "x-millrace-experiment")).startsWith("better/");
    }
  }

  @Test
  void whatIsWorseIsStoppedForGoodAndItsPlanDoesNotChange() throws Exception {
    Experiment plan = model("worse", "teacher-new", Duration.ofSeconds(2));
    try (var server = new RunningServer(configuration(plan))) {
      play(server, false, 400, Map.of("worse/new", 0.3, "worse/old", 0.9));
      assertThat(decided(server, "worse")).isEqualTo("stop");
      for (int i = 0; i < 20; i++) {
        HttpResponse<String> answer = ask(server, "u" + i, false);
        assertThat(header(answer, "x-millrace-experiment")).isEmpty();
        assertThat(header(answer, "x-millrace-tier")).isEqualTo("teacher");
      }
    }
    try (var server = new RunningServer(configuration(plan))) {
      assertThat(header(ask(server, "u1", false), "x-millrace-experiment")).isEmpty();
      assertThat(look(server, "worse").path("decision").asString()).isEqualTo("stop");
      Experiment other = model("worse", "teacher-other", Duration.ofSeconds(2));
      assertThatThrownBy(() -> server.reload(configuration(other)))
          .isInstanceOf(UnusableException.class)
          .hasMessageContaining("worse")
          .hasMessageContaining("name of its own");
      server.reload(configuration());
      assertThat(look(server, "worse").path("ended").isString()).isTrue();
    }
  }

  @Test
  void aUserIsInOneArmWhateverTheProtocolAndStreamsAreAnsweredByTheirArmToo() throws Exception {
    Experiment plan = model("all-ways", "teacher-new", Duration.ofMinutes(1));
    try (var server = new RunningServer(configuration(plan))) {
      int fresh = 0;
      for (int i = 0; i < 20; i++) {
        String user = "u" + i;
        String arm = header(ask(server, user, false), "x-millrace-experiment");
        String named = arm.equals("all-ways/new") ? "teacher-new" : "teacher-large";
        fresh += named.equals("teacher-new") ? 1 : 0;
        String messages = "\"messages\":[{\"role\":\"user\",\"content\":\"where is it\"}]}";
        HttpResponse<String> streamed =
            post(
                server,
                "/v1/chat/completions",
                "{\"model\":\"teacher-large\",\"stream\":true,\"user\":\""
                    + user
                    + "\","
                    + messages);
        HttpResponse<String> anthropic =
            post(
                server,
                "/v1/messages",
                "{\"model\":\"teacher-large\",\"max_tokens\":50,\"stream\":true,\"metadata\":{\"user_id\":\""
                    + user
                    + "\"},"
                    + messages);
        for (HttpResponse<String> each : List.of(streamed, anthropic)) {
          assertThat(each.statusCode()).as(each.body()).isEqualTo(200);
          assertThat(header(each, "x-millrace-experiment")).isEqualTo(arm);
          assertThat(each.body()).contains(named);
        }
        assertThat(streamed.body()).endsWith("data: [DONE]\n\n");
        assertThat(anthropic.body()).contains("event: message_stop");
      }
      assertThat(fresh).isBetween(1, 19);
      JsonNode look = look(server, "all-ways");
      assertThat(look.path("waiting_units").asInt()).isEqualTo(20);
      assertThat(look.path("new").path("calls").asInt()).isEqualTo(3 * fresh);
      assertThat(look.path("new").path("as_planned").asInt()).isEqualTo(3 * fresh);
    }
  }

  @Test
  void anArmWhoseModelFailsIsAnsweredByTheTeacherAndStaysInItsArm() throws Exception {
    Experiment plan = model("broken", "teacher-new!status=400", Duration.ofMinutes(1));
    try (var server = new RunningServer(configuration(plan))) {
      int fresh = 0;
      for (int i = 0; i < 20; i++) {
        HttpResponse<String> answer = ask(server, "u" + i, false);
        fresh += header(answer, "x-millrace-experiment").equals("broken/new") ? 1 : 0;
        assertThat(header(answer, "x-millrace-tier")).isEqualTo("teacher");
      }
      assertThat(fresh).isPositive();
      JsonNode look = look(server, "broken");
      assertThat(look.path("new").path("calls").asInt()).isEqualTo(fresh);
      assertThat(look.path("new").path("as_planned").asInt()).isZero();
      assertThat(look.path("waiting_units").asInt()).isEqualTo(20);
    }
  }

  private static Experiment policy(Duration settle) {
    return new Experiment(
        "students",
        "",
        "",
        SamplePolicies.TICKETS,
        0.8,
        "solved",
        0,
        1,
        OptionalDouble.empty(),
        0.05,
        0.05,
        settle);
  }

  private static Release tickets(ControlStore control) {
    return control.releases().stream()
        .filter(each -> each.scenario().equals(SamplePolicies.TICKETS))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void thePolicysAuditsSpeakOfAllCallsButTheOldArms() throws Exception {
    try (var server = new RunningServer(configuration(policy(Duration.ofMinutes(1))));
        var control = ControlStore.open(folder.resolve("data"))) {
      for (int i = 0; i < 600 && tickets(control).auditRate() != 0.5; i++) {
        Thread.sleep(50);
      }
      Thread.sleep(500);
      Map<String, Integer> seen = new HashMap<>();
      for (int i = 0; i < 100; i++) {
        HttpResponse<String> answer = ask(server, "u" + i, true);
        String arm = header(answer, "x-millrace-experiment");
        String tier = header(answer, "x-millrace-tier");
        assertThat(tier).isEqualTo(arm.equals("students/old") ? "teacher" : "student");
        seen.merge(arm, 1, Integer::sum);
      }
      assertThat(seen).containsOnlyKeys("", "students/old", "students/new");
      String policy = tickets(control).policy();
      List<Observation> rows = List.of();
      for (int i = 0; i < 100 && rows.size() < 20; i++) {
        Thread.sleep(50);
        rows = control.observations(policy, 0, 200);
      }
      assertThat(rows).hasSizeGreaterThan(10);
      assertThat(rows).allMatch(row -> row.source() == Source.AUDIT && row.probability() == 0.5);
    }
  }

  @Test
  void aPolicyThatCallersLikeLessIsPaused() throws Exception {
    try (var server = new RunningServer(configuration(policy(Duration.ofSeconds(2))));
        var control = ControlStore.open(folder.resolve("data"))) {
      play(server, true, 600, Map.of("students/new", 0.3, "students/old", 0.9));
      assertThat(decided(server, "students")).isEqualTo("stop");
      assertThat(tickets(control).stage()).isEqualTo(Stage.PAUSED);
      assertThat(header(ask(server, "u1", true), "x-millrace-tier")).isEqualTo("teacher");
      assertThat(control.events(Optional.of(SamplePolicies.TICKETS), 10).getFirst().who())
          .isEqualTo("experiment");
    }
  }
}
