package io.millrace.flywheel.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.store.control.ControlStore;
import io.millrace.store.control.PolicyRecord;
import io.millrace.store.control.RoundState;
import io.millrace.store.policy.PolicyFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Rounds that are killed at any moment.
final class RoundKillTest {
  private static final int KILLS = 10;
  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  @TempDir Path data;

  @Test
  void aKilledRoundLeavesALawfulStateAndForgetsNoAttempt() throws Exception {
    new GardenCalls(data).easy(0, 600).write();
    String scenario;
    try (ControlStore control = ControlStore.open(data)) {
      scenario =
          GardenCalls.held(data, control, GardenCalls.options(0.2, Optional.empty()))
              .scenarios()
              .getFirst()
              .id();
    }
    long whole = timeOfOneRound(scenario);
    var random = new Random(47);
    int attempts = attempts();
    for (int kill = 0; kill < KILLS; kill++) {
      Process round = round(scenario);
      round.waitFor(whole * (kill + random.nextInt(2)) / KILLS, TimeUnit.MILLISECONDS);
      round.destroyForcibly().waitFor();
      checkPolicies();
      assertThat(attempts()).isGreaterThanOrEqualTo(attempts);
      attempts = attempts();
    }
    try (ControlStore control = ControlStore.open(data)) {
      int policies = control.policies().size();
      RoundReport last =
          GardenCalls.held(data, control, GardenCalls.options(0.2, Optional.of(scenario)));
      assertThat(attempts()).isEqualTo(attempts + 1);
      assertThat(control.policies().size() - policies)
          .isEqualTo(last.scenarios().getFirst().policy().isEmpty() ? 0 : 1);
      assertThat(control.rounds(100))
          .extracting(io.millrace.store.control.Round::state)
          .doesNotContain(RoundState.RUNNING)
          .contains(RoundState.INTERRUPTED);
    }
    assertThat(folders()).isEqualTo(ids());
  }

  private long timeOfOneRound(String scenario) throws Exception {
    long start = System.nanoTime();
    assertThat(round(scenario).waitFor()).isZero();
    return (System.nanoTime() - start) / 1_000_000;
  }

  private Process round(String scenario) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName(),
            data.toString(),
            scenario)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /// Every policy that is on record has its files, and an attempt of its own that is remembered.
  private void checkPolicies() {
    try (ControlStore control = ControlStore.open(data)) {
      control.markInterrupted();
      List<Integer> attempts = new ArrayList<>();
      for (PolicyRecord policy : control.policies()) {
        attempts.add(new PolicyFiles(data).load(policy.id()).policy().certificate().attempt());
      }
      assertThat(attempts).doesNotHaveDuplicates();
      assertThat(attempts).allMatch(attempt -> attempt <= attempts());
    }
  }

  private int attempts() {
    try {
      return MAPPER
          .readTree(Files.readString(data.resolve(Round.ATTEMPTS)))
          .path("attempts")
          .size();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Set<String> ids() {
    try (ControlStore control = ControlStore.open(data)) {
      Set<String> ids = new HashSet<>();
      control.policies().forEach(policy -> ids.add(policy.id()));
      return ids;
    }
  }

  private Set<String> folders() throws IOException {
    try (Stream<Path> folders = Files.list(data.resolve("policies"))) {
      Set<String> names = new HashSet<>();
      folders.forEach(folder -> names.add(String.valueOf(folder.getFileName())));
      return names;
    }
  }

  /// The process that is killed.
  static final class Holder {
    private Holder() {}

    public static void main(String[] args) {
      Path data = Path.of(args[0]);
      try (ControlStore control = ControlStore.open(data)) {
        GardenCalls.held(data, control, GardenCalls.options(0.2, Optional.of(args[1])));
      }
    }
  }
}
