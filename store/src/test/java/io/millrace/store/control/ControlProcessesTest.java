package io.millrace.store.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two processes at one store, and processes that are killed.
final class ControlProcessesTest {
  private static final int KILLS = 12;
  private static final int POLICIES = 60;

  @TempDir Path data;

  private Process start(String role) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx128m",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
            "-cp",
            System.getProperty("java.class.path"),
            Other.class.getName(),
            data.toString(),
            role)
        .redirectErrorStream(true)
        .start();
  }

  private static BufferedReader lines(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  @Test
  void twoProcessesWriteAtOnceAndOneOfThemWins() throws Exception {
    try (var store = ControlStore.open(data)) {
      for (int p = 0; p < POLICIES; p++) {
        store.learned(List.of(Samples.template("sc-" + p, "Sort it " + p)));
        store.addPolicy(Samples.policy("p" + p, "sc-" + p));
      }
      Process other = start("race");
      try (BufferedReader said = lines(other)) {
        assertThat(said.readLine()).isEqualTo("ready");
        long version = store.version();
        other.getOutputStream().write('\n');
        other.getOutputStream().flush();
        int here = race(store, "here");
        assertThat(said.readLine()).isEqualTo("won " + (POLICIES - here));
        assertThat(other.waitFor()).isZero();
        assertThat(store.version()).isNotEqualTo(version);
      }
      assertThat(store.releases()).extracting(Release::stage).containsOnly(Stage.CANARY);
      assertThat(store.events(Optional.empty(), 999)).hasSize(2 * POLICIES);
      assertThat(store.cursor("here")).isEqualTo(POLICIES - 1);
      assertThat(store.cursor("there")).isEqualTo(POLICIES - 1);
      assertThat(store.observations("p", 0, 999)).hasSize(2 * POLICIES);
    }
  }

  private static int race(ControlStore store, String name) {
    int won = 0;
    for (int p = 0; p < POLICIES; p++) {
      won += store.move("p" + p, Samples.WAITING, Stage.CANARY, 0.05, new By(name, ""), "") ? 1 : 0;
      store.observed(name, p, List.of(Samples.audit(name + p, "p", Outcome.AGREED)));
    }
    return won;
  }

  @Test
  void aRoundOfAKilledProcessIsInterruptedAndTheNextOneBegins() throws Exception {
    Process other = start("round");
    try (BufferedReader said = lines(other);
        var store = ControlStore.open(data)) {
      assertThat(said.readLine()).isEqualTo("r1");
      assertThat(store.beginRound("by hand")).isEmpty();
      assertThat(store.markInterrupted()).isZero();
      other.destroyForcibly().waitFor();
      assertThat(store.beginRound("by hand")).contains("r2");
      assertThat(store.rounds(2).getLast().state()).isEqualTo(RoundState.INTERRUPTED);
    }
  }

  @Test
  void aKilledProcessLeavesOneOfTheTwoLawfulStates() throws Exception {
    var random = new Random(44);
    long folds = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      folds = loopAndKill(1 + random.nextInt(120));
      try (var store = ControlStore.open(data)) {
        checkLawful(store, folds);
      }
    }
    assertThat(folds).isGreaterThan(KILLS);
  }

  /// @return the last position that the process said was durable
  private long loopAndKill(int steps) throws Exception {
    Process other = start("loop");
    String last = "";
    try (BufferedReader said = lines(other)) {
      for (int step = 0; step < steps; step++) {
        String line = said.readLine();
        assertThat(line).as("after %s", last).startsWith("at ");
        last = line;
      }
      // By its handle: the process itself would close what it said.
      other.toHandle().destroyForcibly();
      for (String line = said.readLine();
          line != null && line.matches("at \\d+;");
          line = said.readLine()) {
        last = line;
      }
    }
    return Long.parseLong(last.substring(3, last.length() - 1));
  }

  private static void checkLawful(ControlStore store, long durable) {
    long cursor = store.cursor("loop");
    assertThat(cursor).isGreaterThanOrEqualTo(durable);
    Map<String, Stage> stages =
        store.releases().stream().collect(Collectors.toMap(Release::policy, Release::stage));
    Map<String, Long> events =
        store.events(Optional.empty(), Integer.MAX_VALUE).stream()
            .collect(
                Collectors.groupingBy(
                    event -> event.policy() + " " + event.kind(), Collectors.counting()));
    long rows = 0;
    int live = 0;
    for (PolicyRecord policy : store.policies()) {
      List<Observation> all = store.observations(policy.id(), 0, Integer.MAX_VALUE);
      rows += all.size();
      Optional<Watched> watched = store.watched(policy.id());
      long seq = watched.map(Watched::lastSeq).orElse(0L);
      long folded = watched.map(each -> Samples.folded(each.state())).orElse(0L);
      assertThat(all.stream().filter(row -> row.seq() <= seq)).hasSize((int) folded);
      assertThat(all.stream().filter(row -> row.seq() <= seq))
          .noneMatch(row -> row.outcome() == Outcome.PENDING);
      Stage stage = Objects.requireNonNull(stages.get(policy.id()));
      live += stage.live() ? 1 : 0;
      boolean rolledBack = stage == Stage.ROLLED_BACK;
      assertThat(events.getOrDefault(policy.id() + " alarm", 0L)).isEqualTo(rolledBack ? 1 : 0);
      assertThat(events.get(policy.id() + " added")).isEqualTo(1);
      assertThat(folded == Loop.LIFE).isEqualTo(rolledBack);
    }
    assertThat(rows).isEqualTo(2 * cursor);
    assertThat(live).isLessThanOrEqualTo(1);
  }

  /// Another process.
  static final class Other {
    private Other() {}

    @SuppressWarnings("SystemOut") // it speaks to the test
    public static void main(String[] args) throws Exception {
      var store = ControlStore.open(Path.of(args[0]));
      switch (args[1]) {
        case "race" -> {
          System.out.println("ready");
          System.in.read();
          System.out.println("won " + race(store, "there"));
          store.close();
        }
        case "round" -> {
          System.out.println(store.beginRound("in a process that is killed").orElseThrow());
          Thread.sleep(Long.MAX_VALUE);
        }
        default -> new Loop(store).run();
      }
    }
  }

  /// The loop at full speed: a policy's life is a few observations, then an alarm, then the next
  /// policy. Whatever it finds at its start it goes on from.
  private static final class Loop {
    static final int LIFE = 6;

    private final ControlStore store;

    Loop(ControlStore store) {
      this.store = store;
    }

    @SuppressWarnings("SystemOut") // it speaks to the test
    void run() {
      store.learned(List.of(Samples.template("tickets", "Sort it")));
      while (true) {
        String policy = livePolicy();
        long position = Math.max(0, store.cursor("loop")) + 1;
        if (store.observations(policy, 0, LIFE).size() < LIFE) {
          observe(policy, position);
          System.out.println("at " + position + ";");
        }
        for (Observation due : store.due(Samples.START.plusSeconds(1), 100)) {
          store.settled(due.callId(), Outcome.DISAGREED, "audit of " + due.callId());
        }
        fold(policy);
      }
    }

    private void observe(String policy, long position) {
      store.observed(
          "loop",
          position,
          List.of(
              Samples.audit("a" + position, policy, Outcome.PENDING),
              Samples.observation(
                  "h" + position, policy, Source.HELD_OUT, Outcome.AGREED, Samples.START)));
    }

    private String livePolicy() {
      Optional<Release> live =
          store.releases().stream().filter(release -> release.stage().live()).findFirst();
      if (live.isPresent()) {
        return live.get().policy();
      }
      String next =
          store.releases().stream()
              .filter(release -> release.stage() == Stage.WAITING)
              .map(Release::policy)
              .findFirst()
              .orElseGet(this::newPolicy);
      store.move(next, Set.of(Stage.WAITING), Stage.CANARY, 0.05, new By("loop", ""), "");
      return next;
    }

    private String newPolicy() {
      String id = "p" + store.policies().size();
      store.addPolicy(Samples.policy(id, "tickets"));
      return id;
    }

    private void fold(String policy) {
      long folded = store.watched(policy).map(each -> Samples.folded(each.state())).orElse(0L);
      for (Observation row : store.unfolded(policy, 1)) {
        byte[] state = Samples.state(folded + 1);
        if (folded + 1 == LIFE) {
          store.alarm(policy, row.seq(), state, Samples.WATCH, "{}");
        } else {
          store.folded(policy, row.seq(), state);
        }
      }
    }
  }
}
