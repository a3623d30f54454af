package io.millrace.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BrakeTest {
  private static final Offset<Double> ROUNDING = Offset.offset(1e-9);

  @Test
  void aProcessTakesWhatOthersLeaveBelowTheTarget() {
    assertThat(Brake.duty(0.5, 0.5, 2, 1)).as("alone").isEqualTo(1);
    assertThat(Brake.duty(0.55, 0.5, 2, 1)).isEqualTo(1);
    assertThat(Brake.duty(0.7, 0.3, 2, 1)).isEqualTo(0.4, ROUNDING);
    assertThat(Brake.duty(0.7, 0.3, 16, 8)).isEqualTo(0.4, ROUNDING);
    assertThat(Brake.duty(0.3, 0.4, 2, 1)).as("measured at other moments").isEqualTo(1);
  }

  @Test
  void aProcessNeverStandsStillForGood() {
    assertThat(Brake.duty(1, 0.05, 2, 1)).isEqualTo(Brake.LEAST, ROUNDING);
    assertThat(Brake.duty(1, 0.05, 16, 8)).isEqualTo(Brake.LEAST, ROUNDING);
  }

  /// Works on one thread for some milliseconds and says how long it had the processor.
  static final class Work {
    private Work() {}

    public static void main(String[] arguments) {
      if (arguments.length > 1) {
        Brake.permit();
      }
      long nanos = Long.parseLong(arguments[0]) * 1_000_000;
      System.out.println("begun");
      long begin = System.nanoTime();
      long work = 0;
      while (System.nanoTime() - begin < nanos) {
        work += Long.hashCode(work);
      }
      var threads = ManagementFactory.getThreadMXBean();
      System.out.println(threads.getCurrentThreadCpuTime() / 1_000_000 + " " + work % 2);
    }
  }

  /// Begins [Work] and holds it back, and is killed meanwhile.
  static final class Holder {
    private Holder() {}

    public static void main(String[] arguments) throws Exception {
      Process work = start(Work.class, "20000", "permitted");
      System.out.println(work.pid());
      Brake.await(work, () -> 0.02);
    }
  }

  private static Process start(Class<?> main, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /// @return milliseconds that the work had the processor
  private static long worked(double duty, String... permitted) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("3000"));
    arguments.addAll(List.of(permitted));
    Process process = start(Work.class, arguments.toArray(String[]::new));
    try {
      assertThat(Brake.await(process, () -> duty)).isZero();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8);
      return Long.parseLong(said.lines().skip(1).findFirst().orElseThrow().split(" ", 2)[0]);
    } finally {
      process.destroyForcibly();
    }
  }

  @BeforeEach
  void onLinux() {
    assumeThat(System.getProperty("os.name")).as("it is for Linux alone").isEqualTo("Linux");
  }

  /// Upper bounds: what else the machine does takes time too.
  @Test
  void aProcessThatIsHeldBackHasTheProcessorForAPartOfTheTime() throws Exception {
    assertThat(worked(0.1, "permitted")).isBetween(10L, 1200L);
    assertThat(worked(0.5, "permitted")).isBetween(50L, 2400L);
  }

  @Test
  void whatDoesNotPermitItIsNotHeldBack() throws Exception {
    // At a hundredth it would have 30 ms.
    assertThat(worked(0.01)).isGreaterThan(100);
  }

  @Test
  void aProcessGoesOnWhenWhoHoldsItBackIsKilled() throws Exception {
    Process holder = start(Holder.class);
    try (BufferedReader said = holder.inputReader()) {
      long pid = Long.parseLong(said.readLine());
      ProcessHandle work = ProcessHandle.of(pid).orElseThrow();
      try {
        assertThat(stopped(pid)).as("it is held back").isTrue();
        holder.destroyForcibly().waitFor();
        work.onExit().get(120, TimeUnit.SECONDS);
      } finally {
        work.destroyForcibly();
      }
    } finally {
      holder.destroyForcibly();
    }
  }

  private static boolean stopped(long pid) throws Exception {
    for (int i = 0; i < 20_000; i++) {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      if (stat.substring(stat.lastIndexOf(')') + 2).startsWith("T")) {
        return true;
      }
      Thread.sleep(1);
    }
    return false;
  }

  @TempDir Path data;

  @Test
  void aRoundOfAServerPermitsIt() {
    long self = ProcessHandle.current().pid();
    assertThat(Brake.permitted(self)).isFalse();
    assertThat(Run.of("learn", "--data", data.toString(), "--lang", "en").code()).isZero();
    assertThat(Brake.permitted(self)).as("one by hand, at a terminal").isFalse();
    assertThat(Run.of("learn", "--yielding", "--data", data.toString(), "--lang", "en").code())
        .isZero();
    assertThat(Brake.permitted(self)).isTrue();
  }
}
