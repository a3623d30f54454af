package io.millrace.provider.route;

import io.millrace.model.Usage;
import org.jspecify.annotations.Nullable;

/// Writes down the attempts of one call. Thread-safe: hedges run at once.
public interface AttemptLog {
  /// An attempt is about to be sent; nothing is sent before this returns.
  ///
  /// @param number 1 for the call's first attempt, counted up
  /// @param model the upstream's name of the model
  void started(int number, Kind kind, Endpoint endpoint, String model);

  /// An attempt has ended.
  ///
  /// @param status the HTTP status; 0 when none came
  /// @param usage what the provider reported; null when it did not
  void ended(int number, Result result, int status, @Nullable Usage usage, String detail);

  /// Why an attempt is made.
  enum Kind {
    FIRST,
    RETRY,
    HEDGE,
    FALLBACK
  }

  /// How it ended.
  enum Result {
    ANSWERED,
    FAILED,
    /// The caller went away, or another attempt won.
    CANCELLED
  }
}
