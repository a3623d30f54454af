package io.millrace.provider.route;

import java.time.Duration;
import java.util.Optional;

/// How patient the callers of a model are, and so when a second attempt is sent beside a slow first
/// one (a hedge).
public enum LatencyClass {
  /// A completion in an editor: useless after half a second.
  EDITOR(Optional.of(Duration.ofMillis(150))),
  /// A person waits for the first words.
  CHAT(Optional.empty()),
  /// A program waits, minutes if it must.
  AGENT(Optional.empty());

  private final Optional<Duration> hedgeAfter;

  LatencyClass(Optional<Duration> hedgeAfter) {
    this.hedgeAfter = hedgeAfter;
  }

  /// How long the first attempt may be silent before a hedge is sent; empty for never.
  public Optional<Duration> hedgeAfter() {
    return hedgeAfter;
  }
}
