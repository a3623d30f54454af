package io.millrace.bench.gateway;

import java.nio.file.Path;

/// What the harness works with. Immutable; numbers come from the environment, see `bench/gateway`.
///
/// @param root of the repository
/// @param work folder for generated files; on the disk that the journal is to be measured on
/// @param jdk home of the JDK
record Settings(Path root, Path work, Path jdk) {
  /// A number from the environment.
  static int number(String name, int standard) {
    String text = System.getenv("BENCH_" + name);
    return text == null || text.isEmpty() ? standard : Integer.parseInt(text);
  }

  /// Pairs of measurements, yardstick and gateway in turn.
  int pairs() {
    return number("PAIRS", 3);
  }

  /// Seconds of one measurement.
  int seconds() {
    return number("SECONDS", 10);
  }

  /// Seconds of load before the first measurement.
  int warmup() {
    return number("WARMUP", 30);
  }

  /// Calls a second at which latency is measured; 0 for half of what is sustained.
  int rate() {
    return number("RATE", 0);
  }

  Path policies() {
    return work.resolve("audit/policies");
  }

  Path sample() {
    return work.resolve("sample.jsonl.gz");
  }
}
