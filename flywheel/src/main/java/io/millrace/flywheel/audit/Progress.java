package io.millrace.flywheel.audit;

/// Told how far the work is; called from any thread.
public interface Progress {
  /// Tells nobody.
  Progress SILENT = (_, _, _) -> {};

  /// @param phase `read`, `price`, `discover`, `learn`, `write`
  /// @param share done of the phase, 0 to 1
  /// @param detail what is being worked on, such as a scenario's name; may be empty
  void at(String phase, double share, String detail);
}
