package io.millrace.provider.route;

/// How one endpoint is doing.
///
/// @param circuit of calls: closed lets all through, open none, half-open one at a time
/// @param inFlight attempts under way
/// @param attempts since the start
/// @param failures since the start
public record EndpointState(
    String name, Circuit circuit, int inFlight, long attempts, long failures) {
  /// Whether calls go through.
  public enum Circuit {
    CLOSED,
    HALF_OPEN,
    OPEN
  }
}
