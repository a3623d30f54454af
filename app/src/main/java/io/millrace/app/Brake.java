package io.millrace.app;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/*
 * The idle class alone does not keep a process out of others' way. A system whose processors are never
 * idle stops looking for an idle one (Linux: SIS_UTIL in select_idle_cpu, at about 60% of two), and
 * whoever wakes waits behind others on the processor that it had; and a system with a quota stands still
 * once that is used up, whoever did it. So some time has to be left unused.
 *
 * The process is stopped (SIGSTOP) for a part of each beat, with everything in it, compilers and
 * collectors too. It must not stay so when who stops it dies: before it is stopped for the first time it
 * has asked the system to let it go on then (PR_SET_PDEATHSIG with SIGCONT), and has said so by handling
 * SIGCONT, which anybody can see in /proc.
 */

/// Holds a process back while the processors are busy with others, so that together they leave some
/// time unused. Linux; elsewhere nothing is held back.
final class Brake {
  /// The share of all processors' time that may be used before the process is held back.
  static final double TARGET = 0.6;

  /// The share of the time for which it runs in any case: else it would never end.
  static final double LEAST = 0.2;

  private static final Duration LOOK = Duration.ofMillis(500);
  private static final long BEAT_MILLIS = 50;

  // Linux on x86-64 and AArch64
  private static final int SIGCONT = 18;
  private static final int SIGSTOP = 19;
  private static final int PR_SET_PDEATHSIG = 1;

  private Brake() {}

  /// Lets the process that began this one hold it back.
  static void permit() {
    try {
      MethodHandle prctl =
          function("prctl", Linker.Option.firstVariadicArg(1), ValueLayout.JAVA_LONG);
      if ((int) prctl.invokeExact(PR_SET_PDEATHSIG, (long) SIGCONT) == 0) {
        Stop.on("CONT", () -> {});
      }
    } catch (Throwable e) {
      unable(e);
    }
  }

  /// Waits for a process that this one began, and holds it back meanwhile as far as the load says.
  ///
  /// @param processors that both and those beside them have together
  /// @param its how many of them it can use at once
  /// @return its exit status
  static int await(Process process, int processors, int its) throws InterruptedException {
    var load = new Load(process, processors, its);
    return await(process, load::duty);
  }

  /// How much of the time the process may run now, in (0, 1\].
  @FunctionalInterface
  interface Duty {
    double now();
  }

  static int await(Process process, Duty duty) throws InterruptedException {
    MethodHandle kill;
    try {
      kill = function("kill", null, ValueLayout.JAVA_INT);
    } catch (Throwable e) {
      unable(e);
      return process.waitFor();
    }
    boolean permitted = false;
    while (true) {
      permitted = permitted || permitted(process.pid());
      double now = permitted ? Math.min(1, duty.now()) : 1;
      long run = now < 1 ? Math.max(1, Math.round(BEAT_MILLIS * now)) : LOOK.toMillis();
      if (process.waitFor(run, TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      if (now < 1 && hold(process, kill, BEAT_MILLIS - run)) {
        return process.exitValue();
      }
    }
  }

  /// @return whether it ended
  private static boolean hold(Process process, MethodHandle kill, long millis)
      throws InterruptedException {
    signal(process, kill, SIGSTOP);
    try {
      return process.waitFor(millis, TimeUnit.MILLISECONDS);
    } finally {
      signal(process, kill, SIGCONT);
    }
  }

  private static void signal(Process process, MethodHandle kill, int signal) {
    if (process.isAlive()) {
      try {
        int _ = (int) kill.invokeExact(Math.toIntExact(process.pid()), signal);
      } catch (Throwable e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /// A function of two numbers.
  @SuppressWarnings("restricted") // the launcher allows it
  private static MethodHandle function(
      String name, Linker.@Nullable Option option, ValueLayout second) {
    Linker linker = Linker.nativeLinker();
    var descriptor = FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, second);
    Linker.Option[] options = option == null ? new Linker.Option[0] : new Linker.Option[] {option};
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor, options);
  }

  private static void unable(Throwable e) {
    System.getLogger(Brake.class.getName())
        .log(System.Logger.Level.DEBUG, "a process cannot be held back here: {0}", e);
  }

  /// Whether a process handles SIGCONT.
  static boolean permitted(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
      Optional<String> caught = lines.filter(line -> line.startsWith("SigCgt:")).findFirst();
      return caught.isPresent()
          && (Long.parseUnsignedLong(caught.get().substring(7).strip(), 16) >>> (SIGCONT - 1) & 1)
              == 1;
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  /// What a process may take beside others. One thread at a time.
  private static final class Load {
    private final OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Process process;
    private final int processors;
    private final int its;
    private long time = System.nanoTime();
    private long used;
    private double duty = 1;

    Load(Process process, int processors, int its) {
      this.process = process;
      this.processors = processors;
      this.its = its;
      this.used = used();
    }

    private long used() {
      return process.info().totalCpuDuration().map(Duration::toNanos).orElse(used);
    }

    double duty() {
      long now = System.nanoTime();
      if (now - time < LOOK.toNanos()) {
        return duty;
      }
      long cpu = used();
      double taken = (double) (cpu - used) / (now - time);
      time = now;
      used = cpu;
      double load = system.getCpuLoad();
      if (load >= 0) {
        double running = Math.clamp(taken / duty, 1, its);
        double wanted = Brake.duty(load, taken / processors, processors, running);
        duty = (duty + wanted) / 2;
      }
      return duty;
    }
  }

  /// @param load the share of all processors' time that was used lately, by the process too
  /// @param own the share that it used
  /// @param processors how many there are
  /// @param running how many of them it uses while it runs
  static double duty(double load, double own, int processors, double running) {
    double others = Math.max(0, load - own);
    double allowed = (TARGET - others) * processors;
    return Math.clamp(allowed / running, LEAST, 1);
  }
}
