package io.millrace.provider.route;

import java.time.Duration;

/// How failures are met.
///
/// @param retries attempts beyond the first on one hop, at most
/// @param backoff the mean wait before the first retry; doubles, with full jitter
/// @param backoffLimit no wait is longer, and a `Retry-After` beyond it moves the call on at once
/// @param retryShare retries and hedges may be at most this share of the calls of the last seconds
/// @param breakerFailures failures in a row, or half of the last twenty, that open an endpoint's
///   circuit
/// @param breakerPause how long it stays open before one trial call
public record Resilience(
    int retries,
    Duration backoff,
    Duration backoffLimit,
    double retryShare,
    int breakerFailures,
    Duration breakerPause) {
  public static final Resilience DEFAULT =
      new Resilience(
          2, Duration.ofMillis(200), Duration.ofSeconds(5), 0.2, 5, Duration.ofSeconds(10));

  public Resilience {
    if (retries < 0 || breakerFailures < 1 || !(retryShare >= 0 && retryShare <= 1)) {
      throw new IllegalArgumentException(
          "retries "
              + retries
              + ", failures "
              + breakerFailures
              + " or share "
              + retryShare
              + " is out of its range");
    }
  }
}
