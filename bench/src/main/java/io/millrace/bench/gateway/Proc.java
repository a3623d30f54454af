package io.millrace.bench.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// What Linux knows of a process and its children: `/proc` (man 5 proc).
record Proc(long pid) {
  /// The unit of processor time in `/proc`, 1/100 s on every Linux of today.
  private static final long TICK_MICROS = 10_000;

  /// How long [#settle()] looks on before it says that a process has settled.
  static final double QUIET_SECONDS = 1.5;

  /// Processor time used so far, in user and kernel, by all threads and children.
  long cpuMicros() {
    return family().map(Proc::ticks).sum() * TICK_MICROS;
  }

  /// Waits until the process has done what its load left behind, and next to nothing is going on.
  void settle() throws InterruptedException {
    long deadline = System.nanoTime() + 120_000_000_000L;
    int quiet = 0;
    while (quiet < 3 && System.nanoTime() < deadline) {
      long before = cpuMicros();
      Thread.sleep(500);
      quiet = cpuMicros() - before <= 2 * TICK_MICROS ? quiet + 1 : 0;
    }
  }

  private LongStream family() {
    Stream<Long> children =
        ProcessHandle.of(pid).stream().flatMap(ProcessHandle::descendants).map(ProcessHandle::pid);
    return LongStream.concat(LongStream.of(pid), children.mapToLong(Long::longValue));
  }

  private static long ticks(long process) {
    String stat = read(Path.of("/proc/" + process + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  /// Resident memory.
  long residentBytes() {
    return read(Path.of("/proc/" + pid + "/status"))
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
        .findFirst()
        .orElseThrow();
  }

  int threads() {
    return list("task").size();
  }

  int sockets() {
    int count = 0;
    for (Path descriptor : list("fd")) {
      try {
        if (Files.readSymbolicLink(descriptor).toString().startsWith("socket:")) {
          count++;
        }
      } catch (IOException e) {
        // closed in between
      }
    }
    return count;
  }

  private List<Path> list(String folder) {
    try (Stream<Path> entries = Files.list(Path.of("/proc/" + pid + "/" + folder))) {
      return entries.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
