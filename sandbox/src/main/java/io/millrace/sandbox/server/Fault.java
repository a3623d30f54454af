package io.millrace.sandbox.server;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A way in which the sandbox fails on demand. docs/sandbox.md lists how each is written.
///
/// Tokens are counted in a stream; an answer that is not streamed is cut or stalls in its middle.
public sealed interface Fault {
  /// An error in the protocol's shape.
  ///
  /// @param retryAfter sent as `retry-after`, as it stands; null for none
  record Status(int status, @Nullable String retryAfter) implements Fault {
    /// An error without `retry-after`.
    public static Status of(int status) {
      return new Status(status, null);
    }
  }

  /// A reset of the connection before the head of the answer.
  record Reset() implements Fault {}

  /// A reset of the connection after so many tokens.
  record CutAfter(int tokens) implements Fault {}

  /// Silence after so many tokens, until the client goes away.
  record StallAfter(int tokens) implements Fault {}

  /// An error event in the protocol's shape after so many tokens, then the end.
  record ErrorAfter(int tokens) implements Fault {}

  /// So much longer until the head of the answer.
  record Slow(Duration delay) implements Fault {}

  /// An HTML page instead of JSON.
  record Html(int status) implements Fault {}

  /// Status 200 and no body.
  record Empty() implements Fault {}

  /// A body that ends in the middle of its JSON, as if it were whole.
  record Truncated() implements Fault {}

  /// An event whose data are no JSON, as the second one of the content.
  record MalformedEvent() implements Fault {}

  /// A stream without the protocol's mark of its end.
  record NoDone() implements Fault {}

  /// A stream with two marks of its end.
  record DoubleDone() implements Fault {}

  /// An answer without usage.
  record NoUsage() implements Fault {}

  /// A line that never ends, until the client goes away.
  record EndlessEvent() implements Fault {}

  /// The right body under the content type `text/plain`.
  record WrongType() implements Fault {}

  /// Generates to the end though the client went away.
  record Deaf() implements Fault {}

  /// Reads faults separated by commas, each with its own options after semicolons, as in
  /// `slow=500,status=429;retry-after=1`.
  ///
  /// @throws IllegalArgumentException that says what is wrong and what could stand there
  static List<Fault> parse(String text) {
    return FaultParser.parse(text);
  }
}
