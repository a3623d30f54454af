package io.millrace.provider.route;

import java.time.Duration;

/// How long an attempt may take.
///
/// @param connect until the connection, TLS included, stands
/// @param firstToken from the request's last byte until the first content of a stream
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

  /// Of programs that wait, minutes if they must: an answer that is thought about for long.
  public static final Deadlines PATIENT =
      new Deadlines(
          Duration.ofSeconds(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(2),
          Duration.ofMinutes(30));

  public Deadlines {
    for (Duration each : new Duration[] {connect, firstToken, betweenTokens, total}) {
      if (each.isNegative() || each.isZero()) {
        throw new IllegalArgumentException("a deadline of " + each + " leaves no time");
      }
    }
  }

  /// How long an attempt may wait for the head of its answer. A whole answer has one only when it
  /// is thought to its end: it is given half of the total, so that there is time to ask elsewhere.
  Duration head(boolean stream) {
    Duration half = total.dividedBy(2);
    return stream || half.compareTo(firstToken) < 0 ? firstToken : half;
  }
}
