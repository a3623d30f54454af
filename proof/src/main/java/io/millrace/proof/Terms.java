package io.millrace.proof;

/// What was fixed before the certifying calls were opened.
///
/// @param alpha the risk that must not be exceeded, in (0, 1)
/// @param delta the probability of certifying although it is exceeded, in (0, 1)
/// @param method how it is tested, for people and for reruns
public record Terms(Promise promise, double alpha, double delta, String method) {
  public Terms {
    Checks.probability("alpha", alpha);
    Checks.probability("delta", delta);
  }
}
