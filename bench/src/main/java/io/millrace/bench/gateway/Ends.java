package io.millrace.bench.gateway;

import java.util.concurrent.TimeUnit;

/// Waits for processes that were told to end.
final class Ends {
  private Ends() {}

  /// @return whether it ended in time; false too when this thread is to stop waiting
  static boolean within(Process process, int seconds) {
    try {
      return process.waitFor(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
