package io.millrace.flywheel.loop;

import java.io.IOException;

/// Runs a round of learning where it does not disturb the gateway: in a process of its own.
@FunctionalInterface
public interface RoundRunner {
  /// Runs a round and waits until it has ended, well or not. What came of it is in the control
  /// store.
  ///
  /// @param why for the record
  /// @throws IOException when it cannot be begun
  void run(String why) throws IOException, InterruptedException;
}
