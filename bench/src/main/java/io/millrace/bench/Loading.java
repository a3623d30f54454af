package io.millrace.bench;

import io.millrace.store.policy.PolicySet;
import java.nio.file.Path;

/// How long a folder of policies takes to load, and how much heap it holds.
final class Loading {
  private Loading() {}

  static void run(Path policies) {
    long start = System.nanoTime();
    PolicySet first = PolicySet.load(policies);
    double cold = (System.nanoTime() - start) / 1e6;
    long before = used();
    start = System.nanoTime();
    PolicySet second = PolicySet.load(policies);
    double warm = (System.nanoTime() - start) / 1e6;
    long after = used();
    Print.line(
        "loading: %d policies, %.0f ms in a new process, %.0f ms again, %.1f MB of heap (bars 1000"
            + " ms, 200 MB)",
        first.size(), cold, warm, (after - before) / 1e6);
    if (cold > 1000 || after - before > 200_000_000L) {
      Print.miss("loading");
    }
    if (second.size() != first.size()) {
      throw new IllegalStateException("the two sets differ");
    }
  }

  private static long used() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
