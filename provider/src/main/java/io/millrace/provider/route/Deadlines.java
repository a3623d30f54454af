package io.millrace.provider.route;

import java.time.Duration;

/// How long an attempt may take.
///
/// @param connect until the connection, TLS included, stands
/// @param firstToken from the request's last byte until the first content of a stream or the head
///   of a whole answer
/// @param betweenTokens between two reads of a stream
/// @param total until the last byte of the answer
public record Deadlines(
    Duration connect, Duration firstToken, Duration betweenTokens, Duration total) {
  public static final Deadlines DEFAULT =
      new Deadlines(
          Duration.ofSeconds(5),
          Duration.ofSeconds(60),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10));

  public Deadlines {
    for (Duration each : new Duration[] {connect, firstToken, betweenTokens, total}) {
      if (each.isNegative() || each.isZero()) {
        throw new IllegalArgumentException("a deadline of " + each + " leaves no time");
      }
    }
  }

  /// The tighter of each.
  public Deadlines within(Deadlines other) {
    return new Deadlines(
        min(connect, other.connect),
        min(firstToken, other.firstToken),
        min(betweenTokens, other.betweenTokens),
        min(total, other.total));
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) <= 0 ? a : b;
  }
}
