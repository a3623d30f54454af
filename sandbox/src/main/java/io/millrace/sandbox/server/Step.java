package io.millrace.sandbox.server;

import java.time.Duration;

/// One thing that happens while an answer is sent.
sealed interface Step {
  /// Nothing, for a while.
  record Pause(Duration time) implements Step {}

  /// A part of the body goes out.
  record Send(String text) implements Step {}

  /// The connection is reset, and nothing follows.
  record Cut() implements Step {}

  /// Nothing follows until the client goes away.
  record Stall() implements Step {}

  /// The same bytes over and over until the client goes away.
  record Endless() implements Step {}
}
